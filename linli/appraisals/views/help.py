"""Help plans: what stands beside every yellow card, who helps, until when, and whether it was done."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.appraisals.forms.consequences import HelpForm
from linli.appraisals.models import HelpPlan
from linli.appraisals.queries import consequences as pages
from linli.appraisals.queries.readers import RUN, VIEW
from linli.appraisals.rules.deciding import HELP_WAYS
from linli.appraisals.services.deciding import change_help
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.terms import HelpState
from linli.appraisals.views.books import hand_out
from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.organisations import queries as organisations

ORDER = ("-snapshot", "pk")


@requires(VIEW)
@require_safe
def help_plans(request: HttpRequest) -> HttpResponse:
    """Show the help that is proposed, agreed and given, what is overdue first told."""
    rows = pages.visible_help(request.user, VIEW)
    chosen, state = _in_state(request, rows)
    context = {
        "page": paging.page(chosen, order=ORDER, after=request.GET.get("after", ""), size=40),
        "states": list(HelpState),
        "state": state,
        "overdue": pages.overdue_help(rows, localdate()).count(),
        "today": localdate(),
        "crumbs": [_home(), (_("Help plans"), "")],
    }
    return render(request, "appraisals/help_plans.html", context)


@requires(VIEW)
@require_safe
def help_book(request: HttpRequest) -> FileResponse:
    """Hand out the help plans that the page shows as a workbook."""
    chosen, state = _in_state(request, pages.visible_help(request.user, VIEW))
    columns = [
        sheets.Column("subject", _("Subject"), width=28),
        sheets.Column("period", _("Period")),
        sheets.Column("text", _("What is done"), width=60),
        sheets.Column("helper", _("Who helps"), width=24),
        sheets.Column("due", _("Until"), kind="date"),
        sheets.Column("state", _("State")),
    ]
    cells = map(_cells, chosen.order_by(*ORDER).iterator(chunk_size=500))
    return hand_out(request, "help", (_("Help plans"), columns, cells), filters={"state": state})


@requires(VIEW)
@require_safe
def help_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a help plan; the office edits it here."""
    plan = get_object_or_404(pages.visible_help(request.user, VIEW), pk=pk)
    return _show(request, plan, HelpForm(plan=plan, helpers=_helpers()))


@requires(RUN)
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what helps and lead the plan on."""
    plan = get_object_or_404(pages.visible_help(request.user, RUN), pk=pk)
    form = HelpForm(request.POST, plan=plan, helpers=_helpers())
    if form.is_valid():
        said = form.cleaned_data
        facts = {"text": said["text"], "helper": said["helper"], "due_on": said["due_on"]}
        try:
            change_help(plan_id=pk, **facts, to=HelpState(said["state"]), actor=request.user, now=now())
        except AppraisalRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisals:help_plan", pk=pk)
    return _show(request, plan, form, status=422)


def _in_state(request: HttpRequest, rows: QuerySet[HelpPlan]) -> tuple[QuerySet[HelpPlan], str]:
    """Return the plans in the state of the address, and that state; all for a word that is none."""
    state = request.GET.get("state", "")
    is_known = state in {one.value for one in HelpState}
    return (rows.filter(state=state), state) if is_known else (rows, "")


def _cells(plan: Any) -> dict[str, Any]:
    return {
        "subject": plan.called,
        "period": plan.snapshot.period,
        "text": plan.text,
        "helper": str(plan.helper or ""),
        "due": plan.due_on,
        "state": _(plan.state.label),
    }


def _home() -> tuple[str, str]:
    """Return the first step of the way to a page of help."""
    return _("Appraisals"), reverse("appraisals:home")


def _helpers() -> QuerySet[Any]:
    return organisations.list_in_force().order_by("kind", "path")


def _show(request: HttpRequest, plan: Any, form: HelpForm, *, status: int = 200) -> HttpResponse:
    """Return the page of a help plan."""
    reached = pages.visible_help(request.user, RUN).filter(pk=plan.pk)
    context = {
        "plan": plan,
        "form": form,
        "may_change": bool(HELP_WAYS[HelpState(plan.state)]) and reached.exists(),
        "crumbs": [_home(), (_("Help plans"), reverse("appraisals:help_plans")), (plan.called, "")],
    }
    return render(request, "appraisals/help_plan.html", context, status=status)
