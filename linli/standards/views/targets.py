"""Pages of targets: one with its path and areas, its units, one unit with its evidence; setting and changing them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import sheets
from linli.foundation.access import requires
from linli.standards import services
from linli.standards.forms.plans import CopyForm, MarkForm, TargetForm
from linli.standards.models import Plan, Subject, Target
from linli.standards.queries import target_page as pages
from linli.standards.queries.matrix import cell_of, judge_unit, word_of
from linli.standards.queries.path import path_of
from linli.standards.queries.plans import DEFINE, VIEW, may_define, may_on
from linli.standards.queries.subjects import NAMES
from linli.standards.services import StandardRefused
from linli.standards.services.exporting import record_export
from linli.standards.templatetags.target_words import because, value_of
from linli.standards.terms import TargetKind, TargetLight
from linli.standards.views.asking import Look, attempt, crumbs_of, look, own_target, plan_of, target_of

CHECK = "standards.check"
ALL_UNITS = 100_000


@requires(VIEW)
@require_safe
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a target: how it stands and why, its path, the areas below."""
    found = target_of(request, pk)
    seen = look(request, found.plan)
    steps, chart = path_of(seen.sheet, found, seen.area, seen.today)
    is_own = may_define(request.user, found.plan)
    context = _context(found, seen) | {
        "cell": cell_of(seen.sheet, found, seen.area, seen.today),
        "steps": steps,
        "chart": chart,
        "below": pages.cells_below(seen.sheet, found, seen.area, seen.today),
        "counts": pages.count_lights(seen.sheet, found, seen.area, seen.today),
        "may_define": is_own,
        "copy_form": CopyForm(target=found) if is_own and found.plan.years > 1 else None,
        "crumbs": crumbs_of(found.plan, (found.title, "")),
    }
    return render(request, "standards/target.html", context)


@requires(VIEW)
@require_safe
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """Show those a target binds, one by one."""
    found = target_of(request, pk)
    seen = look(request, found.plan)
    light = request.GET.get("light", "")
    after = request.GET.get("after", "")
    page = pages.list_units(seen.sheet, found, seen.area, seen.today, light=light, after=after)
    context = _context(found, seen) | {
        "page": page,
        "light": light,
        "lights": TargetLight,
        "crumbs": crumbs_of(found.plan, _step(found), (_("All units"), "")),
    }
    return render(request, "standards/target_units.html", context)


