"""`linli import areas FILE --as-of DATE`: bring an official list of areas in, or compare a newer one."""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext

from linli.foundation import sheets
from linli.foundation.imports.console import ListCommand, day
from linli.places import services
from linli.places.models import ListMerge, MergeProposal
from linli.places.terms import ProposalKind, Verdict

SHOWN = 500
"""How many proposals are printed."""
NATIONAL = sheets.Limits(rows=1_000_000, file_bytes=200 * 1024 * 1024)
"""A list of the whole country has 620 000 rows."""


class Command(ListCommand):
    """Import an official list of areas (CSV or Excel) as of a day; a newer list is compared and proposes."""

    help = gettext("Import an official list of areas (CSV or Excel) as of a day.")
    take = services.import_areas
    read = staticmethod(partial(sheets.read, limits=NATIONAL))
    merge: ListMerge | None = None

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day of the list, and whether everything certain of a newer one is to be applied."""
        super().add_arguments(parser)
        parser.add_argument("--as-of", type=day, required=True, metavar="DATE")
        parser.add_argument("--confirm-all", action="store_true")

    def beyond(self, outcome: services.AreaOutcome) -> list[str]:
        """Say what became of the areas above the rows, or what a newer list proposes."""
        self.merge = outcome.merge
        if outcome.merge is not None:
            return [_line(each) for each in _proposals(outcome.merge)[:SHOWN]]
        above = {
            "made": sum(outcome.made.values()) - outcome.created,
            "renewed": sum(outcome.renewed.values()) - outcome.changed,
        }
        return [gettext("Above them (cities to subdistricts): %(made)s new, %(renewed)s changed.") % above]

    def afterwards(self, moment: datetime, options: dict[str, Any]) -> None:
        """Apply what is certain, if that was asked for, and say what waits for a person."""
        if self.merge is None or not options["confirm_all"]:
            return
        certain = MergeProposal.objects.filter(merge=self.merge, is_certain=True)
        facts: dict[str, Any] = {"merge_id": self.merge.pk, "actor": None}
        services.decide_proposals(proposals=certain, verdict=Verdict.CONFIRMED, now=moment, **facts)
        done = services.apply_merge(now=now(), **facts)
        counts = {"applied": sum(done.applied.values()), "waiting": len(done.waiting) + done.undecided}
        self.stdout.write(gettext("%(applied)s proposals applied; %(waiting)s wait for a person:") % counts)
        for each in _proposals(self.merge).exclude(verdict=Verdict.APPLIED)[:SHOWN]:
            self.stdout.write(_line(each))


def _proposals(merge: ListMerge) -> Any:
    rows = MergeProposal.objects.filter(merge=merge).select_related("area", "group")
    return rows.order_by("group__number", "pk")


def _line(each: MergeProposal) -> str:
    kinds = "、".join(gettext(ProposalKind(kind).label) for kind in each.kinds)
    before = f"{each.area.code} {each.area.name}" if each.area else ""
    heirs = " ".join(str(heir[0]) for heir in each.heirs)
    return f"{kinds}: {before} → {each.code or heirs} {each.name} ({each.why})"
