"""Appeals: what the appraised see of their own result, what waits for a decision, and who may decide."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from linli.appraisals.models import Appeal, Result, Round, ScoreLine
from linli.appraisals.queries.owning import belongings, judged
from linli.appraisals.queries.past import lines_of
from linli.appraisals.queries.schemes import visible_schemes
from linli.appraisals.rules.appealing import Filing, Judging
from linli.appraisals.rules.closing import Line
from linli.appraisals.rules.owning import is_own
from linli.appraisals.terms import AppealState, LineSource, RoundState
from linli.standards import queries as standards
from linli.standards.queries import Item, Subject

JUDGE, APPEAL = "appraisals.judge", "appraisals.appeal"
NAMES = ("area__tier", "unit", "appointment__account", "appointment__role")
SHOWN = (RoundState.ANNOUNCED, RoundState.APPEALS)
"""While a round stands there the appraised see their results as not final."""


@dataclass(frozen=True, slots=True)
class Judgeable:
    """One item of a subject's result: its line as it stands, and whether points are missing or it vetoes."""

    item: Item
    line: Line

    @property
    def points(self) -> int | None:
        """Return the hundredths of a point given, None where there are none."""
        points: int | None = self.line["points"]
        return points

    @property
    def is_veto(self) -> bool:
        """Whether it vetoes the subject."""
        return bool(self.line.get("veto"))

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing to ask for."""
        return not self.is_veto and self.points is not None and self.points >= self.item.max_centipoints


def own_subjects_of(user: Any, action: str = APPEAL) -> QuerySet[Subject]:
    """Return the subjects on whose behalf a person may appeal."""
    return standards.visible_subjects(user, action)


def own_results(user: Any, action: str = APPEAL) -> QuerySet[Result]:
    """Return the announced results of a person's own subjects that are not final yet."""
    rows = Result.objects.filter(round__state__in=SHOWN, subject__in=own_subjects_of(user, action).values("pk"))
    names = (f"subject__{name}" for name in NAMES)
    return rows.select_related("round", "round__scheme", "round__scheme__standard", *names)


def items_judged(result: Result) -> list[Judgeable]:
    """Return the items of a result with their lines, in the order of the standard."""
    lines = {line["item"]: line for line in lines_of(result)}
    items = standards.scored_items(result.round.scheme.standard_id)
    return [Judgeable(item, lines[item.id]) for item in items if item.id in lines]


def visible_appeals(user: Any) -> QuerySet[Appeal]:
    """Return the appeals that a person may decide, or that were filed for his own subjects."""
    judged_ = visible_schemes(user, JUDGE).values("pk")
    mine = own_subjects_of(user).values("pk")
    rows = Appeal.objects.filter(Q(round__scheme__in=judged_) | Q(subject__in=mine))
    names = (f"subject__{name}" for name in NAMES)
    return rows.select_related("round__scheme__area", "round__scheme__standard", "item", "by", "decided_by", *names)


def list_appeals(user: Any, *, state: str = "", search: str = "") -> QuerySet[Appeal]:
    """Return the appeals a person sees."""
    rows = visible_appeals(user)
    if search:
        rows = rows.filter(
            Q(round__scheme__name__icontains=search) | Q(text__icontains=search) | Q(item__name__icontains=search)
        )
    return rows.filter(state=state) if state else rows


def filing_of(
    result: Result | None, round_: Round, item: int, *, asked: int | None, text: str, photos: int, today: date
) -> Filing:
    """Return an appeal as the rules of filing take it. result: None where the subject has none in the round."""
    found = next((each for each in items_judged(result) if each.item.id == item), None) if result else None
    waiting = Appeal.objects.filter(round=round_, item_id=item, state=AppealState.FILED)
    return Filing(
        state=RoundState(round_.state),
        today=today,
        until=round_.appeals_until,
        full=found.item.max_centipoints if found else None,
        points=found.points if found else None,
        asked=asked,
        text=text,
        photos=photos,
        vetoed=found.is_veto if found else False,
        is_waiting=result is not None and waiting.filter(subject=result.subject_id).exists(),
    )


def judging_of(
    appeal: Appeal, *, judge: Any, decision: AppealState, granted: int | None, text: str, today: date
) -> Judging:
    """Return an appeal as the rules of deciding take it."""
    person = belongings([judge.pk], today)[judge.pk]
    return Judging(
        state=AppealState(appeal.state),
        round_state=RoundState(appeal.round.state),
        decision=decision,
        judge=judge.pk,
        appellant=appeal.by_id,
        scorers=scorers_of(appeal),
        is_own=is_own(judged(appeal.subject), person),
        full=appeal.item.max_centipoints,
        points=appeal.centipoints,
        asked=appeal.asked_centipoints,
        granted=granted,
        text=text,
    )


def scorers_of(appeal: Appeal) -> set[int]:
    """Return the accounts that gave the points an appeal is against, also those they corrected."""
    rows = ScoreLine.objects.filter(round=appeal.round_id, subject=appeal.subject_id, item=appeal.item_id)
    given = rows.filter(source=LineSource.ASSESSOR).values_list("by_id", flat=True)
    return {account for account in given if account is not None}


def lines_against(appeal: Appeal) -> QuerySet[ScoreLine]:
    """Return the assessors' lines an appeal is against, with all that they corrected, the oldest first."""
    rows = ScoreLine.objects.filter(round=appeal.round_id, subject=appeal.subject_id, item=appeal.item_id)
    return rows.select_related("assessor", "by").order_by("pk")


def present_appeal_line(appeal: Appeal) -> ScoreLine | None:
    """Return the line that an earlier appeal gave the same item of the same subject."""
    rows = ScoreLine.objects.filter(round=appeal.round_id, subject=appeal.subject_id, item=appeal.item_id)
    return rows.filter(source=LineSource.APPEAL, superseded_by__isnull=True).first()
