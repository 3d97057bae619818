"""The record of a consultation: surveys and meetings with their counts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.boundaries import services
from linli.boundaries.forms.consultation import RecordForm, WithdrawalForm
from linli.boundaries.forms.voices import add_refusal
from linli.boundaries.models import ConsultationRecord, Project
from linli.boundaries.queries import consultation as queries
from linli.boundaries.queries.projects import EDITABLE, may_on, visible_projects
from linli.boundaries.rules.consultation import VoiceRefused
from linli.foundation.access import requires


@requires("boundaries.view")
@require_safe
def records(request: Any, pk: int) -> HttpResponse:
    """Show the surveys and meetings of a project, and what they come to."""
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    return _page(request, project)


@requires("boundaries.consult")
@require_http_methods(["GET", "POST"])
def enter(request: Any, pk: int) -> HttpResponse:
    """Write down a survey or meeting."""
    project = get_object_or_404(visible_projects(request.user, "boundaries.consult"), pk=pk)
    if request.method == "GET":
        return redirect("boundaries:records", pk=project.pk)
    form = RecordForm(request.POST, project=project)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("kind", "on", "place", "plan", "summary")}
        times: dict[str, Any] = {"now": timezone.now(), "today": timezone.localdate()}
        try:
            services.enter_record(project=project, counts=form.counts(), actor=request.user, **said, **times)
        except VoiceRefused as refused:
            add_refusal(form, refused)
        except services.CountsRefused as wrong:
            for each in wrong.refusals:
                add_refusal(form, each)
        else:
            messages.success(request, _("The record is kept."))
            return redirect("boundaries:records", pk=project.pk)
    return _page(request, project, form=form, status=422)


@requires("boundaries.consult")
@require_http_methods(["GET", "POST"])
def withdraw(request: Any, pk: int) -> HttpResponse:
    """Withdraw a record that was written down wrongly."""
    reach = visible_projects(request.user, "boundaries.consult").values("pk")
    record = get_object_or_404(ConsultationRecord.objects.select_related("project"), pk=pk, project__in=reach)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_record(
                pk=record.pk, note=form.cleaned_data["note"], actor=request.user, now=timezone.now()
            )
        except VoiceRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The record is withdrawn. Enter it anew if it was only wrong in part."))
            return redirect("boundaries:records", pk=record.project_id)
    context = {"record": record, "project": record.project, "form": form}
    return render(request, "boundaries/records_withdraw.html", context, status=422 if form.errors else 200)


def _page(request: Any, project: Project, *, form: Any = None, status: int = 200) -> HttpResponse:
    """Render the records with the form for another one."""
    may_consult = project.state in EDITABLE and may_on(project, request.user, "boundaries.consult")
    context = {
        "project": project,
        "records": queries.list_records(project, withdrawn=True),
        "summary": queries.consultation_summary(project),
        "may_consult": may_consult,
        "form": (form or RecordForm(project=project, initial={"plan": project.chosen_id})) if may_consult else form,
    }
    return render(request, "boundaries/records.html", context, status=status)
