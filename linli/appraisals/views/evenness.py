"""Two pages for whoever compares: how evenly communities develop, and how much of a ranking is chance."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.models import Snapshot
from linli.appraisals.queries import results
from linli.appraisals.queries.evenness import HELP, Even, evenness_of, fairness_of
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
    context = {"sheet": sheet, "even": even, "policy": HELP, "crumbs": crumbs(sheet, _("Evenness"))}
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
    scheme = get_object_or_404(readable_schemes(request.user), pk=pk)
    if not reader_of(request.user, scheme).compares:
        raise Http404
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
            "subject": str(even.subjects[need.subject]),
            "share": need.share / BASIS * CENTI,
            "gap": need.gap / BASIS * CENTI,
            "why": need.reason.render(_),
        }
