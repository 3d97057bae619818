"""The year of a scheme: its months, closing it, its ranking with the months that count."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.appraisals.models import Scheme
from linli.appraisals.queries import results
from linli.appraisals.queries.readers import CONFIRM, VIEW, Reader, readable_schemes, reader_of
from linli.appraisals.queries.years import counted_in, months_of_year, snapshot_of_year, years_of
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.year_end import close_scheme_year
from linli.foundation import paging
from linli.foundation.access import requires

FIRST_YEAR, LAST_YEAR = 2000, 2100


@requires(VIEW)
@require_safe
def year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show a year of a scheme: its rounds, and once it is closed who stands where."""
    scheme = _scheme(request, pk, year)
    return render(request, "appraisals/year.html", _context(request, scheme, year))


@requires(CONFIRM)
@require_POST
def close_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Freeze a year and propose its prizes and awards."""
    scheme = _scheme(request, pk, year)
    if not reader_of(request.user, scheme).may(CONFIRM):
        raise Http404
    try:
        close_scheme_year(scheme_id=pk, year=year, actor=request.user, now=now())
    except AppraisalRefused as refused:
        context = _context(request, scheme, year) | {"refused": refused.reasons}
        return render(request, "appraisals/year.html", context, status=422)
    messages.success(request, _("The year is closed and frozen."))
    return redirect("appraisals:year", pk=pk, year=year)


def _scheme(request: HttpRequest, pk: int, year: int) -> Scheme:
    """Return a scheme the person may see; 404 for years nobody means."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return get_object_or_404(readable_schemes(request.user), pk=pk)


def _context(request: HttpRequest, scheme: Scheme, year: int) -> dict[str, Any]:
    """Return what the page of a year shows."""
    reader = reader_of(request.user, scheme)
    months, closed = months_of_year(scheme, year), snapshot_of_year(scheme, year)
    context = {
        "scheme": scheme,
        "year": year,
        "years": years_of(scheme),
        "months": months,
        "closed": closed,
        "may_close": reader.may(CONFIRM) and closed is None and any(month.snapshot for month in months),
        "is_waiting": not all(month.is_settled for month in months),
        "crumbs": [
            (_("Appraisals"), reverse("appraisals:home")),
            (str(scheme), reverse("appraisals:scheme", args=[scheme.pk])),
            (str(year), ""),
        ],
    }
    return context | _table(request, results.sheet_of(closed), reader) if closed else context


def _table(request: HttpRequest, sheet: results.Sheet, reader: Reader) -> dict[str, Any]:
    """Return the ranking of a closed year."""
    rows, order = results.narrowed(sheet, reader, results.Wanted())
    page = paging.page(rows, order=order, after=request.GET.get("after", ""))
    counted = counted_in(page.items)
    lines = results.rows_of(sheet, reader, page.items)
    return {"sheet": sheet, "reader": reader, "page": page, "rows": [(row, counted[row.subject.pk]) for row in lines]}
