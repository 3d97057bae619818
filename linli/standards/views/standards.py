"""Pages of standards: the list, a new one, the page of a version and what is done to it as a whole."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging
from linli.foundation.access import requires
from linli.standards import queries, services
from linli.standards.forms.standards import FilterForm, NewStandardForm, PresetForm, VersionForm, definable_areas
from linli.standards.models import Standard, StandardVersion
from linli.standards.queries import tree
from linli.standards.queries.standard_presets import list_presets, preset_of
from linli.standards.queries.versions import facts_of, is_used, seal_of
from linli.standards.rules.items import check_whole
from linli.standards.services import StandardRefused
from linli.standards.terms import VersionState

VIEW, DEFINE = "standards.view", "standards.define"
ORDER = ("name", "pk")


@requires(VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the standards that the filters leave, each with its versions."""
    form, rows = listed(request)
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "count": paging.count_up_to(rows), "filtered": any(form.said().values())}
    return render(request, "standards/standards.html", context)


def listed(request: HttpRequest) -> tuple[FilterForm, QuerySet[Standard]]:
    """Return the filter form and the standards it leaves."""
    form = FilterForm(request.GET)
    said = form.said()
    return form, queries.list_standards(request.user, search=said["q"], kind=said["kind"])


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an empty standard, or choose one that comes with the house."""
    areas = definable_areas(request.user)
    form = NewStandardForm(request.POST or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        try:
            version = services.begin_standard(actor=request.user, now=now(), **form.cleaned_data)
        except StandardRefused as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, _("The draft is there; add its items."))
            return redirect("standards:version", pk=version.pk)
    context = {
        "form": form,
        "presets": list_presets(),
        "choice": PresetForm(areas=areas),
        "crumbs": crumbs(_("New standard")),
    }
    return render(request, "standards/standard_new.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_POST
def open_preset(request: HttpRequest) -> HttpResponse:
    """Open a standard that comes with the house as an ordinary draft."""
    form = PresetForm(request.POST, areas=definable_areas(request.user))
    preset = preset_of(form.data.get("preset", ""))
    if preset is None or not form.is_valid():
        raise Http404
    version = services.open_preset(preset=preset, area=form.cleaned_data["area"], actor=request.user, now=now())
    messages.success(request, _("The preset is open as a draft; change what is different here."))
    return redirect("standards:version", pk=version.pk)


@requires(VIEW)
@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version: facts, tree, clauses, and whether its seal holds."""
    found = get_object_or_404(queries.visible_versions(request.user), pk=pk)
    return version_page(request, found)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of a draft."""
    found = get_object_or_404(queries.visible_versions(request.user, DEFINE), pk=pk)
    form = VersionForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_version(version_id=pk, actor=request.user, now=now(), **form.facts())
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("standards:version", pk=pk)
    context = {"form": form, "version": found, "crumbs": crumbs(_("Facts"), found)}
    return render(request, "standards/version_change.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze a draft."""
    found = get_object_or_404(queries.visible_versions(request.user, DEFINE), pk=pk)
    try:
        services.publish_version(version_id=found.pk, actor=request.user, now=now())
    except StandardRefused as refused:
        return version_page(request, found, reasons=refused.reasons)
    messages.success(request, _("Published. Nothing in this version changes any more."))
    return redirect("standards:version", pk=pk)


@requires(DEFINE)
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a version out of use."""
    found = get_object_or_404(queries.visible_versions(request.user, DEFINE), pk=pk)
    try:
        services.retire_version(version_id=found.pk, actor=request.user, now=now())
        messages.success(request, _("Taken out of use; what was judged by it stays."))
    except StandardRefused as refused:
        messages.error(request, str(refused))
    return redirect("standards:version", pk=pk)


@requires(DEFINE)
@require_POST
def next_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version of a standard as a copy of the newest."""
    found = get_object_or_404(queries.visible_standards(request.user, DEFINE), pk=pk)
    try:
        draft = services.next_draft(standard_id=found.pk, actor=request.user, now=now())
    except StandardRefused as refused:
        messages.error(request, str(refused))
        return redirect("standards:standards")
    return redirect("standards:version", pk=draft.pk)


@requires(VIEW)
@require_safe
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Show what differs between two versions of one standard."""
    older, newer = compared(request, pk, other)
    context = {
        "older": older,
        "newer": newer,
        "changes": tree.compare(older, newer),
        "same_text": older.text == newer.text,
        "crumbs": crumbs(_("Compare"), newer),
    }
    return render(request, "standards/version_compare.html", context)


def compared(request: HttpRequest, pk: int, other: int) -> tuple[StandardVersion, StandardVersion]:
    """Return two versions of one standard, the older first. Raises Http404."""
    rows = queries.visible_versions(request.user)
    found = get_object_or_404(rows, pk=pk), get_object_or_404(rows, pk=other)
    older, newer = sorted(found, key=lambda each: each.number)
    if newer.standard_id != older.standard_id:
        raise Http404
    return older, newer


def version_page(request: HttpRequest, found: StandardVersion, **more: Any) -> HttpResponse:
    """Show a version. more: reasons why it was not published."""
    is_draft = found.state is VersionState.DRAFT
    may_define = queries.visible_standards(request.user, DEFINE).filter(pk=found.standard_id).exists()
    labels = {feed.code: feed.label for feed in queries.all_feeds(found.standard.subject_kind)}
    lines = tree.lines_of(found, labels)
    context = {
        "version": found,
        "lines": lines,
        "full": tree.full_points(lines),
        "may_edit": is_draft and may_define,
        "may_define": may_define,
        "others": siblings(found, request),
        "missing": check_whole(facts_of(found), found.pass_centipoints) if is_draft and may_define else (),
        "is_intact": is_draft or seal_of(found) == found.digest,
        "is_used": is_used(found),
        "crumbs": crumbs(str(found)),
        **more,
    }
    return render(request, "standards/version.html", context, status=422 if more else 200)


def siblings(found: StandardVersion, request: HttpRequest) -> list[StandardVersion]:
    """Return the other versions of the standard, newest first."""
    rows = queries.visible_versions(request.user).filter(standard=found.standard_id).exclude(pk=found.pk)
    return list(rows.order_by("-number"))


def crumbs(title: str, of: StandardVersion | Standard | None = None) -> list[tuple[str, str]]:
    """Return the way to a page of this part."""
    way = [(_("Standards"), reverse("standards:standards"))]
    if isinstance(of, StandardVersion):
        way.append((str(of), reverse("standards:version", args=[of.pk])))
    return [*way, (title, "")]
