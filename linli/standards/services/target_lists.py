"""Targets as lists: taken away as a workbook, changed there, and brought back. A row is one target."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.foundation.imports import Outcome, no_progress
from linli.foundation.sheets import Column, Row
from linli.organisations import queries as organisations
from linli.places import queries as places
from linli.standards.models import Plan, Selection, Target
from linli.standards.queries.plans import DEFINE, visible_plans
from linli.standards.rules.numbers import written
from linli.standards.services.refusals import StandardRefused
from linli.standards.services.targets import FACTS, add_target, change_target
from linli.standards.terms import Comparator, PathKind, ScopeKind, SubjectKind, TargetKind
from linli.values import Term

COLUMNS = (
    Column("plan", "规划编号", "number"),
    Column("target", "目标编号", "number"),
    Column("order", "行", "number"),
    Column("title", "目标", width=40),
    Column("clause", "条款"),
    Column("year", "年度", "number"),
    Column("due_on", "完成期限", "date"),
    Column("kind", "类型", width=20),
    Column("indicator", "指标代码", width=24),
    Column("comparator", "比较方式"),
    Column("value", "目标值", "number"),
    Column("unit_comparator", "单位比较方式"),
    Column("unit_value", "单位达到值", "number"),
    Column("subject_kind", "层级"),
    Column("scope_kind", "约束范围", width=20),
    Column("area", "区域代码"),
    Column("selection", "名单", width=20),
    Column("path", "推进方式", width=16),
    Column("base", "基数", "number"),
    Column("base_on", "基数日期", "date"),
    Column("responsible", "责任单位", width=24),
)
"""Columns of the list; shares and their bases are in per cent."""
TERMS: Mapping[str, type[Term]] = {
    "kind": TargetKind,
    "comparator": Comparator,
    "unit_comparator": Comparator,
    "subject_kind": SubjectKind,
    "scope_kind": ScopeKind,
    "path": PathKind,
}
NUMBERS, DAYS, IN_PER_CENT = ("value", "unit_value", "base"), ("due_on", "base_on"), ("value", "base")
USUAL = {
    "comparator": "ge",
    "unit_comparator": "ge",
    "subject_kind": "community",
    "scope_kind": "under",
    "path": "step",
}
"""What an empty cell of a new target means."""


def list_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the targets of a plan as rows of the list."""
    for target in plan.targets.select_related("area", "selection", "responsible").order_by("order", "year", "pk"):
        row: dict[str, Any] = {name: getattr(target, name) for name in FACTS}
        row |= {name: gettext(row[name].label) for name in TERMS}
        for name in NUMBERS:
            times = 100 if target.kind is TargetKind.SHARE and name in IN_PER_CENT else 1
            row[name] = None if row[name] is None else float(row[name] * times)
        row |= {"plan": plan.pk, "target": target.pk, "order": target.order, "area": target.area.code}
        row |= {"selection": str(target.selection or ""), "responsible": getattr(target.responsible, "name", "")}
        yield row


def import_targets(
    rows: Iterable[Row],
    *,
    actor: Any,
    now: datetime,
    as_of: Any = None,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Callable[[int], None] = no_progress,
) -> Outcome:
    """
    Take targets over from a list; `Importer.run`. A row without a target's number sets a new one.

    A row that says what stands there already changes nothing. Plans out of the actor's reach take none; `as_of` and
    `profile` are not used.
    """
    reach = {plan.pk: plan for plan in (visible_plans(actor, DEFINE) if actor else Plan.objects.select_related("area"))}
    outcome = Outcome()
    for row in rows:
        outcome.total += 1
        try:
            with transaction.atomic():
                verdict = _take(_cells(row), reach, actor, now)
        except (StandardRefused, ValueError) as refused:
            outcome.reject(row, str(refused))
            continue
        setattr(outcome, verdict, getattr(outcome, verdict) + 1)
        progress(outcome.total)
    return outcome.check()


