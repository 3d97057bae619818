"""The page of one area; beginning, changing and ending one."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation import paging
from linli.foundation.access import requires
from linli.places import queries, services
from linli.places.forms import AreaForm, EndForm, NewAreaForm, facts_of
from linli.places.models import Area
from linli.places.queries import buildings as built
from linli.places.terms import TierCode

from . import asof
from .finding import TREE_ORDER, crumbs_of, find

CHILDREN_SHOWN = 100


@requires("places.view")
@require_safe
def area(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one area: facts, life, what lies in it; with a day that has passed (`on`), or once it ended, as it was."""
    day = asof.asked_day(request)
    area = None if day else queries.areas_in_scope(request.user, "places.view").filter(key=key).first()
    if area is None:
        return asof.area(request, key, day)
    below = queries.with_child_counts(queries.list_children(area))
    page = paging.page(below, order=TREE_ORDER, after=request.GET.get("after", ""), size=CHILDREN_SHOWN)
    subtree = queries.list_in_force().filter(queries.in_subtree(area.path))
    context = {
        "area": area,
        "may_change": queries.areas_in_scope(request.user, "places.change").filter(pk=area.pk).exists(),
        "crumbs": crumbs_of(request, area),
        "page": page,
        "households": queries.household_sums(area),
        "built": built.sums_beside(area),
        "structure": built.structure_of(area),
        "life": queries.get_life(area),
        "tiers": [(tier, count) for tier, count in queries.count_tiers(subtree) if tier != area.tier],
    }
    return render(request, "places/area.html", context)


@requires("places.change")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """Begin an area inside another one, or a city at the top; a community without a code gets a provisional one."""
    if key is None and not queries.reaches_top(request.user, "places.change"):
        raise Http404
    parent = find(queries.areas_in_scope(request.user, "places.change"), key) if key else None
    form = NewAreaForm(request.POST or None, parent=parent, initial={"valid_from": localdate()})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            if parent is not None and facts["tier"] == TierCode.COMMUNITY and not facts["code"]:
                facts["code"] = queries.next_provisional_code(parent)
            made = services.create_area(actor=request.user, now=now(), parent=parent, **facts)
            return redirect("places:area", key=made.key)
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    said = {
        "heading": _("New area in %(name)s") % {"name": parent.short_name} if parent else _("New area at the top"),
        "lead": _("It exists from the day given; a list imported later gives it its official code."),
        "button": _("Save"),
    }
    return _form_page(request, form, parent, said)


@requires("places.change")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change an area from a day on."""
    area = find(queries.areas_in_scope(request.user, "places.change").select_related("tier", "parent"), key)
    start = {**facts_of(area), "on": localdate()}
    form = AreaForm(request.POST or None, user=request.user, area=area, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_area(area_id=area.pk, actor=request.user, now=now(), **form.cleaned_data)
            return redirect("places:area", key=area.key)
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    said = {
        "heading": _("Change %(name)s") % {"name": area.short_name},
        "lead": _("What was true until that day stays in the history."),
        "button": _("Save"),
    }
    return _form_page(request, form, area, said)


@requires("places.change")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the day an area ends, and end it."""
    area = find(queries.areas_in_scope(request.user, "places.change"), key)
    form = EndForm(request.POST or None, initial={"on": localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_area(area_id=area.pk, actor=request.user, now=now(), **form.cleaned_data)
            return redirect("places:list")
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    said = {
        "heading": _("End %(name)s") % {"name": area.short_name},
        "lead": _("It no longer exists from that day on; its history and its cases stay. It cannot be brought back."),
        "button": _("End it"),
        "danger": True,
    }
    return _form_page(request, form, area, said)


def _form_page(request: HttpRequest, form: Form, area: Area | None, said: dict[str, Any]) -> HttpResponse:
    """Show a form under its own words, with what was typed and the errors beside it."""
    crumbs = [(_("Areas"), reverse("places:list"))]
    if area is not None:
        crumbs = [*crumbs_of(request, area)[:-1], (area.short_name, reverse("places:area", args=[area.key]))]
    context = {"form": form, "area": area, "crumbs": crumbs, **said}
    return render(request, "places/form.html", context, status=422 if form.errors else 200)
