"""The workbench of a round as a workbook: who signed what, how far the scoring is, what was appealed."""

from collections.abc import Iterable
from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.models import Appeal, Passage
from linli.appraisals.queries.appeals import visible_appeals
from linli.appraisals.queries.progress import Owed, owed_in
from linli.appraisals.queries.rounds import RUN, VIEW, passages_of
from linli.appraisals.queries.schemes import powers
from linli.appraisals.views.books import Table, hand_out
from linli.appraisals.views.rounds import find
from linli.foundation.access import requires
from linli.foundation.sheets import Column


@requires(VIEW)
@require_safe
def round_book(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out what the workbench shows; the progress of assessors only to those who lead rounds."""
    held = find(request, pk)
    leads = bool({RUN, "appraisals.confirm"} & powers(request.user, held.scheme))
    tables = [_signed(passages_of(held)), _appealed(visible_appeals(request.user).filter(round=held).order_by("pk"))]
    if leads:
        tables.append(_owed(owed_in(held)))
    return hand_out(request, "round", *tables, subject=held, mark=f"{held.scheme_id}-{held.period}")


def _signed(passages: Iterable[Passage]) -> Table:
    columns = [
        Column("before", _("State before"), width=18),
        Column("after", _("State after"), width=18),
        Column("note", _("Note"), width=40),
        Column("by", _("Who")),
        Column("at", _("When"), "moment"),
    ]
    cells = (
        {"before": _(one.before.label), "after": _(one.after.label), "note": one.note, "by": one.by or "", "at": one.at}
        for one in passages
    )
    return _("Who signed what"), columns, cells


def _appealed(appeals: Iterable[Appeal]) -> Table:
    columns = [
        Column("subject", _("Appraised"), width=28),
        Column("item", _("Item"), width=32),
        Column("state", _("State")),
        Column("today", _("Called today"), width=28),
    ]
    cells: Iterable[dict[str, Any]] = (
        {"subject": one.name, "item": str(one.item), "state": _(one.state.label), "today": one.name_today}
        for one in appeals
    )
    return _("Appeals"), columns, cells


def _owed(owed: Iterable[Owed]) -> Table:
    columns = [
        Column("assessor", _("Assessor")),
        Column("role", _("Role")),
        Column("done", _("Lines given"), "number"),
        Column("all", _("Lines asked for"), "number"),
    ]
    cells = (
        {"assessor": str(one.assessor.account), "role": _(one.assessor.role.label), "done": one.done, "all": one.all}
        for one in owed
    )
    return _("How far the scoring is"), columns, cells
