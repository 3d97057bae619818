"""Schemes: the list and its workbook, beginning one, its page, changing a draft, putting it into use, ending it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.appraisals import services
from linli.appraisals.forms.schemes import EndForm, SchemeFilterForm, SchemeForm, scheme_start
from linli.appraisals.models import Scheme
from linli.appraisals.queries import schemes as queries
from linli.appraisals.queries.presets import list_presets
from linli.appraisals.services.presets import open_scheme
from linli.appraisals.terms import SchemeState, TieBreaker
from linli.appraisals.views.books import hand_out
from linli.appraisals.views.trail import quicker, sentences, trail
from linli.foundation import paging
from linli.foundation.access import requires
from linli.foundation.sheets import Column
from linli.places import queries as places
from linli.standards import queries as standards
from linli.standards.terms import VersionState

VIEW, DEFINE = queries.VIEW, queries.DEFINE
ORDER = ("state", "name", "pk")


@requires(VIEW)
@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    """Show the schemes that the filters leave."""
    form = SchemeFilterForm(request.GET)
    said = form.said()
    rows = queries.list_schemes(request.user, search=said["q"], state=said["state"])
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "filtered": any(said.values()), "crumbs": trail(_("Schemes"))}
    return render(request, "appraisals/schemes.html", context)


@requires(VIEW)
@require_safe
def schemes_book(request: HttpRequest) -> FileResponse:
    """Hand out what the filters show as a workbook."""
    said = SchemeFilterForm(request.GET).said()
    rows = queries.list_schemes(request.user, search=said["q"], state=said["state"]).order_by(*ORDER)
    columns = [
        Column("name", _("Name"), width=32),
        Column("area", _("Area"), width=24),
        Column("state", _("State")),
        Column("kind", _("Who is appraised")),
        Column("span", _("Period")),
        Column("standard", _("Standard"), width=32),
        Column("document", _("Document number"), width=24),
        Column("filing", _("Filed in the yearly inspection plan as"), width=24),
        Column("from", _("Valid from"), "date"),
        Column("to", _("Valid to"), "date"),
        Column("appraised", _("Appraised"), "number"),
        Column("rounds", _("Rounds"), "number"),
    ]
    return hand_out(request, "schemes", (_("Schemes"), columns, _cells(rows)), filters=said)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a scheme: from a preset, or empty."""
    areas = places.areas_in_scope(request.user, DEFINE).filter(tier__code__in=AREAS).order_by("path")
    form = SchemeForm(
        request.POST or None, standards=_standards(request), areas=areas, initial={"valid_from": localdate()}
    )
    if request.method == "POST" and form.is_valid():
        area = form.cleaned_data["area"]
        try:
            made = services.create_scheme(area=area, facts=form.facts(), actor=request.user, now=now())
        except services.AppraisalRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("The scheme has begun as a draft. Choose who is appraised and who scores."))
            return redirect("appraisals:scheme", made.pk)
    context = {"form": form, "presets": list_presets(), "areas": areas, "crumbs": trail(_("New scheme"))}
    return render(request, "appraisals/scheme_new.html", context, status=422 if form.errors else 200)


AREAS = ("city", "district", "subdistrict", "community")
"""Tiers that set schemes up: a community holds the contest of its compounds (003-20)."""


