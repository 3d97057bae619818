"""Kinds of cases with their limits, and responsibility rules with a dry run."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.forms.catalogue import CategoryForm, DryRunForm, NewCategoryForm, ResponsibilityForm
from linli.cases.models import Category, ResponsibilityRule
from linli.cases.queries.responsibility import Answer, who_answers
from linli.cases.services import MoveRefused, catalogue
from linli.cases.views.finding import StaffRequest
from linli.foundation.access import requires


@requires("cases.categories")
@require_safe
def categories(request: StaffRequest) -> HttpResponse:
    """Show the tree of kinds with their limits."""
    in_force = list(Category.objects.filter(valid_to__isnull=True).order_by("code"))
    groups = [
        (top, [leaf for leaf in in_force if leaf.parent_id == top.pk]) for top in in_force if top.parent_id is None
    ]
    return render(request, "cases/categories.html", {"groups": groups})


@requires("cases.categories")
@require_http_methods(["GET", "POST"])
def category(request: StaffRequest, category_id: int) -> HttpResponse:
    """Edit one kind of case; running clocks keep the limit they began with."""
    found = get_object_or_404(Category, pk=category_id, valid_to__isnull=True)
    form = CategoryForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        catalogue.change_category(category_id=found.pk, actor=request.user, now=timezone.now(), **form.changes())
        messages.success(request, _("Saved. Cases filed from now on follow it."))
        return redirect("cases:categories")
    context = {"form": form, "category": found}
    return render(request, "cases/category.html", context, status=422 if form.errors else 200)


@requires("cases.categories")
@require_http_methods(["GET", "POST"])
def new_category(request: StaffRequest) -> HttpResponse:
    """Add a kind of case."""
    form = NewCategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        catalogue.add_category(actor=request.user, now=timezone.now(), **form.changes())
        messages.success(request, _("Saved. Cases filed from now on follow it."))
        return redirect("cases:categories")
    return render(request, "cases/category.html", {"form": form}, status=422 if form.errors else 200)


@requires("cases.categories")
@require_POST
def end_category(request: StaffRequest, category_id: int) -> HttpResponse:
    """End a kind of case: it can be chosen no more, its cases keep it."""
    found = get_object_or_404(Category, pk=category_id, valid_to__isnull=True)
    try:
        catalogue.end_category(category_id=found.pk, actor=request.user, now=timezone.now())
        messages.success(request, _("“%(name)s” is not offered any more; its cases keep it.") % {"name": found.name})
    except MoveRefused as refused:
        messages.error(request, str(refused))
    return redirect("cases:categories")


@requires("cases.categories")
@require_http_methods(["GET", "POST"])
def responsibilities(request: StaffRequest) -> HttpResponse:
    """Show the rules, take a new one, and answer which rule hits."""
    today = timezone.localdate()
    adding = request.method == "POST"
    form = ResponsibilityForm(request.POST if adding else None)
    if adding and form.is_valid():
        try:
            catalogue.add_responsibility(actor=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The rule is in force from the day you named."))
            return redirect("cases:responsibilities")
        except MoveRefused as refused:
            form.add_error(None, str(refused))
    asking = DryRunForm(request.GET if "area" in request.GET else None)
    context = {
        "form": form,
        "asking": asking,
        "answer": _answer(asking, today),
        "rules": _rules(),
    }
    return render(request, "cases/responsibilities.html", context, status=422 if form.errors else 200)


def _rules() -> list[ResponsibilityRule]:
    """Return the rules in force, by area and kind."""
    rows = ResponsibilityRule.objects.filter(valid_to__isnull=True).select_related("category", "area", "unit")
    return list(rows.order_by("area__path", "category__code"))


def _answer(asking: DryRunForm, today: date) -> Answer | None:
    """Return what the rules say to the question, None while nothing is asked."""
    if not asking.is_bound or not asking.is_valid():
        return None
    said = asking.cleaned_data
    owner_class = said["owner_class"] or (said["category"].owner_class if said["category"] else None)
    return who_answers(category=said["category"], area=said["area"], owner_class=owner_class, on=today)


@requires("cases.categories")
@require_POST
def end_responsibility(request: StaffRequest, rule_id: int) -> HttpResponse:
    """End a rule from today on."""
    rule = get_object_or_404(ResponsibilityRule, pk=rule_id, valid_to__isnull=True)
    catalogue.end_responsibility(rule_id=rule.pk, actor=request.user, now=timezone.now())
    messages.success(request, _("The rule has ended; cases dispatched by it stay where they are."))
    return redirect("cases:responsibilities")
