"""The scorecard of one subject in a round: how it came to its score, line by line, and as a workbook."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.models import Round, ScoreLine
from linli.appraisals.queries import results
from linli.appraisals.queries.readers import (
    ANNOUNCED,
    CONFIRM,
    RUN,
    VIEW,
    computed_rounds,
    reader_of,
    visible_snapshots,
)
from linli.appraisals.queries.scorecard import Card, CardLine, card_of
from linli.appraisals.rules import charts
from linli.appraisals.terms import RoundState
from linli.appraisals.views.books import hand_out, points
from linli.appraisals.views.ranking import crumbs
from linli.foundation import sheets, uploads
from linli.foundation.access import requires

APPEAL = "appraisals.appeal"


@requires(VIEW)
@require_safe
def scorecard(request: HttpRequest, pk: int, subject: int) -> HttpResponse:
    """Show how a subject came to its score in a frozen round."""
    sheet, card = _frozen(request, pk, subject)
    return render(request, "appraisals/scorecard.html", _context(request, sheet, card))


@requires(VIEW)
@require_safe
def scorecard_before(request: HttpRequest, pk: int, subject: int) -> HttpResponse:
    """Show how a subject would come to its score, to the office and, once announced, to the appraised."""
    sheet, card = _before(request, pk, subject)
    return render(request, "appraisals/scorecard.html", _context(request, sheet, card))


@requires(VIEW)
@require_safe
def scorecard_book(request: HttpRequest, pk: int, subject: int) -> FileResponse:
    """Hand out a scorecard as a workbook."""
    return _book(request, *_frozen(request, pk, subject))


@requires(VIEW)
@require_safe
def scorecard_before_book(request: HttpRequest, pk: int, subject: int) -> FileResponse:
    """Hand out a scorecard that is not final as a workbook."""
    return _book(request, *_before(request, pk, subject))


@requires(VIEW)
@require_safe
def line_photo(request: HttpRequest, line_id: int) -> FileResponse:
    """Show the picture beside an assessor's line to whoever may open the scorecard that names it."""
    line = get_object_or_404(ScoreLine.objects.exclude(file=""), pk=line_id)
    snapshot = visible_snapshots(request.user).filter(round=line.round_id).order_by("-pk").first()
    if snapshot is None:
        _sheet, card = _before(request, line.round_id, line.subject_id)
    else:
        _sheet, card = _frozen(request, snapshot.pk, line.subject_id)
    files = [one.file for each in card.lines for one in each.said if one.line == line_id]
    if not any(files):
        raise Http404
    return uploads.serve(files[0])


def _frozen(request: HttpRequest, pk: int, subject: int) -> tuple[results.Sheet, Card]:
    """Return a scorecard of a frozen round; 404 if the subject is not for this reader, and for years."""
    snapshot = get_object_or_404(visible_snapshots(request.user), pk=pk, round__isnull=False)
    return _card(request, results.sheet_of(snapshot), subject)


def _before(request: HttpRequest, pk: int, subject: int) -> tuple[results.Sheet, Card]:
    """Return a scorecard of a round that is not confirmed; the appraised see it from the announcement on."""
    round_ = get_object_or_404(computed_rounds(request.user), pk=pk)
    if round_.state not in ANNOUNCED and not reader_of(request.user, round_.scheme).may(RUN):
        raise Http404
    return _card(request, results.sheet_of_round(round_), subject)


def _card(request: HttpRequest, sheet: results.Sheet, subject: int) -> tuple[results.Sheet, Card]:
    reader = reader_of(request.user, sheet.scheme)
    one = get_object_or_404(sheet.standings(), subject=subject)
    if subject not in reader.own_among([subject]):
        raise Http404
    return sheet, card_of(sheet, one)


def _context(request: HttpRequest, sheet: results.Sheet, card: Card) -> dict[str, Any]:
    """Return what the page of a scorecard shows."""
    user: Any = request.user
    way = card.way
    steps = [(_(step.label) if step.item is None else step.label, step.delta) for step in way.steps]
    reader = reader_of(user, sheet.scheme)
    return {
        "sheet": sheet,
        "card": card,
        "row": results.rows_of(sheet, reader, sheet.standings().filter(subject=card.subject))[0],
        "way": way,
        "falls": charts.falls(way.start, steps, way.end, (_("Full marks"), _("Score"))) if card.lines else None,
        "may_correct": reader.may(CONFIRM) and _is_newest(sheet),
        "may_appeal": user.may(APPEAL) and not sheet.is_final and _takes_appeals(sheet.round),
        "crumbs": crumbs(sheet, card.name),
    }


def _is_newest(sheet: results.Sheet) -> bool:
    """Return whether it is a frozen result that nothing revises, so that it may be corrected."""
    return sheet.snapshot is not None and not hasattr(sheet.snapshot, "revised_by")


def _takes_appeals(round_: Round | None) -> bool:
    """Return whether the window for appeals is open today."""
    if round_ is None or round_.state != RoundState.ANNOUNCED or round_.appeals_until is None:
        return False
    return localdate() <= round_.appeals_until


def _book(request: HttpRequest, sheet: results.Sheet, card: Card) -> FileResponse:
    """Return the workbook of a scorecard and leave a line of history."""
    columns = [
        sheets.Column("dimension", _("Dimension"), width=18),
        sheets.Column("code", _("No.")),
        sheets.Column("item", _("Item"), width=32),
        sheets.Column("full", _("Full points"), kind="number"),
        sheets.Column("points", _("Points reached"), kind="number"),
        sheets.Column("raw", _("Found")),
        sheets.Column("source", _("Source")),
        sheets.Column("why", _("Grounds"), width=60),
        sheets.Column("said", _("Comments"), width=60),
    ]
    return hand_out(
        request,
        "scorecard",
        (card.name, columns, _cells(card)),
        subject=sheet.snapshot or sheet.round,
        filters={"subject": str(card.subject.pk)},
        mark=f"{card.subject.pk}-{sheet.period}",
    )


def _cells(card: Card) -> Iterator[dict[str, Any]]:
    """Yield the lines of a scorecard, and its total last."""
    yield from (_cell(line) for line in card.lines)
    yield {
        "item": _("Total"),
        "full": points(card.totals.max_total),
        "points": points(card.placing["total"]),
        "why": card.why.render(_),
    }


def _cell(line: CardLine) -> dict[str, Any]:
    return {
        "dimension": line.item["dimension"],
        "code": line.item["code"],
        "item": line.item["name"],
        "full": points(line.item["full"]),
        "points": points(line.points),
        "raw": line.raw,
        "source": _(line.source.label),
        "why": line.why.render(_),
        "said": " ".join(one.comment for one in line.said if one.comment),
    }
