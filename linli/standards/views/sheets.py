"""Pages of the office about all sheets: the matrix, locking many, and the form as a workbook."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.standards.forms.sheets import SheetFilterForm
from linli.standards.models import Sheet, Subject
from linli.standards.queries import sheets as pages
from linli.standards.queries.forms import FORM_COLUMNS, form_cells
from linli.standards.queries.metrics import asked_in
from linli.standards.queries.subjects import visible_subjects
from linli.standards.services import sheets as services
from linli.standards.services.observations import record_export
from linli.standards.views.entry import area_of
from linli.values import Span

VIEW, ENTER, CHECK = "standards.view", "standards.enter", "standards.check"
ORDER = ("area__path", "pk")
MOST_LOCKED = 200


@requires(VIEW)
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Show how far the figures of many subjects are, span by span."""
    user: Any = request.user
    form, span, rows = _filtered(request, VIEW)
    said = form.said()
    narrowed = pages.in_state(rows, span, said["state"])
    is_reminder = user.may(CHECK) and said["state"] == pages.MISSING
    page = paging.page(narrowed, order=ORDER, after=request.GET.get("after", ""), size=30)
    context = {
        "form": form,
        "span": span,
        "page": page,
        "lines": pages.lines_of(page.items, span, kind=said["kind"], today=localdate() if is_reminder else None),
        "counts": pages.count_states(rows, span),
        "asked": list(asked_in(span, said["kind"])),
        "filtered": bool(said["state"] or said["q"]),
        "may_check": user.may(CHECK),
        "may_bring": user.may(ENTER) and user.may("foundation.imports"),
        "crumbs": [(_("Entry of figures"), reverse("standards:home")), (_("Sheets"), "")],
    }
    return render(request, "standards/sheets.html", context)


@requires(CHECK)
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the sheets that are ticked and handed in."""
    ids = [int(each) for each in request.POST.getlist("sheet")[:MOST_LOCKED] if each.isdecimal() and len(each) < 15]
    mine = visible_subjects(request.user, CHECK).select_related(None).order_by().values("pk")
    reached = list(Sheet.objects.filter(pk__in=ids, subject__in=mine).values_list("pk", flat=True))
    locked = services.lock_sheets(sheet_ids=reached, actor=request.user, now=now())
    if locked:
        text = ngettext("%(count)s sheet was locked.", "%(count)s sheets were locked.", len(locked))
        messages.success(request, text % {"count": len(locked)})
    else:
        messages.warning(request, _("Nothing was locked: only figures that are handed in can be."))
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    return redirect(back if is_ours else "standards:sheets")


@requires(VIEW)
@require_safe
def form_book(request: HttpRequest) -> FileResponse:
    """Hand out the form of what the filters show as a workbook that can be filled and brought back."""
    form, span, rows = _filtered(request, VIEW)
    said = form.said()
    found = pages.in_state(rows, span, said["state"]).order_by(*ORDER)
    record_export(what="form", filters=_filters(said, span), actor=request.user, now=now())
    columns = [sheets.Column(one.key, one.title, one.kind, one.width, is_quiet=one.is_quiet) for one in FORM_COLUMNS]
    book = sheets.write_xlsx(columns, form_cells(found, span, said["kind"]), title=span.code)
    return FileResponse(book, as_attachment=True, filename=f"figures-{said['kind']}-{span.code}.xlsx")


@requires(VIEW)
@require_safe
def missing_book(request: HttpRequest) -> FileResponse:
    """Hand out who has not handed in, with the people who could, as a workbook."""
    form, span, rows = _filtered(request, VIEW)
    found = pages.in_state(rows, span, pages.MISSING).order_by(*ORDER)
    record_export(what="missing", filters=_filters(form.said(), span), actor=request.user, now=now())
    columns = [
        sheets.Column("subject", _("Subject"), width=28),
        sheets.Column("under", _("Part of"), width=28),
        sheets.Column("period", _("Period")),
        sheets.Column("state", _("State")),
        sheets.Column("who", _("Who can enter"), width=40),
    ]
    book = sheets.write_xlsx(columns, _missing_cells(found, span), title=_("Not handed in"))
    return FileResponse(book, as_attachment=True, filename=f"missing-{span.code}.xlsx")


def _missing_cells(rows: QuerySet[Subject], span: Span) -> Iterator[dict[str, Any]]:
    """Yield those who have not handed in, one after the other."""
    for one, state, names, under in pages.list_missing(rows, span, localdate()):
        yield {
            "subject": str(one),
            "under": under,
            "period": span.code,
            "state": _(state.label) if state else _("Not begun"),
            "who": "、".join(names),
        }


def _filtered(request: HttpRequest, action: str) -> tuple[SheetFilterForm, Span, QuerySet[Subject]]:
    """Return the filter form, the span it chooses, and the subjects it leaves."""
    form = SheetFilterForm(request.GET, today=localdate())
    said, span = form.said(), form.chosen_span()
    rows = pages.list_asked(request.user, action, span, kind=said["kind"], area=area_of(request), search=said["q"])
    return form, span, rows


def _filters(said: dict[str, str], span: Span) -> dict[str, str]:
    """Return the filters that are set, for the log."""
    return {name: value for name, value in {**said, "period": span.code}.items() if value}
