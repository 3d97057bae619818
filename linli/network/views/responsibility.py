"""Pages of responsibility: who is responsible for what in an area, and what a person is responsible for."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation import sheets
from linli.foundation.access import requires
from linli.network.models import Posting
from linli.network.queries import responsibility
from linli.people.access import OWN
from linli.places import queries as places

VIEW = "network.view"


@requires(VIEW)
@require_safe
def area(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show who is responsible for what in an area."""
    found = get_object_or_404(places.areas_in_scope(request.user, VIEW), key=key)
    today = localdate()
    context = {
        "area": found,
        "responsible": responsibility.responsible_for(found, today),
        "threefold": responsibility.threefold(found, today),
        "parts_shown": responsibility.PARTS_SHOWN,
        "crumbs": [(_("Network"), reverse("network:coverage")), (found.short_name, "")],
    }
    return render(request, "network/responsible.html", context)


@requires(VIEW)
@require_safe
def area_book(request: HttpRequest, key: UUID) -> FileResponse:
    """Hand the same out as a workbook."""
    found = get_object_or_404(places.areas_in_scope(request.user, VIEW), key=key)
    answer = responsibility.responsible_for(found, localdate())
    columns = [
        sheets.Column("area", _("Area"), width=24),
        sheets.Column("post", _("Post"), width=24),
        sheets.Column("holder", _("Held by"), width=24),
        sheets.Column("title", _("Title"), width=20),
        sheets.Column("document", _("Document"), width=30),
        sheets.Column("since", _("Since"), "date"),
    ]
    rows = (_cells(posting) for _area, held in [*answer.chain, *answer.parts] for posting in held)
    book = sheets.write_xlsx(columns, rows, title=_("Who is responsible here"))
    return FileResponse(book, as_attachment=True, filename=f"responsible-{localdate():%Y%m%d}.xlsx")


@requires(OWN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the person signed in is responsible for."""
    account: Any = request.user
    held, postings = responsibility.duties_of(account, localdate())
    context = {"appointments": held, "postings": postings}
    return render(request, "network/duties.html", {**context, "crumbs": [(_("My responsibilities"), "")]})


def _cells(posting: Posting) -> dict[str, object]:
    """Return a posting as a row of the workbook."""
    return {
        "area": posting.area.name,
        "post": str(posting.kind),
        "holder": str(posting.holder or posting.organisation),
        "title": posting.title,
        "document": posting.document,
        "since": posting.valid_from,
    }