def _cells(row: Row) -> dict[str, str]:
    """Return the cells by the keys of the columns; columns the list does not have are absent."""
    keys = {column.title: column.key for column in COLUMNS}
    return {keys[title.strip()]: text.strip() for title, text in row.cells.items() if title.strip() in keys}


def _take(cells: Mapping[str, str], reach: Mapping[int, Plan], actor: Any, now: datetime) -> str:
    """Write one row; return whether it was "created", "changed" or "unchanged". Raises ValueError, StandardRefused."""
    plan = reach.get(_whole(cells.get("plan", "")))
    if plan is None:
        raise ValueError(gettext("There is no plan of that number that you may change."))
    number = _whole(cells.get("target", ""))
    target = plan.targets.select_related("area", "selection", "responsible").filter(pk=number).first()
    if number and target is None:
        raise ValueError(gettext("The plan has no target of that number."))
    facts = _facts(cells, plan, target)
    if target is None:
        order = _whole(cells.get("order", "")) or None
        add_target(plan_id=plan.pk, order=order, actor=actor, now=now, **facts)
        return "created"
    if all(getattr(target, name) == value for name, value in facts.items()):
        return "unchanged"
    change_target(target_id=target.pk, actor=actor, now=now, **facts)
    return "changed"


def _facts(cells: Mapping[str, str], plan: Plan, target: Target | None) -> dict[str, Any]:
    """Return the facts a row says; a new target has the usual ones where it says none. Raises ValueError."""
    said = dict(cells) if target else {**dict.fromkeys(FACTS, ""), **cells}
    if target is None:
        said |= {name: said[name] or code for name, code in USUAL.items()}
        said["due_on"] = said["due_on"] or f"{_whole(said['year']):04}-12-31"
    facts: dict[str, Any] = {name: said[name] for name in ("title", "clause", "indicator") if name in said}
    facts |= {name: _term(TERMS[name], said[name]) for name in TERMS if name in said}
    facts |= {name: _number(said[name]) for name in NUMBERS if name in said}
    facts |= {name: _day(said[name]) for name in DAYS if name in said}
    if "year" in said:
        facts["year"] = _whole(said["year"])
    if facts.get("kind", target and target.kind) is TargetKind.SHARE:
        facts |= {name: facts[name] / 100 for name in IN_PER_CENT if facts.get(name) is not None}
    return facts | _things(said, plan)


def _things(said: Mapping[str, str], plan: Plan) -> dict[str, Any]:
    """Return area, selection and organisation that a row names. Raises ValueError for one that is not there."""
    found: dict[str, Any] = {}
    inside = places.in_subtree(plan.area.path, "area__path")
    if "area" in said:
        found["area"] = places.find_by_code(said["area"]) if said["area"] else plan.area
    if "selection" in said:
        found["selection"] = Selection.objects.filter(inside, name=said["selection"]).first()
    if "responsible" in said:
        found["responsible"] = organisations.list_in_force().filter(inside, name=said["responsible"]).first()
    for name, thing in found.items():
        if thing is None and said[name]:
            raise ValueError(gettext("“%(name)s” is not known in the plan's area.") % {"name": said[name]})
    return found


def _term(term: type[Term], text: str) -> Term:
    """Return a word of a closed list by its code or as the page says it. Raises ValueError."""
    for each in term:
        if text in (each.value, each.label, gettext(each.label)):
            return each
    raise ValueError(gettext("“%(text)s” is not one of the words for this column.") % {"text": text})


def _number(text: str) -> Decimal | None:
    """Return a number, None for an empty cell. Raises ValueError."""
    try:
        return Decimal(written(Decimal(text))) if text else None
    except InvalidOperation:
        raise ValueError(gettext("“%(text)s” is no number.") % {"text": text}) from None


def _day(text: str) -> date | None:
    """Return a day, None for an empty cell. Raises ValueError."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise ValueError(gettext("“%(value)s” is no day; write it as 2024-03-01.") % {"value": text}) from None


def _whole(text: str) -> int:
    """Return a whole number, 0 where there is none."""
    number = text.removesuffix(".0")
    return int(number) if number.isdecimal() and len(number) < 10 else 0
