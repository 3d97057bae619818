"""Pages of organisations: the list and its export, one organisation, beginning, changing and ending it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.organisations import queries, services
from linli.organisations.access import may_place
from linli.organisations.forms import EndForm, FilterForm, OrganisationForm, facts_of, first_facts
from linli.organisations.models import Organisation
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places

VIEW, CHANGE = "organisations.view", "organisations.change"


@requires(VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the organisations the filters leave, page by page in the order of their tree."""
    form, rows, area = _filtered(request)
    page = paging.page(rows, order=("path",), after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "count": paging.count_up_to(rows), "area": area}
    return render(request, "organisations/list.html", context)


@requires(VIEW)
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Hand out what the filters show as a workbook."""
    _form, rows, _area = _filtered(request)
    columns = [
        sheets.Column("name", _("Name"), width=32),
        sheets.Column("kind", _("Kind")),
        sheets.Column("code", _("Code")),
        sheets.Column("parent", _("Part of"), width=32),
        sheets.Column("area_code", _("Division code")),
        sheets.Column("area", _("Answers for"), width=24),
        sheets.Column("form", _("Form")),
        sheets.Column("has_party", _("Has a Party organisation")),
        sheets.Column("is_new_type", _("New economic or social organisation")),
        sheets.Column("valid_from", _("Valid from"), "date"),
        sheets.Column("valid_to", _("Valid to"), "date"),
    ]
    services.record_export(actor=request.user, now=now(), filters=request.GET.dict())
    book = sheets.write_xlsx(columns, map(_cells, rows.order_by("path").iterator()), title=_("Organisations"))
    return FileResponse(book, as_attachment=True, filename=f"organisations-{localdate():%Y%m%d}.xlsx")


@requires(VIEW)
@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one organisation: what it is, what it answers for, what belongs to it."""
    organisation = _find(request, VIEW, key)
    above = [
        (up.short_name, reverse("organisations:detail", args=[up.key]) if _sees(request, up) else "")
        for up in queries.get_ancestors(organisation)
    ]
    path = {"area_path": organisation.area.path, "unit_path": organisation.path}
    context = {
        "organisation": organisation,
        "crumbs": [(_("Organisations"), reverse("organisations:list")), *above, (organisation.short_name, "")],
        **_ties(request, organisation),
        "members": paging.page(queries.list_members(organisation), order=("path",), after=request.GET.get("after", "")),
        "may_change": organisation.valid_to is None and may_place(request.user, CHANGE, **path),
        "area_in_scope": places.areas_in_scope(request.user, "places.view").filter(pk=organisation.area_id).exists(),
    }
    return render(request, "organisations/detail.html", context)


@requires(CHANGE)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Begin an organisation."""
    start = first_facts(area=request.GET.get("area", ""), parent=request.GET.get("parent", ""), today=localdate())
    form = OrganisationForm(request.POST or None, user=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_organisation(actor=request.user, now=now(), **form.cleaned_data)
            return redirect("organisations:detail", key=made.key)
        except services.OrganisationRefused as refused:
            form.add_error(None, str(refused))
    return _form_page(request, form, None)


@requires(CHANGE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change an organisation."""
    known = _find(request, CHANGE, key)
    form = OrganisationForm(request.POST or None, user=request.user, organisation=known, initial=facts_of(known))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(organisation_id=known.pk, actor=request.user, now=now(), **form.cleaned_data)
            return redirect("organisations:detail", key=known.key)
        except services.OrganisationRefused as refused:
            form.add_error(None, str(refused))
    return _form_page(request, form, known)


@requires(CHANGE)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the day an organisation ends, and end it."""
    known = _find(request, CHANGE, key)
    form = EndForm(request.POST or None, initial={"on": localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_organisation(
                organisation_id=known.pk, actor=request.user, now=now(), on=form.cleaned_data["on"]
            )
            return redirect("organisations:detail", key=known.key)
        except services.OrganisationRefused as refused:
            form.add_error(None, str(refused))
    status = 422 if form.errors else 200
    return render(request, "organisations/end.html", {"organisation": known, "form": form}, status=status)


def _ties(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """Return what the organisation takes part in and who takes part in it, as far as its kind has such a thing."""
    kind = organisation.kind
    return {
        "seated": queries.list_memberships(organisation) if kind in services.BODIES else None,
        "seats": queries.list_seats(organisation),
        "pairings": queries.list_pairings(organisation=organisation),
        "numbers": queries.member_numbers(organisation) if kind == OrganisationKind.PARTY_ORGANISATION else None,
        "paired_kind": kind in (OrganisationKind.PARTNER, OrganisationKind.DEPARTMENT, OrganisationKind.RESIDENT_UNIT),
    }


def _filtered(request: HttpRequest) -> tuple[FilterForm, QuerySet[Organisation], places.Area | None]:
    """Return the filter form, the rows it leaves, and the area it narrows to; 404 for an area out of reach."""
    form = FilterForm(request.GET)
    form.is_valid()
    said: dict[str, Any] = form.cleaned_data
    area = None
    if said.get("area"):
        area = places.areas_in_scope(request.user, "places.view").filter(key=said["area"]).first()
    if request.GET.get("area") and area is None:
        raise Http404
    filters = {"kind": said.get("kind", ""), "search": said.get("q", ""), "ended": said.get("ended", False)}
    return form, queries.list_organisations(request.user, area=area, **filters), area


def _find(request: HttpRequest, action: str, key: UUID) -> Organisation:
    """Return the organisation with that key within the user's scope. Raises Http404."""
    try:
        return queries.get_in_scope(request.user, action, key)
    except Organisation.DoesNotExist as error:
        raise Http404 from error


def _sees(request: HttpRequest, organisation: Organisation) -> bool:
    """Tell whether the user may open an organisation's page."""
    return may_place(request.user, VIEW, area_path=organisation.area.path, unit_path=organisation.path)


def _form_page(request: HttpRequest, form: OrganisationForm, known: Organisation | None) -> HttpResponse:
    """Show the form, with what was typed and the errors beside it."""
    context = {"form": form, "organisation": known}
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


def _cells(row: Organisation) -> dict[str, Any]:
    """Return one row of the export."""
    return {
        "name": row.name,
        "kind": _(OrganisationKind(row.kind).label),
        "code": row.code,
        "parent": row.parent.name if row.parent else "",
        "area_code": row.area.code,
        "area": row.area.name,
        "form": row.get_form_display(),
        "has_party": {True: _("yes"), False: _("no"), None: ""}[row.has_party],
        "is_new_type": _("yes") if row.is_new_type else "",
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
