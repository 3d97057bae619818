"""Two pages for whoever compares: how evenly communities develop, and how much of a ranking is chance."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.models import Scheme, Snapshot
from linli.appraisals.queries import results
from linli.appraisals.queries.evenness import Even, evenness_of, fairness_of
from linli.appraisals.queries.readers import COMPARE, readable_schemes, reader_of, visible_snapshots
from linli.appraisals.rules.points import CENTI
from linli.appraisals.services.exports import record_export
from linli.appraisals.terms import ConsequenceSpan
from linli.appraisals.views.ranking import crumbs
from linli.foundation import sheets
from linli.foundation.access import requires

BASIS = 10_000


@requires(COMPARE)
@require_safe
def balance(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far apart those judged are, dimension by dimension, and who needs help in which."""
    snapshot, even = _even(request, pk)
    sheet = results.sheet_of(snapshot)
    context = {"sheet": sheet, "even": even, "crumbs": crumbs(sheet, _("Evenness"))}
    return render(request, "appraisals/balance.html", context)


@requires(COMPARE)
@require_safe
def balance_book(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out who needs help in which dimension as a workbook."""
    snapshot, even = _even(request, pk)
    record_export(what="balance", subject=snapshot, filters={}, actor=request.user, now=now())
    columns = [
        sheets.Column("dimension", _("Dimension"), width=24),
        sheets.Column("subject", _("Subject"), width=28),
        sheets.Column("share", _("Share of points in %"), kind="number"),
        sheets.Column("gap", _("Below the mean of all, percentage points"), kind="number"),
        sheets.Column("why", _("Grounds"), width=60),
    ]
    book = sheets.write_xlsx(columns, _cells(even), title=snapshot.period)
    return FileResponse(book, as_attachment=True, filename=f"balance-{snapshot.pk}.xlsx")


@requires(COMPARE)
@require_safe
def fairness(request: HttpRequest, pk: int) -> HttpResponse:
    """Show in plain words how often places would change hands by chance."""
    scheme = _compared(request, pk)
    context = {
        "scheme": scheme,
        "fair": fairness_of(scheme),
        "crumbs": [
            (_("Appraisals"), reverse("appraisals:home")),
            (str(scheme), reverse("appraisals:scheme", args=[scheme.pk])),
            (_("How much is chance"), ""),
        ],
    }
    return render(request, "appraisals/fairness.html", context)


@requires(COMPARE)
@require_safe
def fairness_book(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out how often places changed hands in the replays as a workbook."""
    scheme = _compared(request, pk)
    fair = fairness_of(scheme)
    record_export(what="fairness", subject=scheme, filters={}, actor=request.user, now=now())
    columns = [
        sheets.Column("period", _("Period")),
        sheets.Column("draws", _("Replays"), kind="number"),
        sheets.Column("last", _("Last place changes"), kind="number"),
        sheets.Column("first", _("First three change"), kind="number"),
    ]
    rounds = fair.chance.rounds if fair else ()
    cells = (
        {"period": one.period, "draws": fair.chance.draws, "last": one.last_changed, "first": one.first_changed}
        for one in rounds
        if fair
    )
    book = sheets.write_xlsx(columns, cells, title=_("How much is chance"))
    return FileResponse(book, as_attachment=True, filename=f"fairness-{scheme.pk}.xlsx")


def _compared(request: HttpRequest, pk: int) -> Scheme:
    """Return a scheme whose results the person may compare; 404 for all others."""
    scheme = get_object_or_404(readable_schemes(request.user), pk=pk)
    if not reader_of(request.user, scheme).compares:
        raise Http404
    return scheme


def _even(request: HttpRequest, pk: int) -> tuple[Snapshot, Even]:
    """Return a frozen round that the person may compare, and how even it is."""
    snapshot = get_object_or_404(visible_snapshots(request.user), pk=pk, span=ConsequenceSpan.ROUND)
    if not reader_of(request.user, snapshot.scheme).compares:
        raise Http404
    return snapshot, evenness_of(snapshot)


def _cells(even: Even) -> Iterator[dict[str, Any]]:
    for need in even.balance.needs:
        yield {
            "dimension": need.dimension,
            "subject": even.names[need.subject],
            "share": need.share / BASIS * CENTI,
            "gap": need.gap / BASIS * CENTI,
            "why": need.reason.render(_),
        }
