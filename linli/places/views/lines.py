"""Roads, railways and waters: their list and their import."""

from typing import Any

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.places import queries, services
from linli.places.forms import LineFilterForm, LinesForm

SALT = "places.lines"
REJECTED_SHOWN, REJECTED_KEPT = 20, 5_000


@requires("places.view")
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Show the roads, railways and waters in force, page by page."""
    form = LineFilterForm(request.GET)
    rows = queries.list_lines(request.user, **form.said())
    page = paging.page(rows, order=("name", "id"), after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "count": paging.count_up_to(rows), "filtered": any(form.said().values())}
    return render(request, "places/lines.html", context)


@requires("places.import")
@require_http_methods(["GET", "POST"])
def take_lines(request: HttpRequest) -> HttpResponse:
    """Take a file of roads, railways and waters, or try it, and say what became of every line."""
    form = LinesForm(
        request.POST or None, request.FILES or None, user=request.user, initial={"as_of": localdate(), "only_try": True}
    )
    context: dict[str, Any] = {"form": form, "crumbs": [(_("Areas"), reverse("places:list")), (_("Lines"), "")]}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        terms = {"as_of": said["as_of"], "area": said["area"], "dry_run": said["only_try"]}
        try:
            content = said["upload"].read()
            context["outcome"] = outcome = services.import_lines(content, actor=request.user, now=now(), **terms)
            rows = [{"number": row.number, "cells": dict(row.cells), "why": row.reason} for row in outcome.rejected]
            context |= {"shown": rows[:REJECTED_SHOWN], "dry_run": said["only_try"]}
            context["sealed"] = signing.dumps({"rows": rows[:REJECTED_KEPT]}, salt=SALT, compress=True)
        except sheets.SheetRefused as refused:
            form.add_error("upload", refused.text)
    return render(request, "places/take_lines.html", context, status=422 if form.errors else 200)


@requires("places.import")
@require_POST
def rejected_lines(request: HttpRequest) -> FileResponse:
    """Return the features that were not taken, each with its reason."""
    try:
        rows = signing.loads(request.POST.get("rejected", ""), salt=SALT, max_age=24 * 3600)["rows"]
    except signing.BadSignature as error:
        raise Http404 from error
    names = list(dict.fromkeys(name for row in rows for name in row["cells"]))
    columns = [sheets.Column("linli:number", _("Row"), "number"), sheets.Column("linli:why", _("Reason"), width=50)]
    columns += [sheets.Column(name, name) for name in names]
    cells = ({**row["cells"], "linli:number": row["number"], "linli:why": row["why"]} for row in rows)
    return FileResponse(sheets.write_xlsx(columns, cells), as_attachment=True, filename="rejected.xlsx")
