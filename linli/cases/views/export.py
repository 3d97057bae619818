"""The list as an Excel file: just what the filter shows, masked, streamed, and logged."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.services import looking
from linli.cases.terms import OwnerClass, State
from linli.cases.views.finding import StaffRequest
from linli.cases.views.lists import filtered
from linli.cases.views.rows import Row, make_rows
from linli.foundation import paging
from linli.foundation.access import requires
from linli.foundation.sheets import Column, write_xlsx

BATCH = 500


def columns() -> list[Column]:
    """Return the columns of the export in the language of the page; no contact is among them."""
    return [
        Column("number", _("Number"), width=16),
        Column("state", _("State")),
        Column("light", _("Standing")),
        Column("title", _("Matter"), width=50),
        Column("category", _("Kind"), width=20),
        Column("owner_class", _("Owner class")),
        Column("place", _("Place"), width=40),
        Column("holder", _("Must act now"), width=24),
        Column("unit", _("Responsible unit"), width=24),
        Column("reported", _("Reported"), kind="moment"),
        Column("due", _("Expires"), kind="moment"),
        Column("ended", _("Ended"), kind="moment"),
        Column("round", _("Round no."), kind="number"),
        Column("refusals", _("Refusals"), kind="number"),
    ]


def _cells(row: Row) -> dict[str, Any]:
    """Return one case as cells."""
    case = row.case
    return {
        "number": str(case.number),
        "state": _(State(case.state).label),
        "light": _(row.light.label),
        "title": row.title,
        "category": case.category.name if case.category else "",
        "owner_class": _(OwnerClass(case.owner_class).label) if case.owner_class else "",
        "place": row.place,
        "holder": case.holder.name,
        "unit": case.unit.name if case.unit else "",
        "reported": case.reported_at,
        "due": case.due_at,
        "ended": case.ended_at,
        "round": case.round,
        "refusals": case.refusals,
    }


def _stream(found: Any, order: tuple[str, ...], user: Any, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the cells of all cases, read in batches so that memory stays flat."""
    after = ""
    while True:
        page = paging.page(found, order=order, after=after, size=BATCH)
        for row in make_rows(page, user, now):
            yield _cells(row)
        if not page.next:
            return
        after = page.next


@requires("cases.export")
@require_safe
def export(request: StaffRequest) -> Any:
    """Hand out the filtered list as a workbook; who took which filter is logged."""
    now = timezone.now()
    chosen = filtered(request, now)
    exportable = queries.visible_cases(request.user, "cases.export", walked=True).filter(pk=OuterRef("pk"))
    looking.record_export(actor=request.user, query=request.GET.urlencode(), now=now)
    rows = _stream(chosen.ask(walked=True).filter(Exists(exportable)), chosen.order, request.user, now)
    book = write_xlsx(columns(), rows, title=_("Cases"))
    name = f"cases-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    return FileResponse(book, as_attachment=True, filename=name)
