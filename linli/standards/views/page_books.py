"""Workbooks of single pages of the room: a history, a target and its unit, who answers, a comparison, an acceptance."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation.access import requires
from linli.foundation.sheets import Column
from linli.standards.models import Indicator, Metric, MilestoneMark
from linli.standards.queries import acceptances, target_page, tree
from linli.standards.queries.metrics import say
from linli.standards.queries.observations import history_of
from linli.standards.queries.path import Step, path_of
from linli.standards.queries.subjects import visible_subjects
from linli.standards.queries.target_page import Part
from linli.standards.rules.indicators import IndicatorValue
from linli.standards.rules.numbers import CENTI
from linli.standards.templatetags.standard_words import column
from linli.standards.templatetags.target_words import because, reasons_of, shown, value_of, wanted
from linli.standards.terms import TargetKind
from linli.standards.views import selections, standards, targets
from linli.standards.views.asking import Look, look, target_of
from linli.standards.views.books import VIEW, Table, hand_out
from linli.values import Term


@requires(VIEW)
@require_safe
def history_file(request: HttpRequest, subject: int, metric: int) -> FileResponse:
    """Hand out everything that was ever entered of a metric about a subject."""
    found = get_object_or_404(visible_subjects(request.user, VIEW), pk=subject)
    asked = get_object_or_404(Metric, pk=metric)
    columns = [
        Column("period", _("Period")),
        Column("value", _("Value")),
        Column("state", _("State")),
        Column("note", _("Note"), width=40),
        Column("source", _("Source")),
        Column("by", _("By")),
        Column("at", _("When"), "moment"),
    ]
    cells = (
        {
            "period": row.period,
            "value": say(asked, row),
            "state": _("Superseded") if hasattr(row, "superseded_by") else _("Holds"),
            "note": row.note,
            "source": _(row.source.label),
            "by": str(row.by or ""),
            "at": row.at,
        }
        for row in history_of(found, asked)
    )
    filters = {"subject": subject, "metric": asked.code}
    return hand_out(request, "history", (asked.name, columns, cells), filters=filters)


@requires(VIEW)
@require_safe
def answers_file(request: HttpRequest, key: UUID) -> FileResponse:
    """Hand out the targets one organisation answers for, with their lights."""
    unit, groups = selections.answered(request, key)
    columns = [Column("plan", _("Plan"), width=32), Column("year", _("Year"), "number"), *_columns(_("Target"))]
    cells = (
        {"plan": group.sheet.plan.name, "year": cell.target.year, **_cell(cell, cell.target.title, group.sheet)}
        for group in groups
        for cell in group.cells
    )
    filters = {"organisation": unit.name, "year": request.GET.get("year", "")}
    return hand_out(request, "answers", (unit.name, columns, cells), filters=filters)


@requires(VIEW)
@require_safe
def target_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the expected path of a target and how it stands in the areas below."""
    found = target_of(request, pk)
    seen = look(request, found.plan)
    steps, _chart = path_of(seen.sheet, found, seen.area, seen.today)
    below = target_page.cells_below(seen.sheet, found, seen.area, seen.today)
    areas = [_cell(cell, area.name, seen.sheet) for area, cell in below]
    tables = _path(steps, seen), (_("Areas below"), _columns(_("Area")), areas)
    return hand_out(request, "target", *tables, filters={"target": found.title, "area": seen.area.name})


@requires(VIEW)
@require_safe
def unit_file(request: HttpRequest, pk: int, subject_id: int) -> FileResponse:
    """Hand out what a target says of one unit, with the parts of its value or what was marked."""
    found, seen, subject = targets.unit_of(request, pk, subject_id)
    told = targets.unit_context(found, seen, subject)
    indicators = told["indicators"]
    columns = [Column("target", _("Target"), width=32), Column("year", _("Year"), "number")]
    standing = {
        "target": found.title,
        "year": found.year,
        "name": str(subject),
        "wanted": wanted(found, indicators),
        "found": value_of(found, told["value"], indicators),
        "light": _(told["word"]),
        "why": because(told["judged"]),
    }
    tables: list[Table] = [(_("Light"), columns + _columns(_("Who is bound")), [standing])]
    if told["computed"]:
        tables.append(_parts(indicators[found.indicator], told["computed"], told["parts"]))
    if found.kind is TargetKind.MILESTONE:
        tables.append(_marks(told["marks"]))
    return hand_out(request, "unit", *tables, filters={"target": found.title, "unit": subject})