@requires(DEFINE)
@require_POST
def from_preset(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a scheme as one that ships says, with its standard."""
    areas = places.areas_in_scope(request.user, DEFINE)
    area = get_object_or_404(areas, pk=request.POST.get("area") or 0)
    preset = list_presets().get(code)
    if preset is None:
        return redirect("appraisals:scheme_new")
    try:
        made = open_scheme(preset=preset, area=area, actor=request.user, now=now())
    except services.AppraisalRefused as refused:
        messages.error(request, str(refused))
        return redirect("appraisals:scheme_new")
    messages.success(request, _("The scheme and its standard have begun as drafts; change whatever your place needs."))
    return redirect("appraisals:scheme", made.pk)


@requires(VIEW)
@require_safe
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one scheme: what it says, who is appraised, who scores, what follows."""
    found = get_object_or_404(queries.visible_schemes(request.user), pk=pk)
    return render(request, "appraisals/scheme.html", _page(request, found))


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a draft says."""
    found = find(request, pk)
    form = SchemeForm(request.POST or None, standards=_standards(request, found), initial=scheme_start(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_scheme(
                scheme_id=found.pk, facts=form.facts(), actor=request.user, now=now(), version=version_in(request)
            )
        except services.AppraisalChanged:
            return quicker(request, reverse("appraisals:scheme_change", args=[found.pk]), found.name)
        except services.AppraisalRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisals:scheme", found.pk)
    context = {"scheme": found, "form": form, "crumbs": trail(_("Change"), scheme=found)}
    return render(request, "appraisals/scheme_change.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a scheme into use."""
    found = find(request, pk)
    try:
        services.activate_scheme(scheme_id=found.pk, actor=request.user, now=now(), version=version_in(request))
    except services.AppraisalChanged:
        return quicker(request, reverse("appraisals:scheme", args=[found.pk]), found.name)
    except services.AppraisalRefused as refused:
        context = _page(request, found) | {"refusals": sentences(refused.reasons)}
        return render(request, "appraisals/scheme.html", context, status=422)
    messages.success(request, _("The scheme is in use. Plan its first round."))
    return redirect("appraisals:scheme", found.pk)


@requires(DEFINE)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a scheme."""
    found = find(request, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return render(request, "appraisals/scheme.html", _page(request, found) | {"end_form": form}, status=422)
    try:
        services.end_scheme(scheme_id=found.pk, actor=request.user, now=now(), **form.cleaned_data)
    except services.AppraisalChanged:
        return quicker(request, reverse("appraisals:scheme", args=[found.pk]), found.name)
    except services.AppraisalRefused as refused:
        context = _page(request, found) | {"end_form": form, "refusals": sentences(refused.reasons)}
        return render(request, "appraisals/scheme.html", context, status=422)
    messages.success(request, _("The scheme has ended."))
    return redirect("appraisals:scheme", found.pk)


@requires(DEFINE)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    found = find(request, pk)
    try:
        services.delete_scheme(scheme_id=found.pk, actor=request.user, now=now(), version=version_in(request))
    except services.AppraisalChanged:
        return quicker(request, reverse("appraisals:scheme", args=[found.pk]), found.name)
    except services.AppraisalRefused as refused:
        context = _page(request, found) | {"refusals": sentences(refused.reasons)}
        return render(request, "appraisals/scheme.html", context, status=422)
    messages.success(request, _("The draft “%(name)s” is deleted.") % {"name": found.name})
    return redirect("appraisals:schemes")


def find(request: HttpRequest, pk: int) -> Scheme:
    """Return a scheme that the person may define. Raises Http404."""
    return get_object_or_404(queries.visible_schemes(request.user, DEFINE), pk=pk)


def version_in(request: HttpRequest) -> int:
    """Return the version that the page showed; -1 for none."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isdecimal() else -1


def _page(request: HttpRequest, found: Scheme) -> dict[str, Any]:
    """Return everything the page of a scheme shows."""
    may_define = DEFINE in queries.powers(request.user, found)
    is_draft = found.state is SchemeState.DRAFT
    return {
        "scheme": found,
        "members": list(queries.members_of(found)[:SHOWN]),
        "assessors": list(queries.assessors_of(found)),
        "rules": list(found.rules.order_by("number")),
        "rounds": list(found.rounds.order_by("-ends_on")[:12]),
        "missing": sentences(queries.against_using(found)) if is_draft and may_define else [],
        "warnings": sentences(queries.warnings_about(found)) if may_define else [],
        "ties": [TieBreaker(code).label for code in found.tie_breakers],
        "may_define": may_define,
        "is_draft": is_draft,
        "end_form": EndForm(initial={"on": localdate(), "version": found.version}),
        "crumbs": trail(found.name),
    }


SHOWN = 60
"""Appraised subjects that the page of a scheme lists; the others are counted."""


def _standards(request: HttpRequest, found: Scheme | None = None) -> Any:
    """Return the versions of standards a scheme may go by; drafts too, as they are published before it is used."""
    rows = standards.visible_versions(request.user).exclude(state=VersionState.RETIRED)
    return rows.order_by("standard__name", "-number")


def _cells(rows: Any) -> Iterator[dict[str, Any]]:
    """Yield one scheme after the other as cells."""
    for row in rows.iterator(chunk_size=500):
        yield {
            "name": row.name,
            "area": row.area.name,
            "state": _(row.state.label),
            "kind": _(row.subject_kind.label),
            "span": _(row.span_kind.label),
            "standard": str(row.standard),
            "document": row.document,
            "filing": row.filing,
            "from": row.valid_from,
            "to": row.valid_to,
            "appraised": row.appraised,
            "rounds": row.rounds_held,
        }
