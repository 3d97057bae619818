"""What waits for a person in this room."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from linli.appraisals.models import Appeal, Result, Round, ScoreLine, SnapshotPart
from linli.appraisals.queries.appeals import JUDGE, own_results, own_subjects_of
from linli.appraisals.queries.rounds import ENDED, RUN, visible_rounds
from linli.appraisals.queries.schemes import VIEW, visible_schemes
from linli.appraisals.queries.scoring import scored_rounds
from linli.appraisals.terms import AppealState, RoundState

MOST = 20


@dataclass(frozen=True)
class ToScore:
    """A round that a person scores, with how many lines he gave."""

    round: Round
    done: int


@dataclass(frozen=True)
class Waiting:
    """Everything that waits for a person, and what is new for him."""

    to_score: list[ToScore]
    to_lead: list[Round]
    to_confirm: list[Round]
    to_judge: int
    announced: list[Result]
    last: list[SnapshotPart]


def waiting_for(user: Any) -> Waiting:
    """Return what waits for a person in this room."""
    return Waiting(
        to_score=_to_score(user) if user.may("appraisals.score") else [],
        to_lead=_to_lead(user) if user.may(RUN) else [],
        to_confirm=_to_confirm(user) if user.may("appraisals.confirm") else [],
        to_judge=_to_judge(user) if user.may(JUDGE) else 0,
        announced=list(own_results(user, VIEW)[:MOST]) if user.may("appraisals.appeal") and not user.may(RUN) else [],
        last=_last(user) if user.may("appraisals.appeal") and not user.may(RUN) else [],
    )


def _to_score(user: Any) -> list[ToScore]:
    """Return the rounds that are open for the person's points; his roles together."""
    rows = list(scored_rounds(user).filter(state=RoundState.OPEN).order_by("ends_on", "pk")[:MOST])
    lines = ScoreLine.objects.filter(round__in=rows, assessor__account=user, superseded_by__isnull=True)
    done = dict(lines.order_by().values_list("round").annotate(count=Count("pk")))
    return [ToScore(each, done.get(each.pk, 0)) for each in rows]


def _to_lead(user: Any) -> list[Round]:
    rows = visible_rounds(user, RUN).exclude(state__in=ENDED)
    return list(rows.order_by("ends_on", "pk")[:MOST])


def _to_confirm(user: Any) -> list[Round]:
    rows = visible_rounds(user, "appraisals.confirm").filter(state__in=[RoundState.ANNOUNCED, RoundState.APPEALS])
    return list(rows.order_by("appeals_until", "pk")[:MOST])


def _to_judge(user: Any) -> int:
    mine = visible_schemes(user, JUDGE).values("pk")
    return Appeal.objects.filter(state=AppealState.FILED, round__scheme__in=mine).count()


def _last(user: Any) -> list[SnapshotPart]:
    """Return the last frozen results of a person's own subjects, the newest first."""
    rows = SnapshotPart.objects.filter(
        subject__in=own_subjects_of(user, VIEW).values("pk"), snapshot__revised_by__isnull=True
    )
    rows = rows.select_related("snapshot", "snapshot__scheme", "subject", "subject__area__tier", "subject__unit")
    return list(rows.order_by("-snapshot__period", "-pk")[:6])
