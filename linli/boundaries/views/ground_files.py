"""Beginning a split with a file: upload, row by row result, then title and bounds; nothing is lost on the way."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.boundaries import services
from linli.boundaries.forms.project import FactsForm, UploadForm
from linli.boundaries.models import Base as BaseRow
from linli.boundaries.models import Project
from linli.boundaries.queries import listing
from linli.boundaries.queries.projects import base_of
from linli.boundaries.rules.bands import possible_counts
from linli.foundation import sheets
from linli.foundation.access import requires
from linli.places import queries as places

EDIT = "boundaries.edit"
SALT, DAY_S = "boundaries.file", 24 * 3600
SHOWN = 20


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def new_from_file(request: HttpRequest) -> HttpResponse:
    """Take a file of compounds or buildings, then the facts of the project on it."""
    if not request.GET.get("area"):
        return redirect("boundaries:new")
    area = get_object_or_404(listing.list_grounds(request.user), key=_key(request))
    if "ground" in request.POST:
        return _begin(request, area)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            taken = services.take_file(
                area=area, upload=said["upload"], lines=said["lines"], barrier_m=said["barrier_m"], now=now()
            )
            return _facts_page(request, area, FactsForm(), _seal(taken, area))
        except services.GroundRefused as refused:
            form.add_error("upload", refused.reason.render(_))
        except sheets.SheetRefused as refused_sheet:
            form.add_error("upload", refused_sheet.text)
    context = {"area": area, "form": form, "crumbs": _crumbs()}
    return render(request, "boundaries/from_file.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_POST
def rejected_rows(request: HttpRequest) -> FileResponse:
    """Return the rows of an uploaded file that were rejected, each with its reason, to be mended and sent again."""
    rows = _open(request.POST.get("rejected", ""))["rows"]
    names = list(dict.fromkeys(name for row in rows for name in row["cells"]))
    columns = [sheets.Column("linli:number", _("Row"), "number"), sheets.Column("linli:why", _("Reason"), width=50)]
    columns += [sheets.Column(name, name) for name in names]
    lines = ({**row["cells"], "linli:number": row["number"], "linli:why": row["why"]} for row in rows)
    return FileResponse(sheets.write_xlsx(columns, lines), as_attachment=True, filename="rejected.xlsx")


def _begin(request: HttpRequest, area: places.Area) -> HttpResponse:
    """Begin the project on the ground that was kept, or show what is wrong with the facts."""
    sealed = {name: request.POST.get(name, "") for name in ("ground", "rejected")}
    found = _open(sealed["ground"])
    if found["area"] != area.pk:
        raise Http404
    form = FactsForm(request.POST)
    if form.is_valid():
        row = get_object_or_404(BaseRow, pk=found["base"])
        try:
            project = services.create_project(
                area=area,
                base=base_of(Project(base_id=row.pk)),
                source=row.source,
                actor=request.user,
                now=now(),
                **form.facts(),
            )
        except services.ProjectRefused as refused:
            form.add_error(None, refused.reason.render(_))
        else:
            messages.success(request, _("The split has begun. Look at what was assumed about its ground."))
            return redirect("boundaries:project", pk=project.pk)
    return _facts_page(request, area, form, sealed)


def _seal(taken: services.Taken, area: places.Area) -> dict[str, str]:
    """Return what the next page sends back: the ground that was kept, and the rejected rows."""
    ground = {"base": taken.base.pk, "area": area.pk, "total": taken.total, "of_lines": list(taken.of_lines[:SHOWN])}
    rows = [{"number": row.number, "cells": dict(row.cells), "why": row.why} for row in taken.rejected]
    return {
        "ground": signing.dumps(ground, salt=SALT, compress=True),
        "rejected": signing.dumps({"rows": rows}, salt=SALT, compress=True),
    }


def _open(sealed: str) -> dict[str, Any]:
    """Return what was sealed. Raises Http404 for anything else, or after a day."""
    try:
        found: dict[str, Any] = signing.loads(sealed, salt=SALT, max_age=DAY_S)
    except signing.BadSignature as error:
        raise Http404 from error
    return found


def _facts_page(request: HttpRequest, area: places.Area, form: FactsForm, sealed: dict[str, str]) -> HttpResponse:
    """Show what became of the rows, and ask for title and bounds."""
    ground, rows = _open(sealed["ground"]), _open(sealed["rejected"])["rows"]
    base = base_of(Project(base_id=ground["base"]))
    low, high = (form.cleaned_data.get(name) if form.is_bound else None for name in ("low", "high"))
    context = {
        "area": area,
        "form": form,
        "sealed": sealed,
        "base": base,
        "total": ground["total"],
        "accepted": ground["total"] - len(rows),
        "rejected": rows,
        "shown": rows[:SHOWN],
        "of_lines": ground["of_lines"],
        "counts": possible_counts(base.households, low or 1000, high or 3000),
        "crumbs": _crumbs(),
    }
    return render(request, "boundaries/from_file_facts.html", context, status=422 if form.errors else 200)


def _key(request: HttpRequest) -> str:
    """Return the key of the area in the address. Raises Http404 for a text that is none."""
    found = places.get_area(request.GET.get("area", ""))
    if found is None:
        raise Http404
    return str(found.key)


def _crumbs() -> list[tuple[str, str]]:
    above = [(_("Boundaries"), reverse("boundaries:list")), (_("New split"), reverse("boundaries:new"))]
    return [*above, (_("From a file"), "")]
