"""Pages of named selections, and of organisations with the targets they answer for."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging
from linli.foundation.access import requires
from linli.organisations.queries import Organisation
from linli.standards import services
from linli.standards.forms.plans import NewSelectionForm, SelectionForm
from linli.standards.models import Selection, Subject
from linli.standards.queries.answering import Answered, list_answered
from linli.standards.queries.plans import DEFINE, VIEW, answering_units, count_members, visible_selections
from linli.standards.queries.subjects import list_subjects
from linli.standards.services import StandardRefused
from linli.standards.terms import SubjectKind
from linli.standards.views.asking import attempt, crumbs

TIERS = (SubjectKind.DISTRICT, SubjectKind.SUBDISTRICT, SubjectKind.COMMUNITY)
"""Tiers of which selections are made."""
YEAR_DIGITS = 4


@requires(VIEW)
@require_safe
def selections(request: HttpRequest) -> HttpResponse:
    """Show the named selections within reach."""
    rows = visible_selections(request.user)
    page = paging.page(rows, order=("name", "pk"), after=request.GET.get("after", ""))
    counts = count_members(page.items)
    context = {
        "page": page,
        "counts": counts,
        "count": paging.count_up_to(rows),
        "crumbs": crumbs((_("Named selections"), "")),
    }
    return render(request, "standards/selections.html", context)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def selection_new(request: HttpRequest) -> HttpResponse:
    """Begin a named selection."""
    form = NewSelectionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_selection(actor=request.user, now=now(), **form.cleaned_data)
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("standards:selection", made.pk)
    context = {
        "form": form,
        "heading": _("New selection"),
        "save": _("Begin"),
        "crumbs": crumbs((_("New selection"), "")),
    }
    return render(request, "standards/plan_form.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def selection(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name and members of a selection."""
    found = get_object_or_404(visible_selections(request.user, DEFINE), pk=pk)
    tier = _tier(request, found)
    held = list(found.subjects.select_related("area", "area__tier"))
    offered = {str(each.pk): each for each in (*list_subjects(tier, found.area), *held)}
    initial = {"name": found.name, "clause": found.clause, "members": [str(each.pk) for each in held]}
    form = SelectionForm(
        request.POST or None, initial=initial, offered=[(key, str(each)) for key, each in offered.items()]
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        members = [offered[key] for key in said["members"]]
        try:
            services.change_selection(
                selection_id=pk,
                name=said["name"],
                clause=said["clause"],
                subjects=members,
                actor=request.user,
                now=now(),
            )
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The selection is saved: %(count)s members.") % {"count": len(members)})
            return redirect("standards:selections")
    context = {"selection": found, "form": form, "tier": tier, "tiers": TIERS, "crumbs": _way((found.name, ""))}
    return render(request, "standards/selection.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_POST
def selection_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a selection that no target names."""
    get_object_or_404(visible_selections(request.user, DEFINE), pk=pk)
    return attempt(
        request,
        lambda: services.delete_selection(selection_id=pk, actor=request.user, now=now()),
        _("The selection was deleted."),
        "standards:selections",
    )


@requires(VIEW)
@require_safe
def answering(request: HttpRequest) -> HttpResponse:
    """Show which organisations answer for targets."""
    rows = answering_units(request.user)
    page = paging.page(rows, order=("path",), after=request.GET.get("after", ""))
    context = {"page": page, "count": paging.count_up_to(rows), "crumbs": crumbs((_("Who answers for targets"), ""))}
    return render(request, "standards/answering.html", context)


@requires(VIEW)
@require_safe
def answers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the targets one organisation answers for, with their lights."""
    unit, groups = answered(request, key)
    context = {"unit": unit, "groups": groups, "crumbs": _answer_way(unit.name)}
    return render(request, "standards/answers.html", context)


def answered(request: HttpRequest, key: UUID) -> tuple[Organisation, list[Answered]]:
    """Return an organisation with the targets it answers for, of the year asked for or of all. Raises Http404."""
    unit = get_object_or_404(answering_units(request.user), key=key)
    year = request.GET.get("year", "")
    wanted = int(year) if year.isdecimal() and len(year) == YEAR_DIGITS else None
    return unit, list_answered(unit, request.user, now=now(), today=localdate(), year=wanted)


def _tier(request: HttpRequest, found: Selection) -> SubjectKind:
    """Return the tier whose areas are offered: the one asked for, else that of the members, else communities."""
    said = request.GET.get("tier", "")
    if said in {tier.value for tier in TIERS}:
        return SubjectKind(said)
    held: Subject | None = found.subjects.order_by("pk").first()
    return held.kind if held and held.kind in TIERS else SubjectKind.COMMUNITY


def _way(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs((_("Named selections"), reverse("standards:selections")), *steps)


def _answer_way(name: str) -> list[tuple[str, str]]:
    return crumbs((_("Who answers for targets"), reverse("standards:answering")), (name, ""))
