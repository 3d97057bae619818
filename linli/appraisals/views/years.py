"""The year of a scheme: its months, closing it, its ranking with the months that count."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.appraisals.models import Scheme
from linli.appraisals.queries import results
from linli.appraisals.queries.readers import CONFIRM, VIEW, Reader, readable_schemes, reader_of
from linli.appraisals.queries.years import YearMonth, counted_in, months_of_year, snapshot_of_year, years_of
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.year_end import close_scheme_year
from linli.appraisals.views.books import Table, hand_out, points
from linli.foundation import paging
from linli.foundation.access import requires
from linli.foundation.sheets import Column

FIRST_YEAR, LAST_YEAR = 2000, 2100


@requires(VIEW)
@require_safe
def year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show a year of a scheme: its rounds, and once it is closed who stands where."""
    scheme = _scheme(request, pk, year)
    return render(request, "appraisals/year.html", _context(request, scheme, year))


@requires(VIEW)
@require_safe
def year_book(request: HttpRequest, pk: int, year: int) -> FileResponse:
    """Hand out the rounds of a year, and who stands where once it is closed, as a workbook."""
    scheme = _scheme(request, pk, year)
    rounds = [Column("period", _("Period")), Column("state", _("State")), Column("reason", _("Reason"), width=40)]
    ranking = [
        Column("rank", _("Rank"), "number"),
        Column("subject", _("Subject"), width=28),
        Column("total", _("Total"), "number"),
        Column("counted", _("Months counted"), "number"),
        Column("left", _("Left out"), width=60),
    ]
    tables: list[Table] = [(_("Rounds"), rounds, map(_month, months_of_year(scheme, year)))]
    if closed := snapshot_of_year(scheme, year):
        tables.append((_("Ranking"), ranking, _places(results.sheet_of(closed), reader_of(request.user, scheme))))
    return hand_out(request, "year", *tables, subject=closed or scheme, mark=f"{pk}-{year}")


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


def _month(month: YearMonth) -> dict[str, Any]:
    held = month.round
    return {"period": held.period, "state": _(held.state.label), "reason": held.reason}


def _places(sheet: results.Sheet, reader: Reader) -> Iterator[dict[str, Any]]:
    """Yield who stands where in a closed year, as the reader may see it."""
    rows, order = results.narrowed(sheet, reader, results.Wanted())
    parts = list(results.in_order(rows, order))
    counted = counted_in(parts)
    for row in results.rows_of(sheet, reader, parts):
        mine = counted[row.subject.pk]
        yield {
            "rank": row.rank,
            "subject": row.name,
            "total": points(row.total),
            "counted": len(mine.periods),
            "left": " ".join(reason.render(_) for reason in mine.left_out),
        }


def _table(request: HttpRequest, sheet: results.Sheet, reader: Reader) -> dict[str, Any]:
    """Return the ranking of a closed year."""
    rows, order = results.narrowed(sheet, reader, results.Wanted())
    page = paging.page(rows, order=order, after=request.GET.get("after", ""))
    counted = counted_in(page.items)
    lines = results.rows_of(sheet, reader, page.items)
    return {"sheet": sheet, "reader": reader, "page": page, "rows": [(row, counted[row.subject.pk]) for row in lines]}
