"""Rounds: the list and its workbook, planning one, its workbench, and leading it on."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.appraisals import jobs, services
from linli.appraisals.forms.rounds import DaysForm, PassageForm, PlanForm, RoundFilterForm
from linli.appraisals.models import Round, Scheme
from linli.appraisals.queries import appeals as appeal_queries
from linli.appraisals.queries import rounds as queries
from linli.appraisals.queries.calculations import open_calculation
from linli.appraisals.queries.progress import owed_in
from linli.appraisals.queries.schemes import powers, visible_schemes
from linli.appraisals.queries.scoring import roles_in
from linli.appraisals.terms import RoundState
from linli.appraisals.views.books import hand_out
from linli.appraisals.views.trail import quicker, sentences, trail
from linli.foundation import jobs as worker
from linli.foundation import paging
from linli.foundation.access import requires
from linli.foundation.sheets import Column
from linli.values import Reason, Span, SpanKind, noop

VIEW, RUN = queries.VIEW, queries.RUN
ORDER = ("-ends_on", "-pk")
AT_ONCE = 500
"""Subjects that are computed while the page waits; more are worked out by the worker."""
BEFORE, AFTER = 14, 4


@requires(VIEW)
@require_safe
def rounds(request: Any) -> HttpResponse:
    """Show the rounds that the filters leave."""
    form, rows = _filtered(request)
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "filtered": any(form.said().values()), "crumbs": trail(_("Rounds"))}
    context["plannable"] = list(queries.active_schemes(request.user)[:30]) if request.user.may(RUN) else []
    return render(request, "appraisals/rounds.html", context)


@requires(VIEW)
@require_safe
def rounds_book(request: HttpRequest) -> FileResponse:
    """Hand out what the filters show as a workbook."""
    form, rows = _filtered(request)
    columns = [
        Column("scheme", _("Scheme"), width=32),
        Column("period", _("Period")),
        Column("first", _("First day"), "date"),
        Column("last", _("Last day"), "date"),
        Column("state", _("State"), width=20),
        Column("until", _("Appeals until"), "date"),
        Column("waiting", _("Appeals waiting"), "number"),
        Column("reason", _("Reason"), width=40),
    ]
    return hand_out(request, "rounds", (_("Rounds"), columns, _cells(rows.order_by(*ORDER))), filters=form.said())


@requires(RUN)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Plan the round of a period."""
    scheme = get_object_or_404(visible_schemes(request.user, RUN), pk=scheme_id)
    form = _plan_form(request, scheme)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_round(scheme=scheme, span=form.span(), actor=request.user, now=now())
        except services.AppraisalRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The round is planned."))
            return redirect("appraisals:round", made.pk)
    context = {"scheme": scheme, "form": form, "crumbs": trail(_("Plan a round"), scheme=scheme)}
    return render(request, "appraisals/round_plan.html", context, status=422 if form.errors else 200)


