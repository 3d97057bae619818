"""The parts of a scheme: who is appraised, who scores, and what follows from a result."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.appraisals import services
from linli.appraisals.forms.schemes import AssessorForm, RuleForm, rule_start
from linli.appraisals.models import Assessor, Scheme
from linli.appraisals.queries import schemes as queries
from linli.appraisals.views.schemes import DEFINE, find
from linli.appraisals.views.trail import sentences, trail
from linli.foundation.access import requires
from linli.standards import queries as standards
from linli.standards import services as standard_services

TYPE_LENGTH = 40
MOST = 1000
"""Subjects offered on the page; larger schemes take all of an area at once."""


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def subjects(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who is appraised: all of a kind in the area, or some of them."""
    scheme = find(request, pk)
    standard_services.ensure_tier(kind=scheme.subject_kind, under=scheme.area)
    refusals: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            joined, left = services.choose_subjects(
                scheme_id=scheme.pk, subjects=_chosen(request, scheme), actor=request.user, now=now()
            )
        except services.AppraisalRefused as refused:
            refusals = sentences(refused.reasons)
        else:
            said = _("%(joined)s joined, %(left)s left.") % {"joined": joined, "left": left}
            messages.success(request, said)
            return redirect("appraisals:scheme", scheme.pk)
    offered = list(standards.list_subjects(scheme.subject_kind, scheme.area)[: MOST + 1])
    held = {row.subject_id for row in queries.members_of(scheme).filter(valid_to__isnull=True)}
    context = {
        "scheme": scheme,
        "offered": [(one, one.pk in held) for one in offered[:MOST]],
        "is_cut": len(offered) > MOST,
        "held": len(held),
        "refusals": refusals,
        "crumbs": trail(_("Who is appraised"), scheme=scheme),
    }
    return render(request, "appraisals/scheme_subjects.html", context, status=422 if refusals else 200)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def types(request: HttpRequest, pk: int) -> HttpResponse:
    """Say within which type each subject is compared."""
    scheme = find(request, pk)
    members = list(queries.members_of(scheme).filter(valid_to__isnull=True)[:MOST])
    refusals: list[tuple[str, str]] = []
    if request.method == "POST":
        said = {each.pk: request.POST.get(f"type-{each.pk}", "")[:TYPE_LENGTH] for each in members}
        try:
            services.set_type(scheme_id=scheme.pk, types=said, actor=request.user, now=now())
        except services.AppraisalRefused as refused:
            refusals = sentences(refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisals:scheme", scheme.pk)
    context = {"scheme": scheme, "members": members, "refusals": refusals, "crumbs": trail(_("Types"), scheme=scheme)}
    return render(request, "appraisals/scheme_types.html", context, status=422 if refusals else 200)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def assessors(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who scores, in which role."""
    scheme = find(request, pk)
    form = AssessorForm(request.POST or None, accounts=queries.possible_assessors(scheme, localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_assessor(scheme_id=scheme.pk, actor=request.user, now=now(), **form.cleaned_data)
        except services.AppraisalRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisals:scheme_assessors", scheme.pk)
    context = {
        "scheme": scheme,
        "form": form,
        "assessors": list(queries.assessors_of(scheme)),
        "empty_roles": queries.roles_without_anybody(scheme),
        "crumbs": trail(_("Assessors"), scheme=scheme),
    }
    return render(request, "appraisals/scheme_assessors.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_POST
def end_assessor(request: HttpRequest, pk: int, assessor_id: int) -> HttpResponse:
    """Let a person score no longer."""
    scheme = find(request, pk)
    held = get_object_or_404(Assessor, pk=assessor_id, scheme=scheme)
    try:
        services.end_assessor(assessor_id=held.pk, actor=request.user, now=now())
    except services.AppraisalRefused as refused:
        messages.error(request, str(refused))
    return redirect("appraisals:scheme_assessors", scheme.pk)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int, rule_id: int | None = None) -> HttpResponse:
    """Add a rule of consequences, or change one."""
    scheme = find(request, pk)
    held = get_object_or_404(scheme.rules, pk=rule_id) if rule_id else None
    last = scheme.rules.order_by("number").last()
    start = rule_start(held) if held else {"number": last.number + 1 if last else 1}
    form = RuleForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_rule(scheme_id=scheme.pk, rule_id=rule_id, facts=form.facts(), actor=request.user, now=now())
        except services.AppraisalRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisals:scheme", scheme.pk)
    title = str(held) if held else _("New rule of consequences")
    context: dict[str, Any] = {"scheme": scheme, "form": form, "rule": held, "title": title}
    context["crumbs"] = trail(title, scheme=scheme)
    return render(request, "appraisals/scheme_rule.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_POST
def delete_rule(request: HttpRequest, pk: int, rule_id: int) -> HttpResponse:
    """Take a rule of consequences out of a draft."""
    scheme = find(request, pk)
    held = get_object_or_404(scheme.rules, pk=rule_id)
    try:
        services.delete_rule(scheme_id=scheme.pk, rule_id=held.pk, actor=request.user, now=now())
    except services.AppraisalRefused as refused:
        messages.error(request, str(refused))
    return redirect("appraisals:scheme", scheme.pk)


def _chosen(request: HttpRequest, scheme: Scheme) -> list[standards.Subject]:
    """Return the subjects that were ticked, or all of the area."""
    offered = standards.list_subjects(scheme.subject_kind, scheme.area)
    if request.POST.get("which") == "all":
        return list(offered)
    ticked = {int(key) for key in request.POST.getlist("subject") if key.isdecimal()}
    return [one for one in offered if one.pk in ticked]
