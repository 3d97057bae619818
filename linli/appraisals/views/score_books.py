"""The grid of an assessor as a workbook: every item of everybody he scores, and what the records tell of them."""

from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.forms.scoring import Grid, Row
from linli.appraisals.queries.scoring import Task, Told, told_to
from linli.appraisals.views.books import Table, hand_out, points
from linli.appraisals.views.scoring import BY_ITEM, SCORE, asked_for
from linli.foundation.access import requires
from linli.foundation.sheets import Column
from linli.standards.queries import Subject


@requires(SCORE)
@require_safe
def score_book(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out all that an assessor gives in one of his roles, in the order in which he goes; nobody else's points."""
    task, _roles, by = asked_for(request, pk)
    tables = [_given(task, by), _told(task)] if task.fed else [_given(task, by)]
    held = task.round
    filters = {"role": str(task.assessor.role), "by": by}
    return hand_out(request, "score", *tables, subject=held, filters=filters, mark=f"{held.scheme_id}-{held.period}")


def _given(task: Task, by: str) -> Table:
    """Return the assessor's lines, also those that are missing."""
    columns = [
        Column("subject", _("Appraised"), width=28),
        Column("code", _("No.")),
        Column("item", _("Item"), width=32),
        Column("dimension", _("Dimension"), width=18),
        Column("full", _("Full points"), "number"),
        Column("asked", _("What is typed"), width=16),
        Column("typed", _("Given"), width=12),
        Column("points", _("Points reached"), "number"),
        Column("comment", _("Comment"), width=40),
        Column("cases", _("Numbers of cases"), width=28),
        Column("photo", _("Photo")),
        Column("state", _("State")),
    ]
    rows = Grid(task).rows
    if by == BY_ITEM:
        places = {item.id: place for place, item in enumerate(task.items)}
        rows = sorted(rows, key=lambda row: places[row.item.id])
    return _("Give points"), columns, map(_cells, rows)


def _cells(row: Row) -> dict[str, Any]:
    """Return one line of the grid."""
    line, item = row.line, row.item
    answers = {"0": _("No"), "1": _("Yes")} if row.is_yes_no else {}
    return {
        "subject": str(row.subject),
        "code": item.code,
        "item": item.name,
        "dimension": item.dimension,
        "full": points(item.max_centipoints) or None,
        "asked": _(row.asked.label),
        "typed": answers.get(row.typed, row.typed),
        "points": points(line.centipoints) if line else None,
        "comment": line.comment if line else "",
        "cases": row.cases,
        "photo": _("Photo") if line and line.file else "",
        "state": _("Scored") if line else _("Not scored yet"),
    }


def _told(task: Task) -> Table:
    """Return what the records score by themselves."""
    columns = [
        Column("subject", _("Appraised"), width=28),
        Column("code", _("No.")),
        Column("item", _("Item"), width=32),
        Column("figure", _("Figure"), "number"),
        Column("points", _("Points reached"), "number"),
        Column("full", _("Full points"), "number"),
    ]
    cells = (_told_cells(subject, told) for subject, told in told_to(task, task.subjects))
    return _("Scored from the records"), columns, cells


def _told_cells(subject: Subject, told: Told) -> dict[str, Any]:
    """Return what the records tell of one item of one subject."""
    return {
        "subject": str(subject),
        "code": told.item.code,
        "item": told.item.name,
        "figure": None if told.raw is None else float(told.raw),
        "points": points(told.centipoints),
        "full": points(told.item.max_centipoints),
    }
