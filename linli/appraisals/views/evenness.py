"""Two pages for whoever compares: how evenly communities develop, and how much of a ranking is chance."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.models import Scheme, Snapshot
from linli.appraisals.queries import results
from linli.appraisals.queries.evenness import Even, Fair, evenness_of, fairness_of
from linli.appraisals.queries.readers import COMPARE, readable_schemes, reader_of, visible_snapshots
from linli.appraisals.terms import ConsequenceSpan
from linli.appraisals.views.books import hand_out, points
from linli.appraisals.views.ranking import crumbs
from linli.foundation import sheets
from linli.foundation.access import requires


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
    """Hand out how far apart they are, and who needs help in which dimension, as a workbook."""
    snapshot, even = _even(request, pk)
    spread = [
        sheets.Column("dimension", _("Dimension"), width=24),
        sheets.Column("lowest", _("Lowest"), kind="number"),
        sheets.Column("mean", _("Mean"), kind="number"),
        sheets.Column("highest", _("Highest"), kind="number"),
        sheets.Column("variation", _("Variation"), kind="number"),
        sheets.Column("gini", _("Gini"), kind="number"),
        sheets.Column("strongest", _("Strongest"), width=40),
    ]
    needs = [
        sheets.Column("dimension", _("Dimension"), width=24),
        sheets.Column("subject", _("Subject"), width=28),
        sheets.Column("share", _("Share of points in %"), kind="number"),
        sheets.Column("gap", _("Below the mean of all, percentage points"), kind="number"),
        sheets.Column("why", _("Grounds"), width=60),
    ]
    return hand_out(
        request,
        "balance",
        (_("Dimensions"), spread, _spread(even)),
        (_("Who needs help in what"), needs, _needs(even)),
        subject=snapshot,
        mark=str(pk),
    )


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
    """Hand out how often places changed hands in the replays, and what was read from the items, as a workbook."""
    scheme = _compared(request, pk)
    fair = fairness_of(scheme)
    rounds = [
        sheets.Column("period", _("Period")),
        sheets.Column("draws", _("Replays"), kind="number"),
        sheets.Column("last", _("Last place changes"), kind="number"),
        sheets.Column("first", _("First three change"), kind="number"),
    ]
    items = [
        sheets.Column("item", _("Item"), width=32),
        sheets.Column("doubled", _("Second assessors"), kind="number"),
        sheets.Column("pairs", _("Steps between rounds"), kind="number"),
    ]
    tables = (_("Rounds"), rounds, _replays(fair)), (_("Items"), items, _noise(fair))
    return hand_out(request, "fairness", *tables, subject=scheme, mark=str(pk))


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


def _spread(even: Even) -> Iterator[dict[str, Any]]:
    for one in even.balance.dispersions:
        shares = {name: getattr(one, name) for name in ("lowest", "mean", "highest", "variation", "gini")}
        yield {
            "dimension": one.dimension,
            "strongest": "、".join(even.names[each] for each in one.strongest),
            **{name: points(share) for name, share in shares.items()},
        }


def _needs(even: Even) -> Iterator[dict[str, Any]]:
    for need in even.balance.needs:
        yield {
            "dimension": need.dimension,
            "subject": even.names[need.subject],
            "share": points(need.share),
            "gap": points(need.gap),
            "why": need.reason.render(_),
        }


def _replays(fair: Fair | None) -> Iterator[dict[str, Any]]:
    if fair is not None:
        for one in fair.chance.rounds:
            draws = fair.chance.draws
            yield {"period": one.period, "draws": draws, "last": one.last_changed, "first": one.first_changed}


def _noise(fair: Fair | None) -> Iterator[dict[str, Any]]:
    if fair is not None:
        yield from ({"item": name, "doubled": each.doubled, "pairs": each.pairs} for name, each in fair.items)
