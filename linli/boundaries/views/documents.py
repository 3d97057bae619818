"""Documents of a project: the page that lists and previews them, and each as a file."""

import io
import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from linli.boundaries import services
from linli.boundaries.documents import maps, wording
from linli.boundaries.documents.dossier import Dossier
from linli.boundaries.documents.tables import Table, tables_of
from linli.boundaries.models import Plan, Project
from linli.boundaries.queries import documents as queries
from linli.boundaries.queries.projects import visible_projects
from linli.foundation.access import requires
from linli.foundation.sheets import Column

ROWS_SHOWN = 20
SHORT = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """A document: its label and hint, the type of its content, and what writes it: module and function."""

    label: str
    hint: str
    content_type: str
    writer: str

    def write(self, dossier: Dossier) -> bytes:
        """Return the document; what writes it is loaded only now, so that a server starts without it."""
        module, _dot, function = self.writer.partition(".")
        written: str | bytes = getattr(import_module(f"linli.boundaries.documents.{module}"), function)(dossier)
        return written.encode() if isinstance(written, str) else written


FILES = {
    "dossier.docx": Kind(
        gettext_noop("Word"),
        gettext_noop("All tables and maps, to go on editing"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "word.write_word",
    ),
    "dossier.pdf": Kind(
        gettext_noop("PDF"), gettext_noop("All tables and maps, to print"), "application/pdf", "paper.write_pdf"
    ),
    "tables.xlsx": Kind(
        gettext_noop("Excel"),
        gettext_noop("Every table a sheet"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "workbook.write_workbook",
    ),
    "communities.geojson": Kind(
        gettext_noop("GeoJSON"),
        gettext_noop("Communities, present ones and units as a map"),
        "application/geo+json",
        "geodata.write_geojson",
    ),
    "communities.zip": Kind(
        gettext_noop("Shapefile"),
        gettext_noop("The same for older map programs"),
        "application/zip",
        "geodata.write_shapefile",
    ),
    "units.csv": Kind(
        gettext_noop("CSV"),
        gettext_noop("Units and their community; can be taken back into a plan"),
        "text/csv; charset=utf-8",
        "workbook.write_units",
    ),
    "before.svg": Kind(
        gettext_noop("Map before"),
        gettext_noop("Drawing to enlarge"),
        "image/svg+xml",
        "maps.draw_before",
    ),
    "after.svg": Kind(
        gettext_noop("Map after"),
        gettext_noop("Drawing to enlarge"),
        "image/svg+xml",
        "maps.draw_after",
    ),
}
"""Last part of the address -> what is handed out."""


@requires("boundaries.view")
@require_safe
def documents(request: Any, pk: int) -> HttpResponse:
    """Show what documents a plan makes, with a preview of what stands in them."""
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    plans = queries.list_document_plans(project, request.user)
    context: dict[str, Any] = {"project": project, "plans": plans, "crumbs": _crumbs(project)}
    if plans:
        plan = _chosen(request, plans)
        dossier = queries.get_dossier(plan, request.user, timezone.now())
        context |= {"plan": plan, "dossier": dossier, "files": FILES.items(), **_preview(dossier)}
    return render(request, "boundaries/documents.html", context)


@requires("boundaries.view")
@require_safe
def document(request: Any, pk: int, slug: str, ext: str) -> FileResponse:
    """Hand out one document as a file; who took it is logged."""
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    name = f"{slug}.{ext}"
    plans = queries.list_document_plans(project, request.user)
    if name not in FILES or not plans:
        raise Http404
    plan, now = _chosen(request, plans), timezone.now()
    dossier = queries.get_dossier(plan, request.user, now)
    content = FILES[name].write(dossier)
    services.record_document(plan=plan, name=name, actor=request.user, now=now)
    return FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=_file_name(dossier, slug, ext),
        content_type=FILES[name].content_type,
    )


def _chosen(request: Any, plans: list[Plan]) -> Plan:
    """Return the plan the address names, else the first: the chosen one, if there is one."""
    wanted = request.GET.get("plan", "")
    for plan in plans:
        if wanted in ("", str(plan.pk)):
            return plan
    raise Http404


def _preview(dossier: Dossier) -> dict[str, Any]:
    """Return the tables with their first rows and both maps."""
    tables = []
    for table in tables_of(dossier):
        rows = [_cells(table, texts) for texts in table.texts()]
        tables.append({"table": table, "rows": rows[:ROWS_SHOWN], "more": max(len(rows) - ROWS_SHOWN, 0)})
    drawings = (maps.draw_before(dossier), maps.draw_after(dossier))
    return {
        "tables": tables,
        "maps": [mark_safe(drawing) for drawing in drawings],  # noqa: S308 - drawn here, every word in it escaped
        "parts": wording.parts(dossier),
        "foot": wording.foot(dossier),
        "draft": wording.draft(dossier),
    }


def _cells(table: Table, texts: list[str]) -> list[tuple[Column, str, bool]]:
    """Return a row as column, text, and whether the text is so short that it needs no second line."""
    return [(column, text, len(text) <= SHORT) for column, text in zip(table.columns, texts, strict=True)]


def _file_name(dossier: Dossier, slug: str, ext: str) -> str:
    """Return the name of a file: area, what it is, the mark of the state it was made from."""
    draft = _("draft-") if dossier.is_draft else ""
    area = re.sub(r"[^\w-]+", "_", dossier.area)[:30]
    return f"{area}-{draft}{slug}-{dossier.basis.mark}.{ext}"


def _crumbs(project: Project) -> list[tuple[str, str]]:
    return [
        (_("Boundaries"), reverse("boundaries:list")),
        (project.title, reverse("boundaries:project", args=[project.pk])),
        (_("Documents"), ""),
    ]
