"""Rounds within a person's reach, and everything their workbench shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext

from linli.appraisals.models import Appeal, Passage, Result, Round, Snapshot
from linli.appraisals.queries.ground import members_on
from linli.appraisals.queries.progress import Owed, owed_in
from linli.appraisals.queries.schemes import VIEW, visible_schemes
from linli.appraisals.rules.passages import WAYS, Facts, against
from linli.appraisals.terms import AppealState, RoundState, SchemeState
from linli.values import Reason, Span, SpanKind

TRAIL = (
    RoundState.PLANNED,
    RoundState.OPEN,
    RoundState.SUBMITTED,
    RoundState.CHECKED,
    RoundState.COMPUTED,
    RoundState.ANNOUNCED,
    RoundState.APPEALS,
    RoundState.CONFIRMED,
    RoundState.PUBLISHED,
)
"""The states in their order; skipped and annulled rounds leave it."""
ACTION_FOR = {RoundState.CONFIRMED: "appraisals.confirm", RoundState.PUBLISHED: "appraisals.publish"}
RUN = "appraisals.run"
REASON = "appraisals.reason"
ENDED = (RoundState.CONFIRMED, RoundState.PUBLISHED, RoundState.SKIPPED, RoundState.ANNULLED)


@dataclass(frozen=True, slots=True)
class Way:
    """A state a round may be led to. reasons: what stands against it; may: whether the person's duties include it."""

    to: RoundState
    reasons: tuple[Reason, ...]
    may: bool
    is_main: bool
    needs_reason: bool = False

    @property
    def sentences(self) -> list[str]:
        """Return what stands against it in the language of the page; a reason that is still to be typed does not."""
        return [each.render(gettext) for each in self.reasons if each.rule != REASON]


def visible_rounds(user: Any, action: str = VIEW) -> QuerySet[Round]:
    """Return the rounds of the schemes that a person may see or do the action with."""
    rows = Round.objects.filter(scheme__in=visible_schemes(user, action).values("pk"))
    return rows.select_related("scheme", "scheme__area", "scheme__standard", "scheme__standard__standard")


def list_rounds(user: Any, *, state: str = "", scheme: int | None = None, search: str = "") -> QuerySet[Round]:
    """Return the rounds that a person sees, with how many appeals wait."""
    rows = visible_rounds(user).annotate(
        waiting=Count("appeals", filter=Q(appeals__state=AppealState.FILED), distinct=True)
    )
    if search:
        rows = rows.filter(Q(scheme__name__icontains=search) | Q(period__icontains=search))
    rows = rows.filter(scheme=scheme) if scheme else rows
    return rows.filter(state=state) if state else rows


def next_span(schemes_rounds: Iterable[str], kind: SpanKind, today: date) -> Span:
    """Return the span after the latest of these periods, or the one that holds the day where there is none."""
    known = [Span.parse(each) for each in schemes_rounds]
    return max(known).next() if known else Span.of(kind, today)


def facts_of(held: Round, *, actor: Any, today: date, note: str = "", owed: Sequence[Owed] | None = None) -> Facts:
    """Return what stands for or against leading a round on. owed: who owes what, where it is known already."""
    waits = owed_in(held) if owed is None and held.state is RoundState.OPEN else owed or ()
    return Facts(
        state=RoundState(held.state),
        today=today,
        actor=getattr(actor, "pk", None),
        done_by=done_by(held),
        last_on=Span.parse(held.period).last,
        silent=sum(not one.is_done for one in waits),
        open_appeals=Appeal.objects.filter(round=held, state=AppealState.FILED).count(),
        appeals_until=held.appeals_until,
        note=note,
    )


def done_by(round_: Round) -> dict[RoundState, int | None]:
    """Return who led a round to each state last."""
    rows = Passage.objects.filter(round=round_).order_by("pk").values_list("after", "by_id")
    return {RoundState(state): by for state, by in rows}


def ways_of(facts: Facts, powers: Iterable[str]) -> list[Way]:
    """Return every way a round may go, the next one first, with what stands against each."""
    able = frozenset(powers)
    ways: Sequence[RoundState] = WAYS[facts.state]
    if facts.state is RoundState.ANNOUNCED and not facts.open_appeals:
        ways = sorted(ways, key=lambda to: to is not RoundState.CONFIRMED)  # nothing is left to be decided
    return [
        Way(to, reasons, ACTION_FOR.get(to, RUN) in able, number == 0, REASON in {each.rule for each in reasons})
        for number, to in enumerate(ways)
        if to is not RoundState.PUBLISHED
        for reasons in [against(facts, to)]
    ]


def passages_of(round_: Round) -> QuerySet[Passage]:
    """Return the signed passages of a round, the oldest first."""
    return Passage.objects.filter(round=round_).select_related("by").order_by("pk")


def results_of(round_: Round) -> QuerySet[Result]:
    """Return the results of the last computation by rank, those without a rank last."""
    rows = Result.objects.filter(round=round_).select_related(
        "subject", "subject__area__tier", "subject__unit", "subject__appointment__account", "subject__appointment__role"
    )
    return rows.defer("lines", "lines_digest", "placing").order_by(F("rank").asc(nulls_last=True), "subject_id")


def newest_snapshot(round_: Round) -> Snapshot | None:
    """Return the frozen result of a round that nothing revises."""
    return Snapshot.objects.filter(round=round_, revised_by__isnull=True).order_by("-pk").first()


def count_members(round_: Round) -> int:
    """Return how many subjects a round judges."""
    return members_on(round_.scheme, Span.parse(round_.period)).count()


def active_schemes(user: Any) -> QuerySet[Any]:
    """Return the schemes in use for which a person may plan rounds."""
    return visible_schemes(user, RUN).filter(state=SchemeState.ACTIVE).order_by("name", "pk")
