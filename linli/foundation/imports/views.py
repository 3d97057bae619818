"""Pages of the imports: choose, upload, see what would happen, agree."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.foundation import jobs as worker
from linli.foundation import sheets
from linli.foundation.access import requires
from linli.foundation.imports import jobs, kinds, services, store
from linli.foundation.imports.forms import RecheckForm, UploadForm
from linli.foundation.imports.outcome import Importer
from linli.foundation.imports.terms import OPEN, RUNNING, ImportState
from linli.foundation.models import ImportRun
from linli.foundation.paging import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SILENCE = timedelta(minutes=3)
NUMBER, REASON = "linli:number", "linli:reason"


@requires("foundation.imports")
@require_safe
def list_imports(request: HttpRequest) -> HttpResponse:
    """Show the kinds of lists the user may import, and the imports he may see."""
    runs = page(_visible(request), after=request.GET.get("after", ""), size=30)
    makers = get_user_model().objects.in_bulk({run.maker_id for run in runs if run.maker_id})
    importers = kinds.all_kinds()
    lines = [(run, _label(importers.get(run.kind)), makers.get(run.maker_id)) for run in runs]
    allowed = kinds.kinds_for(request.user).items()
    choices = [(kind, _(each.label), _(each.note) if each.note else "", each.columns) for kind, each in allowed]
    return render(request, "foundation/imports/list.html", {"kinds": choices, "lines": lines, "page": runs})


@requires("foundation.imports")
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a list of one kind and have it checked."""
    importer = _importer(request, kind)
    form = UploadForm(request.POST or None, request.FILES or None, importer=importer)
    if request.method == "POST" and form.is_valid():
        try:
            run = services.start_import(kind=kind, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except services.ImportRefused as refusal:
            form.add_error("upload", str(refusal))
        else:
            worker.later(jobs.check, run.pk)
            return redirect("foundation:import", run.pk)
    context = {"form": form, "kind": kind, "label": _(importer.label), "importer": importer}
    return render(request, "foundation/imports/start.html", context, status=422 if form.errors else 200)


@requires("foundation.imports")
@require_safe
def show(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far an import is and what came, or would come, of it."""
    return render(request, "foundation/imports/run.html", _context(request, _run(request, run_id)))


@requires("foundation.imports")
@require_safe
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """Return how far an import is; once the worker has ended, have the browser load the whole page."""
    run = _run(request, run_id)
    response = render(request, "foundation/imports/_progress.html", _progress(run))
    if run.state not in RUNNING:
        response["HX-Refresh"] = "true"
    return response


@requires("foundation.imports")
@require_POST
def apply(request: HttpRequest, run_id: int) -> HttpResponse:
    """Agree to a checked list."""
    run = _run(request, run_id)
    _importer(request, run.kind)
    return _step(request, run, services.approve_import, jobs.carry_out, sure="sure" in request.POST)


@requires("foundation.imports")
@require_POST
def recheck(request: HttpRequest, run_id: int) -> HttpResponse:
    """Check a list anew, read in another way."""
    run = _run(request, run_id)
    form = RecheckForm(request.POST, importer=_importer(request, run.kind))
    if not form.is_valid():
        return render(request, "foundation/imports/run.html", _context(request, run, form), status=422)
    return _step(request, run, services.recheck_import, jobs.check, **form.cleaned_data)


@requires("foundation.imports")
@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Drop a list or stop the work on it."""
    return _step(request, _run(request, run_id), services.cancel_import, None)


@requires("foundation.imports")
@require_safe
def rejected(request: HttpRequest, run_id: int) -> Any:
    """Return the rejected rows with their reasons as a workbook that can be put right and uploaded again."""
    run = _run(request, run_id)
    columns = [sheets.Column(NUMBER, _("Row"), "number"), sheets.Column(REASON, _("Reason"), width=40)]
    columns += [sheets.Column(title, title) for title in run.columns]
    lines = run.rejections.order_by("number", "id").values_list("number", "reason", "cells")
    rows = ({**cells, NUMBER: number, REASON: reason} for number, reason, cells in lines.iterator(chunk_size=500))
    name = _("rejected-%(name)s.xlsx") % {"name": run.file_name.rsplit(".", 1)[0]}
    return _workbook(sheets.write_xlsx(columns, rows, title=_("Rejected rows")), name)


@requires("foundation.imports")
@require_safe
def template(request: HttpRequest, kind: str) -> Any:
    """Return an empty list of one kind: the titles only."""
    importer = _importer(request, kind)
    if not importer.columns:
        raise Http404
    label = _(importer.label)
    return _workbook(sheets.write_xlsx(importer.columns, [], title=label), f"{label}.xlsx")


def _workbook(stream: Any, name: str) -> FileResponse:
    """Answer with a workbook to be saved."""
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


def _visible(request: HttpRequest) -> Any:
    """Return the imports the user may see."""
    return ImportRun.objects.visible_to(request.user, kinds.actions())


def _run(request: HttpRequest, run_id: int) -> ImportRun:
    """Return an import the user may see; others do not exist."""
    return get_object_or_404(_visible(request), pk=run_id)


def _importer(request: HttpRequest, kind: str) -> Importer:
    """Return the importer of a kind the user may import; others do not exist."""
    try:
        return kinds.kinds_for(request.user)[kind]
    except KeyError as error:
        raise Http404 from error


def _label(importer: Importer | None) -> str:
    """Return the name of a kind, "" if this installation knows it no more."""
    return _(importer.label) if importer else ""


def _source(importer: Importer | None, profile: str) -> str:
    """Return the name of the source a list is read by."""
    return dict(importer.profiles()).get(profile, profile) if importer and importer.profiles else ""


def _step(request: HttpRequest, run: ImportRun, service: Any, job: Any, **details: Any) -> HttpResponse:
    """Call one service, hand the rest to the worker, and show the import again."""
    try:
        service(run_id=run.pk, now=timezone.now(), **details)
    except services.ImportRefused as refusal:
        return render(request, "foundation/imports/run.html", {**_context(request, run), "error": refusal}, status=409)
    if job is not None:
        worker.later(job, run.pk)
    messages.success(request, _("Noted."))
    return redirect("foundation:import", run.pk)


def _progress(run: ImportRun) -> dict[str, Any]:
    """Return how far the work on an import is."""
    done = store.rows_done(run.stored_as) if run.state in RUNNING else 0
    known = run.state is ImportState.APPLYING and run.total
    return {
        "run": run,
        "done": min(done, run.total) if known else done,
        "total": run.total if known else 0,
        "is_unattended": run.state in RUNNING and _is_unattended(),
    }


def _is_unattended() -> bool:
    """Say whether the worker has not been heard of for minutes."""
    beat = worker.last_beat()
    return beat is None or timezone.now() - beat > SILENCE


def _context(request: HttpRequest, run: ImportRun, form: RecheckForm | None = None) -> dict[str, Any]:
    """Return everything the page of one import shows."""
    importer = kinds.kinds_for(request.user).get(run.kind)
    if form is None and importer and run.state in OPEN and run.stored_as:
        form = RecheckForm(initial={name: getattr(run, name) for name in RecheckForm.base_fields}, importer=importer)
    lines = run.rejections.order_by("number", "id")
    rejections = page(lines, order=("number", "id"), after=request.GET.get("after", ""), size=50)
    return {
        **_progress(run),
        "label": _label(kinds.all_kinds().get(run.kind)),
        "source": _source(kinds.all_kinds().get(run.kind), run.profile),
        "is_running": run.state in RUNNING,
        "may_apply": importer is not None and run.state is ImportState.CHECKED and run.accepted,
        "may_cancel": run.state in (*RUNNING, *OPEN) and bool(run.stored_as),
        "preview": reverse(importer.preview, args=[run.pk]) if importer and importer.preview and run.stored_as else "",
        "tiles": settings.TILES,
        "may_retry": importer is not None and run.state in OPEN and not run.accepted,
        "has_template": importer is not None and bool(importer.columns),
        "form": form,
        "page": rejections,
        "lines": [(line, [(title, line.cells.get(title, "")) for title in run.columns]) for line in rejections],
    }
