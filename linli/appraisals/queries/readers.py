"""Who may read what of a result: the appraised their own in full, others as far as the scheme and their duties say."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.appraisals.models import Round, Scheme, SchemeSubject, Snapshot
from linli.appraisals.queries.schemes import powers, visible_schemes
from linli.appraisals.terms import PublicationScope, RoundState
from linli.foundation.access import within
from linli.standards import queries as standards
from linli.standards.terms import SubjectKind

VIEW, COMPARE, RUN, CONFIRM, PUBLISH = (
    f"appraisals.{name}" for name in ("view", "compare", "run", "confirm", "publish")
)
BEFORE_CONFIRMED = (RoundState.COMPUTED, RoundState.ANNOUNCED, RoundState.APPEALS)
"""States in which a round has results that are not final."""
ANNOUNCED = (RoundState.ANNOUNCED, RoundState.APPEALS)
"""States in which the appraised see their own."""


@dataclass(frozen=True)
class Reader:
    """A person before the results of one scheme. powers: what his duties let him do with it."""

    user: Any
    scheme: Scheme
    powers: frozenset[str]

    def may(self, action: str) -> bool:
        """Return whether his duties include an action on this scheme."""
        return action in self.powers

    @property
    def compares(self) -> bool:
        """Return whether he sees everybody in full."""
        return COMPARE in self.powers

    @property
    def sees_ranks(self) -> bool:
        """Return whether he sees the ranks of others: by duty, or because the scheme shows them to the appraised."""
        return self.compares or self.scheme.publication in (PublicationScope.SUBJECTS, PublicationScope.PUBLIC)

    def own_among(self, subjects: Collection[int] | QuerySet) -> set[int]:
        """Return which subjects are his own: of his area or unit; a post only if he holds it. One query."""
        rows = standards.visible_subjects(self.user, VIEW).select_related(None).filter(pk__in=subjects)
        if self.scheme.subject_kind == SubjectKind.POST and not self.compares:
            rows = rows.filter(appointment__account=self.user)
        return set(rows.values_list("pk", flat=True))


def reader_of(user: Any, scheme: Scheme) -> Reader:
    """Return a person as the reader of a scheme's results."""
    return Reader(user, scheme, powers(user, scheme))


def readable_schemes(user: Any) -> QuerySet[Scheme]:
    """Return the schemes whose results a person may read: of his area, or that judge somebody in it."""
    judged = SchemeSubject.objects.filter(
        scheme=OuterRef("pk"), subject__in=standards.visible_subjects(user, VIEW).select_related(None).values("pk")
    )
    mine = within(Scheme.objects.all(), user, VIEW, units=())
    return visible_schemes(user).filter(Q(pk__in=mine.values("pk")) | Exists(judged))


def visible_snapshots(user: Any) -> QuerySet[Snapshot]:
    """Return the frozen results of the schemes that a person may see, those that were revised too."""
    rows = Snapshot.objects.filter(scheme__in=readable_schemes(user).values("pk"))
    return rows.select_related("scheme", "scheme__area", "scheme__standard", "scheme__standard__standard", "round")


def computed_rounds(user: Any) -> QuerySet[Round]:
    """Return the rounds of schemes a person may see that have results which are not final yet."""
    rows = Round.objects.filter(scheme__in=readable_schemes(user).values("pk"), state__in=BEFORE_CONFIRMED)
    return rows.select_related("scheme", "scheme__area", "scheme__standard", "scheme__standard__standard")
