"""What residents see and do: the plan, a comment on it, their neighbourhood, and their own page afterwards."""

import secrets
import time
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.boundaries import services
from linli.boundaries.forms.voices import CommentForm, NeighbourhoodForm, add_refusal
from linli.boundaries.models import Comment, Project
from linli.boundaries.queries import consultation, voices
from linli.boundaries.queries.projects import base_of, public_project
from linli.boundaries.queries.public import PublicPlan, get_public_plan, names_in
from linli.boundaries.rules.base import NOWHERE, Base
from linli.boundaries.rules.consultation import VoiceRefused
from linli.foundation import paging
from linli.foundation.access import PUBLIC, requires
from linli.foundation.limiter import seconds_to_wait

COMMENTS = 20
MOST_PINS = 500
MOST_SOUGHT = 60


@requires(PUBLIC)
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the plan that residents are asked about, and what was said about it."""
    project = _project(token)
    plan = get_public_plan(project)
    shown = voices.shown_comments(project)
    sought = request.GET.get("q", "").strip()[:MOST_SOUGHT]
    context = _about(project, plan) | {
        "sought": sought,
        "found": plan.search(sought) if sought else [],
        "summary": consultation.consultation_summary(project),
        "page": paging.page(shown, after=request.GET.get("after", ""), size=COMMENTS),
        "pins": [
            {"at": [longitude, latitude], "number": pk}
            for pk, longitude, latitude in shown.filter(longitude__isnull=False)
            .order_by("-pk")
            .values_list("pk", "longitude", "latitude")[:MOST_PINS]
        ],
    }
    return render(request, "boundaries/public/page.html", context)


@requires(PUBLIC)
@require_safe
def ground(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out what the map of the plan draws; nothing internal is in it."""
    plan = get_public_plan(_project(token))
    tag = f'"{plan.digest}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(
        plan.ground, content_type="application/geo+json", headers={"ETag": tag, "Cache-Control": "no-cache"}
    )


@requires(PUBLIC)
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Take a comment or an objection."""
    project = _project(token)
    plan = get_public_plan(project)
    if request.method == "GET":
        form = CommentForm(initial={"community": request.GET.get("community", "")}, called=plan.called)
        return _form(request, project, plan, form, "say")
    form = CommentForm(request.POST, called=plan.called)

    def take(said: dict[str, Any], **given: Any) -> Any:
        facts = {"kind": said["kind"], "text": said["text"], "community": said["community"], "point": form.point()}
        return services.take_comment(project=project, **facts, **given)

    return _send(request, project, plan, form, which="say", take=take)


@requires(PUBLIC)
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, token: str) -> HttpResponse:
    """Take what a resident calls his neighbourhood."""
    project = _project(token)
    plan = get_public_plan(project)
    choices = _unit_choices(base_of(project))
    if request.method == "GET":
        return _form(request, project, plan, NeighbourhoodForm(units=choices), "draw")
    form = NeighbourhoodForm(request.POST, units=choices)

    def take(said: dict[str, Any], **given: Any) -> Any:
        facts = {"text": said["text"], "outline": said["outline"], "ticked": said["units"]}
        return services.take_neighbourhood(project=project, **facts, **given)

    return _send(request, project, plan, form, which="draw", take=take)


@requires(PUBLIC)
@require_safe
def said(request: HttpRequest, token: str) -> HttpResponse:
    """Show its sender what became of something he sent in."""
    voice = voices.find_voice(token)
    if voice is None:
        raise Http404
    context = {
        "voice": voice,
        "project": voice.project,
        "address": request.build_absolute_uri(),
        "is_public": public_project(voice.project.token) is not None,
        "units": [base_of(voice.project).units[number].name for number in getattr(voice, "units", [])],
        "community": _called(voice) if isinstance(voice, Comment) else "",
    }
    response = render(request, "boundaries/public/said.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _project(token: str) -> Project:
    """Return the project of a public page; drafts and unknown addresses get the same answer."""
    project = public_project(token)
    if project is None:
        raise Http404
    return project


def _about(project: Project, plan: PublicPlan) -> dict[str, Any]:
    """Return what every public page of a project needs."""
    return {
        "project": project,
        "plan": plan,
        "is_open": voices.takes_voices(project, timezone.localdate()),
        "tiles": settings.TILES,
    }


def _called(voice: Comment) -> str:
    """Return the community that a comment speaks of, by the name it has in the plan."""
    return "" if voice.community is None else names_in(voice.project, voice.plan).get(voice.community, "")


def _unit_choices(base: Base) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the compounds and buildings to tick, grouped by the present community."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for number, unit in enumerate(base.units):
        if unit.households:
            name = base.communities[unit.community].name if unit.community != NOWHERE else _("Other compounds")
            groups.setdefault(name, []).append((number, unit.name))
    return list(groups.items())


def _ticked(form: forms.Form) -> list[tuple[str, list[tuple[int, str, bool]], bool]]:
    """Return the groups of the list to tick: name, (number, name, whether ticked), whether any is ticked."""
    units: Any = form.fields.get("units")
    if units is None:
        return []
    chosen = {str(value) for value in form["units"].value() or []}
    groups = []
    for name, members in units.choices:
        ticks = [(number, label, str(number) in chosen) for number, label in members]
        groups.append((name, ticks, any(is_ticked for *_, is_ticked in ticks)))
    return groups


def _form(
    request: HttpRequest, project: Project, plan: PublicPlan, form: forms.Form, which: str, *, status: int = 0
) -> HttpResponse:
    """Show a form; what was typed stays, and so does the mark that makes a second sending harmless."""
    context = _about(project, plan) | {
        "form": form,
        "groups": _ticked(form),
        "mark": request.POST.get("mark", "")[:64] or secrets.token_urlsafe(16),
    }
    return render(request, f"boundaries/public/{which}.html", context, status=status or (422 if form.errors else 200))


def _send(
    request: HttpRequest, project: Project, plan: PublicPlan, form: forms.Form, *, which: str, take: Any
) -> HttpResponse:
    """Hand over what a form says, and lead to the sender's own page."""
    if not form.is_valid():
        return _form(request, project, plan, form, which)
    seconds = seconds_to_wait(request.META.get("REMOTE_ADDR", ""), time.monotonic())
    if seconds:
        text = _("Much came from your connection just now. Please send this again in %(s)s seconds.")
        form.add_error(None, text % {"s": seconds})
        response = _form(request, project, plan, form, which, status=429)
        response["Retry-After"] = str(seconds)
        return response
    given = {"token": request.POST.get("mark", "")[:64], "now": timezone.now(), "today": timezone.localdate()}
    try:
        kept = take(form.cleaned_data, sender=form.sender(), **given)  # type: ignore[attr-defined]
    except VoiceRefused as refused:
        add_refusal(form, refused)
        return _form(request, project, plan, form, which)
    return redirect("boundaries:said", token=kept.token)
