"""What a steward sees: his areas, his posts, the notices for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from linli.foundation.access import within
from linli.network.models import Holder, Notice, Posting, StewardLink
from linli.network.queries.needs import holding
from linli.places import queries as places

NOTICES_SHOWN = 10
AREAS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Bench:
    """The workbench of a holder on a day: his posts, the areas they are for, the notices he sees."""

    holder: Holder
    postings: list[Posting]
    notices: list[Notice]

    @property
    def areas(self) -> list[places.Area]:
        """Return the areas he answers for; everything in them is his, nothing else."""
        return [posting.area for posting in self.postings]

    def post_at(self, path: str) -> str:
        """Return the post and place that cover a path, as they are shown: never a name."""
        covering = [each for each in self.postings if path.startswith(each.area.path)]
        posting = max(covering, key=lambda each: len(each.area.path), default=self.postings[0])
        return f"{posting.area.short_name} · {posting.kind}"


def bench_of(holder: Holder, on: date) -> Bench:
    """Return the workbench of a holder; two queries."""
    rows = Posting.objects.filter(holding(on), holder=holder).select_related("kind", "area__tier")
    postings = list(rows.order_by("area__path", "kind__order"))
    above = {path for posting in postings for path in places.lineage(posting.area.path)}
    notices = notices_on(on).filter(area__path__in=above)
    return Bench(holder, postings, list(notices[:NOTICES_SHOWN]))


def areas_of(bench: Bench) -> list[places.Area]:
    """Return the areas of a workbench and what lies in them down to the buildings, in tree order."""
    scope = Q(pk__in=())
    for area in bench.areas:
        scope |= places.in_subtree(area.path)
    rows = places.list_in_force().filter(scope).exclude(tier__code="key_household").select_related("parent")
    return list(rows[:AREAS_SHOWN])


def notices_on(on: date) -> QuerySet[Notice]:
    """Return the notices that are shown on a day, the newest first."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    return Notice.objects.filter(in_force, valid_from__lte=on).select_related("area").order_by("-valid_from", "-pk")


def list_notices(user: Any) -> QuerySet[Notice]:
    """Return the notices of the user's areas, ended ones too."""
    return within(Notice.objects.all(), user, "network.view", area="area__path", units=()).select_related("area")


def link_of(holder: Holder) -> StewardLink | None:
    """Return the link of a holder that was made last, unless it was taken back."""
    return holder.links.filter(revoked_at__isnull=True).order_by("-made_at").first()
