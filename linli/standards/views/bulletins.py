"""The bulletin of acceptances, on a page and as a workbook."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation import sheets
from linli.foundation.access import requires
from linli.standards import services
from linli.standards.models import Acceptance
from linli.standards.queries import bulletins as queries
from linli.standards.queries.bulletins import Bulletin
from linli.standards.rules.numbers import CENTI, in_points
from linli.standards.views.acceptances import crumbs

VIEW = "standards.view"


@requires(VIEW)
@require_safe
def bulletin(request: HttpRequest) -> HttpResponse:
    """Show what the acceptances of a year come to."""
    offered, found = _chosen(request)
    context = {"offered": offered, "bulletin": found, "today": localdate(), "crumbs": crumbs(_("Bulletin"))}
    return render(request, "standards/bulletin.html", context)


@requires(VIEW)
@require_safe
def bulletin_file(request: HttpRequest) -> FileResponse:
    """Hand out the bulletin as a workbook."""
    _offered, found = _chosen(request)
    if found is None:
        raise Http404
    results = [
        sheets.Column("subject", _("Subject"), width=28),
        sheets.Column("outcome", _("Result")),
        sheets.Column("points", _("Score"), "number"),
        sheets.Column("visited_on", _("Visited on"), "date"),
        sheets.Column("document", _("Document number"), width=24),
    ]
    weak = [
        sheets.Column("item", _("Item"), width=40),
        sheets.Column("judged", _("Judged"), "number"),
        sheets.Column("lost", _("Share lost, %"), "number"),
    ]
    said = {"year": str(found.year), "version": str(found.version)}
    services.record_acceptance_list(actor=request.user, now=now(), filters=said)
    book = sheets.write_book([(_("Results"), results, _results(found)), (_("Weakest items"), weak, _weak(found))])
    return FileResponse(book, as_attachment=True, filename=f"bulletin-{found.year}.xlsx")


def _chosen(request: HttpRequest) -> tuple[list[tuple[str, str, bool]], Bulletin | None]:
    """Return what can be chosen (value, label, whether it is), and the bulletin of what is, the newest by default."""
    pairs = queries.list_bulletins(request.user)
    wanted = request.GET.get("of", "")
    keys = [f"{version.pk}-{year}" for version, year in pairs]
    if not pairs:
        return [], None
    place = keys.index(wanted) if wanted in keys else 0
    offered = [
        (key, f"{year} · {version}", number == place)
        for number, (key, (version, year)) in enumerate(zip(keys, pairs, strict=True))
    ]
    version, year = pairs[place]
    return offered, queries.bulletin_of(request.user, version=version, year=year)


def _results(found: Bulletin) -> Iterator[dict[str, Any]]:
    rows: list[Acceptance] = [*found.met, *found.not_met]
    for row in rows:
        yield {
            "subject": str(row.subject),
            "outcome": _(row.outcome.label) if row.outcome else "",
            "points": None if row.centipoints is None else row.centipoints / CENTI,
            "visited_on": row.visited_on,
            "document": row.document,
        }


def _weak(found: Bulletin) -> Iterator[dict[str, Any]]:
    for each in found.weakest:
        name = f"{each.item.code} {each.item.name} ({in_points(each.item.max_centipoints)})"
        yield {"item": name, "judged": each.judged, "lost": float(each.percent)}