@requires(VIEW)
@require_safe
def compare_file(request: HttpRequest, pk: int, other: int) -> FileResponse:
    """Hand out what differs between two versions of one standard."""
    older, newer = standards.compared(request, pk, other)
    columns = [
        Column("item", _("Item"), width=32),
        Column("what", _("What"), width=20),
        Column("before", _("Before"), width=40),
        Column("after", _("After"), width=40),
    ]
    whole = {"new": _("New in the later version"), "gone": _("No longer in the later version")}
    rows: list[dict[str, Any]] = []
    for change in tree.compare(older, newer):
        item = f"{change.code} {change.name}"
        if change.what in whole:
            rows.append({"item": item, "what": whole[change.what]})
        rows += [
            {"item": item, "what": column(name), "before": _words(one), "after": _words(two)}
            for name, one, two in change.parts
        ]
    return hand_out(request, "comparison", (_("Compare"), columns, rows), filters={"of": newer, "with": older})


@requires(VIEW)
@require_safe
def acceptance_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out both sides of an acceptance with what each item comes to."""
    found = get_object_or_404(acceptances.visible_acceptances(request.user), pk=pk)
    columns = [
        Column("item", _("Item"), width=32),
        Column("own", _("The subject itself"), "number"),
        Column("own_said", _("Comment"), width=32),
        Column("team", _("Team"), "number"),
        Column("team_said", _("Comment of the team"), width=32),
        Column("system", _("from the records"), "number"),
        Column("score", _("Score"), "number"),
        Column("full", _("Full points"), "number"),
        Column("why", _("Grounds"), width=60),
    ]
    cells = map(_side, acceptances.sheet_of(found).rows)
    return hand_out(request, "acceptance", (str(found), columns, cells), filters={"acceptance": found})


def _columns(first: str) -> list[Column]:
    return [
        Column("name", first, width=32),
        Column("wanted", _("wanted"), width=16),
        Column("found", _("found"), width=16),
        Column("light", _("light"), width=12),
        Column("why", _("why"), width=60),
    ]


def _cell(cell: Any, name: str, sheet: Any) -> dict[str, Any]:
    """Return how a target stands somewhere."""
    return {
        "name": name,
        "wanted": wanted(cell.target, sheet.indicators),
        "found": shown(cell, sheet.indicators),
        "light": _(cell.word) if cell.word else "",
        "why": because(cell.judgement),
    }


def _path(steps: Iterable[Step], seen: Look) -> Table:
    cells = (_cell(step.cell, step.target.due_on.isoformat(), seen.sheet) for step in steps)
    return _("Expected path"), _columns(_("Due on")), cells


def _parts(indicator: Indicator, value: IndicatorValue, parts: Iterable[Part]) -> Table:
    """Return where a value comes from: its formula, then the inputs, the value with its reasons last."""
    columns = [
        Column("part", _("Name"), width=32),
        Column("formula", _("Formula"), width=40),
        Column("value", _("Value"), "number"),
        Column("why", _("Grounds"), width=60),
    ]
    rows: list[dict[str, Any]] = [
        {
            "part": indicator.numerator_words or _("Numerator"),
            "formula": indicator.numerator,
            "value": _number(value.numerator),
        }
    ]
    if indicator.denominator:
        words = indicator.denominator_words or _("Denominator")
        rows.append({"part": words, "formula": indicator.denominator, "value": _number(value.denominator)})
    rows.append({"part": _("Factor"), "value": float(indicator.factor)})
    rows += [{"part": part.label, "formula": part.name, "value": _number(part.value)} for part in parts]
    rows.append({"part": _("Value"), "value": _number(value.value), "why": " ".join(reasons_of(value))})
    return _("Where the value comes from"), columns, rows


def _marks(marks: Iterable[MilestoneMark]) -> Table:
    """Return what was marked of a milestone, the newest first."""
    columns = [
        Column("state", _("State")),
        Column("on", _("Day"), "date"),
        Column("evidence", _("Evidence"), width=60),
        Column("by", _("By")),
        Column("at", _("When"), "moment"),
    ]
    cells = (
        {
            "state": _("Reached") if mark.is_done else _("Taken back"),
            "on": mark.on,
            "evidence": mark.evidence,
            "by": str(mark.by or ""),
            "at": mark.at,
        }
        for mark in marks
    )
    return _("What was marked"), columns, cells


def _words(value: Any) -> str:
    """Return one side of a change as text."""
    return _(value.label) if isinstance(value, Term) else str(value)


def _side(row: acceptances.Row) -> dict[str, Any]:
    """Return one item with both sides."""
    points, full = row.scored.centipoints, row.item.max_centipoints
    return {
        "item": f"{row.item.code} {row.item.name}",
        "own": _number(row.own.value if row.own else None),
        "own_said": row.own.comment if row.own else "",
        "team": _number(row.team.value if row.team else None),
        "team_said": row.team.comment if row.team else "",
        "system": _number(row.system),
        "score": None if points is None else points / CENTI,
        "full": full / CENTI if full else None,
        "why": row.scored.reason.render(_),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
