"""The ranking of a round or a year as a page and as a workbook; a round before it is confirmed in the same form."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.forms.results import RankingFilterForm
from linli.appraisals.models import Bulletin
from linli.appraisals.queries import results
from linli.appraisals.queries.readers import RUN, VIEW, Reader, computed_rounds, reader_of, visible_snapshots
from linli.appraisals.queries.verifying import soundness
from linli.appraisals.views.books import hand_out, points
from linli.foundation import paging, sheets
from linli.foundation.access import requires

SIZE = 50


@requires(VIEW)
@require_safe
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who stands where in a frozen round or year."""
    snapshot = get_object_or_404(visible_snapshots(request.user), pk=pk)
    sheet, reader = results.sheet_of(snapshot), reader_of(request.user, snapshot.scheme)
    before, after = results.beside(snapshot)
    context = _context(request, sheet, reader) | {
        "before": before,
        "after": after,
        "revised_by": getattr(snapshot, "revised_by", None),
        "bulletin": Bulletin.objects.filter(snapshot=snapshot, withdrawn_at__isnull=True).first(),
        "sound": soundness(snapshot),
    }
    return render(request, "appraisals/ranking.html", context)


@requires(RUN)
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show to the office who would stand where in a round that is not confirmed yet."""
    sheet, reader = _preview(request, pk)
    return render(request, "appraisals/ranking.html", _context(request, sheet, reader))


@requires(VIEW)
@require_safe
def ranking_book(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the ranking as the filters and the reader's duties show it, as a workbook."""
    snapshot = get_object_or_404(visible_snapshots(request.user), pk=pk)
    return _book(request, results.sheet_of(snapshot), reader_of(request.user, snapshot.scheme))


@requires(RUN)
@require_safe
def preview_book(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the ranking of a round that is not confirmed yet."""
    return _book(request, *_preview(request, pk))


def crumbs(sheet: results.Sheet, *title: str) -> list[tuple[str, str]]:
    """Return the way to a page of a result."""
    way = [(_("Appraisals"), reverse("appraisals:home"))]
    way.append((str(sheet.scheme), reverse("appraisals:scheme", args=[sheet.scheme.pk])))
    if title:
        way.append((sheet.period, _own(sheet)))
    return [*way, (title[0] if title else sheet.period, "")]


def _own(sheet: results.Sheet) -> str:
    """Return the address of the ranking itself; of its round while only who runs it may see that."""
    if sheet.snapshot is not None:
        return reverse("appraisals:ranking", args=[sheet.snapshot.pk])
    return reverse("appraisals:round", args=[sheet.round.pk]) if sheet.round else ""


def _preview(request: HttpRequest, pk: int) -> tuple[results.Sheet, Reader]:
    """Return the table of a computed round for whoever runs its scheme; 404 for everybody else."""
    round_ = get_object_or_404(computed_rounds(request.user), pk=pk)
    reader = reader_of(request.user, round_.scheme)
    if not reader.may(RUN):
        raise Http404
    return results.sheet_of_round(round_), reader


def _context(request: HttpRequest, sheet: results.Sheet, reader: Reader) -> dict[str, Any]:
    """Return what the page of a ranking shows."""
    form = RankingFilterForm(request.GET, has_bands=sheet.bands is not None, sees_ranks=reader.sees_ranks)
    wanted = form.wanted()
    rows, order = results.narrowed(sheet, reader, wanted)
    page = paging.page(rows, order=order, after=request.GET.get("after", ""), size=SIZE)
    return {
        "sheet": sheet,
        "reader": reader,
        "form": form,
        "page": page,
        "rows": results.rows_of(sheet, reader, page.items),
        "own": results.own_rows(sheet, reader),
        "bands": results.count_bands(sheet),
        "filtered": bool(wanted.search or wanted.band),
        "crumbs": crumbs(sheet),
    }


def _book(request: HttpRequest, sheet: results.Sheet, reader: Reader) -> FileResponse:
    """Return the workbook of a ranking and leave a line of history."""
    form = RankingFilterForm(request.GET, has_bands=sheet.bands is not None, sees_ranks=reader.sees_ranks)
    wanted = form.wanted()
    rows, order = results.narrowed(sheet, reader, wanted)
    table = sheet.period, _columns(), _cells(sheet, reader, results.in_order(rows, order))
    filters = {"q": wanted.search, "band": wanted.band}
    mark = f"{sheet.scheme.pk}-{sheet.period}"
    return hand_out(request, "ranking", table, subject=sheet.snapshot or sheet.round, filters=filters, mark=mark)


def _columns() -> list[sheets.Column]:
    return [
        sheets.Column("rank", _("Rank"), kind="number"),
        sheets.Column("subject", _("Subject"), width=28),
        sheets.Column("total", _("Total"), kind="number"),
        sheets.Column("band", _("Band")),
        sheets.Column("before", _("Rank before"), kind="number"),
        sheets.Column("change", _("Change of points"), kind="number"),
        sheets.Column("why", _("Grounds"), width=60),
    ]


def _cells(sheet: results.Sheet, reader: Reader, standings: Any) -> Iterator[dict[str, Any]]:
    """Yield the lines of a ranking, read in portions."""
    portion: list[Any] = []
    for one in standings.iterator(chunk_size=500):
        portion.append(one)
        if len(portion) == 500:
            yield from (_cell(row) for row in results.rows_of(sheet, reader, portion))
            portion = []
    yield from (_cell(row) for row in results.rows_of(sheet, reader, portion))


def _cell(row: results.Row) -> dict[str, Any]:
    """Return one line as cells; what the reader does not see on the page stays empty here too."""
    said = [row.why, *row.trace] if row.shows_rank or not row.is_ranked else []
    return {
        "rank": row.rank,
        "subject": row.name,
        "total": points(row.total),
        "band": _(row.band.label) if row.band else "",
        "before": row.before["rank"] if row.before and row.shows_rank else None,
        "change": points(row.change),
        "why": " ".join(reason.render(_) for reason in said),
    }