@requires(VIEW)
@require_safe
def units_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out those a target binds as a workbook."""
    found = target_of(request, pk)
    seen = look(request, found.plan)
    page = pages.list_units(
        seen.sheet, found, seen.area, seen.today, light=request.GET.get("light", ""), size=ALL_UNITS
    )
    columns = [
        sheets.Column("name", _("Who is bound"), width=30),
        sheets.Column("value", _("Value"), "number"),
        sheets.Column("said", _("found"), width=16),
        sheets.Column("light", _("light"), width=12),
        sheets.Column("why", _("why"), width=60),
    ]
    record_export(plan=found.plan, actor=request.user, now=now())
    book = sheets.write_xlsx(columns, _cells(page.rows, found, seen), title=found.title)
    return FileResponse(book, as_attachment=True, filename=f"target-{found.pk}-{localdate():%Y%m%d}.xlsx")


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, pk: int, subject_id: int) -> HttpResponse:
    """Show what a target says of one unit, with parts and evidence; a milestone is marked here."""
    found, seen, subject = unit_of(request, pk, subject_id)
    may_mark = found.kind is TargetKind.MILESTONE and may_on(request.user, CHECK, subject.area.path)
    form = MarkForm(request.POST or None, initial={"on": seen.today})
    if request.method == "POST" and may_mark and form.is_valid():
        try:
            services.mark_milestone(
                target_id=pk,
                subject_id=subject_id,
                is_done=request.POST.get("then") != "take_back",
                actor=request.user,
                now=now(),
                **form.cleaned_data,
            )
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("standards:target_unit", pk, subject_id)
    status = 422 if form.errors else (405 if request.method == "POST" and not may_mark else 200)
    context = unit_context(found, seen, subject) | {"form": form if may_mark else None}
    return render(request, "standards/target_unit.html", context, status=status)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Set a target in a plan; `like` joins the row of another one."""
    plan = plan_of(request, plan_id, DEFINE)
    like = plan.targets.select_related("area", "responsible").filter(pk=_number(request.GET.get("like", ""))).first()
    start = TargetForm.told(like) if like else _start(plan)
    form = TargetForm(request.POST or None, plan=plan, initial=start)
    if request.method == "POST" and form.is_valid():
        order = like.order if like else None
        try:
            made = services.add_target(plan_id=plan_id, order=order, actor=request.user, now=now(), **form.facts())
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The target is set."))
            return redirect("standards:target", made.pk)
    heading = _("New target")
    context = {"plan": plan, "form": form, "heading": heading, "crumbs": crumbs_of(plan, (heading, ""))}
    return render(request, "standards/target_form.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a target."""
    found = own_target(request, pk)
    form = TargetForm(request.POST or None, plan=found.plan, initial=TargetForm.told(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_target(target_id=pk, actor=request.user, now=now(), **form.facts())
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The target is changed."))
            return redirect("standards:target", pk)
    context = {
        "plan": found.plan,
        "form": form,
        "heading": _("Change the target"),
        "crumbs": crumbs_of(found.plan, _step(found), (_("Change"), "")),
    }
    return render(request, "standards/target_form.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a target into another year."""
    found = own_target(request, pk)
    form = CopyForm(request.POST, target=found)
    if not form.is_valid():
        messages.error(request, _("Choose a year of the plan."))
        return redirect("standards:target", pk)
    year = form.cleaned_data["year"]
    return attempt(
        request,
        lambda: services.copy_target(target_id=pk, year=year, actor=request.user, now=now()),
        _("The target was copied into %(year)s.") % {"year": year},
        "standards:plan",
        found.plan_id,
    )


@requires(DEFINE)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a target that nothing stands on."""
    found = own_target(request, pk)
    return attempt(
        request,
        lambda: services.delete_target(target_id=pk, actor=request.user, now=now()),
        _("The target was deleted."),
        "standards:plan",
        found.plan_id,
    )


@requires(DEFINE)
@require_POST
def move(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Move the row of a target up or down."""
    found = own_target(request, pk)
    services.move_row(target_id=pk, up=way == "up", actor=request.user, now=now())
    return redirect("standards:plan", found.plan_id)


def unit_of(request: HttpRequest, pk: int, subject_id: int) -> tuple[Target, Look, Subject]:
    """Return a target as the request looks at it, and one of those it binds. Raises Http404 for one out of reach."""
    found = target_of(request, pk)
    seen = look(request, found.plan)
    subject = get_object_or_404(Subject.objects.select_related(*NAMES), pk=subject_id)
    if subject.pk not in seen.sheet.ground.found[found.pk] or not may_on(request.user, VIEW, subject.area.path):
        raise Http404
    return found, seen, subject


def _context(found: Target, seen: Look) -> dict[str, Any]:
    return {"target": found, "plan": found.plan, "look": seen, "indicators": seen.sheet.indicators}


def unit_context(found: Target, seen: Look, subject: Subject) -> dict[str, Any]:
    """Return what the page of one unit shows."""
    value = seen.sheet.ground.found[found.pk][subject.pk]
    judged = judge_unit(found, value, seen.sheet.indicators.get(found.indicator), seen.today)
    computed = pages.value_of_unit(seen.sheet, found, subject)
    return _context(found, seen) | {
        "subject": subject,
        "value": value,
        "judged": judged,
        "word": word_of(judged),
        "computed": computed,
        "parts": pages.parts_of(seen.sheet, computed, found, subject) if computed else [],
        "marks": pages.marks_of(found, subject) if found.kind is TargetKind.MILESTONE else [],
        "is_done": bool(value) and found.kind is TargetKind.MILESTONE,
        "crumbs": crumbs_of(found.plan, _step(found), (str(subject), "")),
    }


def _step(found: Target) -> tuple[str, str]:
    """Return the step of a target in the way to its pages."""
    return found.title, reverse("standards:target", args=[found.pk])


def _start(plan: Plan) -> dict[str, Any]:
    """Return how the form of a new target begins."""
    year = max(plan.first_year, min(localdate().year, plan.first_year + plan.years - 1))
    return {
        "year": year,
        "due_on": f"{year}-12-31",
        "area": plan.area.key,
        "scope_kind": "under",
        "subject_kind": "community",
    }


def _cells(rows: list[pages.Unit], found: Target, seen: Look) -> Iterator[dict[str, Any]]:
    """Yield one unit after the other as cells."""
    for row in rows:
        yield {
            "name": str(row.subject),
            "value": None if row.value is None else float(row.value),
            "said": value_of(found, row.value, seen.sheet.indicators),
            "light": _(row.word),
            "why": because(row.judgement),
        }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
