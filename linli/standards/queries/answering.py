"""The targets an organisation answers for, and those that bind one subject, each with its light."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from linli.organisations.queries import Organisation
from linli.places import queries as places
from linli.standards.models import Plan, Subject, Target
from linli.standards.queries.ground import Sheet, read_sheets
from linli.standards.queries.matrix import Cell, cell_of, judge_unit, word_of
from linli.standards.queries.plans import looked_at_each, targets_answered_by
from linli.standards.rules.progress import Judgement


@dataclass(frozen=True, slots=True)
class Answered:
    """The targets of one plan that somebody answers for."""

    sheet: Sheet
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class TargetOf:
    """A target as it stands for one subject: the judgement, and the word beside its light."""

    target: Target
    judgement: Judgement
    word: str
    sheet: Sheet


def list_answered(
    unit: Organisation, user: Any, *, now: datetime, today: date, year: int | None = None
) -> list[Answered]:
    """Return the targets an organisation answers for by plan, as far as the user sees the plan; of one year or all."""
    wanted: dict[int, set[int]] = {}
    for target in targets_answered_by(unit):
        if year is None or target.year == year:
            wanted.setdefault(target.plan_id, set()).add(target.pk)
    plans = list(Plan.objects.filter(pk__in=wanted).select_related("area").order_by("-first_year", "name"))
    areas = looked_at_each(user, plans)
    found = []
    for sheet in read_sheets([plan for plan in plans if plan.pk in areas], now, today):
        mine = [target for target in sheet.targets if target.pk in wanted[sheet.plan.pk]]
        area = areas[sheet.plan.pk]
        found.append(Answered(sheet, [cell_of(sheet, target, area, today) for target in mine]))
    return found


def targets_of(subject: Subject, year: int, *, now: datetime, today: date) -> list[TargetOf]:
    """
    Return the targets of active plans that bind a subject in a year, each with its light; for the subject's profile.

    As many queries for many plans that cover the subject's area as for one.
    """
    above = places.lineage(subject.area.path)
    plans = Plan.objects.filter(area__path__in=above, is_active=True, targets__year=year).distinct()
    found = []
    for sheet in read_sheets(list(plans.select_related("area").order_by("-first_year", "name")), now, today):
        for target in sheet.targets:
            values = sheet.ground.found[target.pk]
            if target.year == year and subject.pk in values:
                indicator = sheet.indicators.get(target.indicator)
                judged = judge_unit(target, values[subject.pk], indicator, today)
                found.append(TargetOf(target, judged, word_of(judged), sheet))
    return found