@requires(VIEW)
@require_safe
def workbench(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one round: where it stands, who signed what, what is next and what stands against it."""
    return render(request, "appraisals/round.html", _page(request, find(request, pk)))


@requires(RUN, "appraisals.confirm")
@require_POST
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead a round to another state."""
    held = find(request, pk)
    form = PassageForm(request.POST)
    if not form.is_valid():
        return redirect("appraisals:round", held.pk)
    to, note, version = (form.cleaned_data[name] for name in ("to", "note", "version"))
    if queries.ACTION_FOR.get(to, RUN) not in powers(request.user, held.scheme):
        return _refuse(request, held, [Reason("appraisals.not_yours", NOT_YOURS)], note, status=403)
    if to is RoundState.COMPUTED and queries.count_members(held) > AT_ONCE:
        return _hand_over(request, held, version)
    try:
        _lead(held, to, actor=request.user, note=note, version=version)
    except services.AppraisalChanged:
        return quicker(request, reverse("appraisals:round", args=[held.pk]), str(held))
    except services.AppraisalRefused as refused:
        return _refuse(request, held, refused.reasons, note)
    messages.success(request, _("The round is now: %(state)s.") % {"state": _(to.label)})
    return redirect("appraisals:round", held.pk)


NOT_YOURS = noop("Your duties do not include this step.")


def find(request: HttpRequest, pk: int, action: str = VIEW) -> Round:
    """Return a round within the person's reach. Raises Http404."""
    return get_object_or_404(queries.visible_rounds(request.user, action), pk=pk)


def _lead(held: Round, to: RoundState, *, actor: Any, note: str, version: int) -> None:
    """Let the service of a passage do it."""
    said: dict[str, Any] = {"round_id": held.pk, "actor": actor, "now": now(), "version": version}
    if to is RoundState.COMPUTED:
        services.compute_round(**said)
    elif to is RoundState.CONFIRMED:
        services.confirm_round(**said, note=note)
    else:
        services.lead_round(**said, to=to, note=note)


def _hand_over(request: HttpRequest, held: Round, version: int) -> HttpResponse:
    """Let the worker compute a large round, and lead to where it can be watched."""
    try:
        made = services.ask_calculation(round_id=held.pk, version=version, actor=request.user, now=now())
    except services.AppraisalChanged:
        return quicker(request, reverse("appraisals:round", args=[held.pk]), str(held))
    except services.AppraisalRefused as refused:
        return _refuse(request, held, refused.reasons, "")
    worker.later(jobs.calculate, made.pk)
    return redirect("appraisals:calculation", made.pk)


def _refuse(request: HttpRequest, held: Round, reasons: Any, note: str, *, status: int = 422) -> HttpResponse:
    """Show the workbench with what stands against the step."""
    context = _page(request, held) | {"refusals": sentences(reasons), "note": note}
    return render(request, "appraisals/round.html", context, status=status)


def _page(request: HttpRequest, held: Round) -> dict[str, Any]:
    """Return everything the workbench shows; progress and ways only to those who lead rounds."""
    able = powers(request.user, held.scheme)
    leads = bool({RUN, "appraisals.confirm"} & able)
    passages = list(queries.passages_of(held))
    owed = owed_in(held) if leads else []
    facts = queries.facts_of(held, actor=request.user, today=localdate(), owed=owed) if leads else None
    own = [] if leads else list(appeal_queries.own_results(request.user).filter(round=held)[:SHOWN])
    return {
        "round": held,
        "span": Span.parse(held.period),
        "trail_states": _trail(held, {passage.after for passage in passages}),
        "passages": passages,
        "ways": queries.ways_of(facts, able) if facts else [],
        "owed": owed,
        "members": queries.count_members(held),
        "results": list(queries.results_of(held)[:SHOWN]) if leads else [],
        "own": own,
        "appeals": appeal_queries.visible_appeals(request.user).filter(round=held).order_by("-pk")[:20],
        "snapshot": queries.newest_snapshot(held),
        "calculation": open_calculation(held) if leads else None,
        "leads": leads,
        "scores": held.state is RoundState.OPEN and bool(roles_in(held, request.user)),
        "crumbs": trail(f"{held.scheme.name} {held.period}", round_=None),
    }


SHOWN = 20
"""Results that the workbench lists; the ranking shows all."""


def _trail(held: Round, done: set[str]) -> list[tuple[RoundState, str]]:
    """Return the states of the trail with where they lie: done, now or ahead."""
    states = list(queries.TRAIL)
    if held.state not in states:
        states.append(held.state)
    now_at = states.index(held.state)
    marks = ("done" if number < now_at else "now" if number == now_at else "ahead" for number in range(len(states)))
    return list(zip(states, marks, strict=True))


def _plan_form(request: HttpRequest, scheme: Scheme) -> Any:
    """Return the form for the next period, of days where the scheme goes by none of the calendar."""
    data = request.POST or None
    periods = list(scheme.rounds.values_list("period", flat=True))
    if scheme.span_kind is SpanKind.IRREGULAR:
        start = queries.next_span(periods, scheme.span_kind, localdate())
        return DaysForm(data, initial={"first": start.first, "last": start.last})
    spans = [each for each in _near(scheme.span_kind) if each.code not in periods and _is_valid(scheme, each)]
    following = queries.next_span(periods, scheme.span_kind, localdate())
    return PlanForm(data, spans=spans, initial={"period": following.code})


def _near(kind: SpanKind) -> list[Span]:
    """Return the periods around today, the oldest first."""
    span = Span.of(kind, localdate())
    for _step in range(BEFORE):
        span = span.previous()
    found = []
    for _step in range(BEFORE + AFTER):
        found.append(span)
        span = span.next()
    return found


def _is_valid(scheme: Scheme, span: Span) -> bool:
    return span.first >= scheme.valid_from and (scheme.valid_to is None or span.first < scheme.valid_to)


def _filtered(request: HttpRequest) -> tuple[RoundFilterForm, Any]:
    """Return the filter form and the rows it leaves."""
    form = RoundFilterForm(request.GET)
    said = form.said()
    scheme = request.GET.get("scheme", "")
    chosen = int(scheme) if scheme.isdecimal() and len(scheme) < 18 else None
    return form, queries.list_rounds(request.user, state=said["state"], search=said["q"], scheme=chosen)


def _cells(rows: Any) -> Iterator[dict[str, Any]]:
    """Yield one round after the other as cells."""
    for row in rows.iterator(chunk_size=500):
        yield {
            "scheme": row.scheme.name,
            "period": row.period,
            "first": row.first_on,
            "last": Span.parse(row.period).last,
            "state": _(row.state.label),
            "until": row.appeals_until,
            "waiting": row.waiting,
            "reason": row.reason,
        }
