"""The page of one act: its form, its refusal with the rule, and the page shown when somebody else was quicker."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.cases import queries, services
from linli.cases.forms.acts import ActForm
from linli.cases.rules import guard
from linli.cases.terms import Act, State
from linli.cases.views import calls
from linli.cases.views.finding import StaffRequest, get_case
from linli.cases.views.rows import Row, make_rows
from linli.foundation.access import requires
from linli.foundation.uploads import UploadRefused
from linli.people import queries as people
from linli.values import Reason, Term


@requires("cases.view")
@require_http_methods(["GET", "POST"])
def act(request: StaffRequest, case_id: int, code: str) -> HttpResponse:
    """Show or carry out one act; what may not happen is refused with the rule that says so."""
    case = get_case(request.user, case_id)
    wanted = _act(code)
    if request.method == "POST":
        return _carry_out(request, case, wanted)
    refusal = _refusal(case, wanted, request.user)
    initial = {"target": request.GET.get("target", "")}
    form = ActForm(act=wanted, case=case, user=request.user, initial=initial)
    return _page(request, case, form, refusal=refusal, status=200 if refusal is None else 409)


def _refusal(case: Any, wanted: Act, user: Any) -> Reason | None:
    """Return the rule that stands against the act before anything is typed, None if nothing does."""
    offers = queries.allowed_acts(case, user, timezone.now())
    offer = next((one for one in offers if one.action is wanted), None)
    if offer is None:
        return guard.judge(guard.Facts(state=State(case.state)), guard.Attempt(wanted)).reasons[0]
    return None if offer.allowed else offer.reason


def _act(code: str) -> Act:
    """Return the act of an address; 404 for one that no form carries out."""
    try:
        wanted = Act(code)
    except ValueError as error:
        raise Http404 from error
    if wanted not in calls.CALLS:
        raise Http404
    return wanted


def _carry_out(request: StaffRequest, case: Any, wanted: Act) -> HttpResponse:
    """Carry the act out, or answer with what stands in its way, everything typed kept."""
    form = ActForm(request.POST, request.FILES, act=wanted, case=case, user=request.user)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    try:
        calls.carry_out(form, case=case, actor=request.user, now=timezone.now())
    except services.ConflictError as conflict:
        return _clash(request, form, conflict)
    except services.MoveRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, case, form, refusal=refused.reasons[0], status=409)
    except UploadRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, case, form, status=422)
    messages.success(request, _("Done: %(act)s. Case %(number)s.") % {"act": _(wanted.label), "number": case.number})
    return redirect("cases:case", case_id=case.pk)


def _page(request: StaffRequest, case: Any, form: ActForm, *, refusal: Any = None, status: int = 200) -> HttpResponse:
    """Render the form of an act."""
    context = {
        "case": case,
        "form": form,
        "act": form.act,
        "refusal": refusal,
        "report": case.reports.order_by("pk").first(),
        "alike": _alike(case, form.act, request.user),
    }
    return render(request, "cases/act.html", context, status=status)


def _alike(case: Any, wanted: Act, user: Any) -> list[Row]:
    """Return the rows of open cases that may be the same matter, where that is the question."""
    if wanted not in (Act.FILE, Act.MERGE):
        return []
    now = timezone.now()
    return make_rows([other for other, _score in queries.list_duplicates(case, user, now)], user, now)


def _clash(request: StaffRequest, form: ActForm, conflict: services.ConflictError) -> HttpResponse:
    """Show both sides: what this person wanted, and what happened meanwhile; he decides again."""
    names = people.get_names(event.actor_id for event in conflict.events)
    typed = [(field.label, _in_words(form.cleaned_data.get(field.name))) for field in form.visible_fields()]
    context = {
        "case": conflict.case,
        "act": form.act,
        "typed": [(label, words) for label, words in typed if words],
        "resend": _again(request, conflict.case.version),
        "lines": [(event, names.get(event.actor_id or 0, "")) for event in conflict.events],
        "sentence": str(conflict),
    }
    return render(request, "cases/conflict.html", context, status=409)


def _in_words(value: Any) -> str:
    """Say what somebody chose or typed as the form showed it; "" for nothing."""
    if isinstance(value, Term):
        return _(value.label)
    if isinstance(value, list | tuple | QuerySet):
        return _(", ").join(map(_in_words, value))
    return str(getattr(value, "name", value)) if value else ""


def _again(request: StaffRequest, version: int) -> list[tuple[str, str]]:
    """Return the hidden fields that send the same wish again, now in knowledge of the new version."""
    own = ("version", "csrfmiddlewaretoken")
    kept = [(name, value) for name, values in request.POST.lists() if name not in own for value in values]
    return [*kept, ("version", str(version))]
