"""Pages of who takes part in what: seats in bodies, partners of communities and their zones, the bodies of an area."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.organisations import queries, services
from linli.organisations.forms import EndForm
from linli.organisations.forms.ties import MembersForm, PairForm, SeatForm
from linli.organisations.models import Membership, Organisation, Pairing
from linli.organisations.terms import OrganisationKind, Part
from linli.places import queries as places
from linli.places.services import AreaRefused

VIEW, CHANGE = "organisations.view", "organisations.change"
TAKING_PART_AIM = 90
"""Per cent of the units that should take part (004-5, 001-20)."""
REFUSED = (services.OrganisationRefused, AreaRefused)


@requires(VIEW)
@require_safe
def bodies(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the bodies of an area: four in one, self-governance, coordination and who takes part, partners."""
    area = _area(request, VIEW, key)
    missing = queries.list_missing_units(area)
    page = paging.page(missing, order=("path",), after=request.GET.get("after", ""), size=30)
    forms, unions = queries.count_forms(area, OrganisationKind.COORDINATION_BODY, OrganisationKind.NEIGHBOUR_UNION)
    kinds = {"units": OrganisationKind.RESIDENT_UNIT, "parties": OrganisationKind.PARTY_ORGANISATION}
    context = {
        "area": area,
        "structure": queries.four_in_one(area) if area.tier.code == "community" else None,
        "forms": forms,
        "unions": unions,
        "self_governing": queries.count_self_governing(area),
        "shares": {name: queries.participation(area, kind) for name, kind in kinds.items()},
        "aim": TAKING_PART_AIM,
        "page": page,
        "pairings": queries.list_pairings(area=area)[:100],
        "may_change": places.areas_in_scope(request.user, CHANGE).filter(pk=area.pk).exists(),
        "crumbs": [(_("Organisations"), reverse("organisations:list")), (area.short_name, "")],
    }
    return render(request, "organisations/bodies.html", context)


@requires(VIEW)
@require_safe
def export_ties(request: HttpRequest) -> FileResponse:
    """Hand out who takes part in what, in the form in which it can be brought back."""
    area = _area(request, VIEW, request.GET["area"]) if request.GET.get("area") else None
    services.record_export(actor=request.user, now=now(), filters=request.GET.dict())
    book = sheets.write_xlsx(services.TIE_COLUMNS, services.tie_rows(request.user, area), title=_("Taking part"))
    return FileResponse(book, as_attachment=True, filename=f"taking-part-{localdate():%Y%m%d}.xlsx")


@requires(CHANGE)
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give an organisation a seat in a body."""
    body = _find(request, key)
    start = {"part": Part.MEMBER.value, "valid_from": localdate()}
    form = SeatForm(request.POST or None, user=request.user, initial=start)

    def act(said: dict[str, Any]) -> None:
        services.join_body(body=body, actor=request.user, now=now(), **said)

    heading = _("Who takes part in %(name)s") % {"name": body.short_name}
    return _tie_page(request, form, act, body, heading)


@requires(CHANGE)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """End a seat in a body."""
    reach = queries.organisations_in_scope(request.user, CHANGE)
    rows = Membership.objects.filter(body__in=reach, valid_to__isnull=True).select_related("body", "member")
    seat = get_object_or_404(rows, pk=number)
    form = EndForm(request.POST or None, initial={"on": localdate()})

    def act(said: dict[str, Any]) -> None:
        services.leave_body(membership_id=seat.pk, actor=request.user, now=now(), **said)

    names = {"member": seat.member.short_name, "body": seat.body.short_name}
    return _tie_page(request, form, act, seat.body, _("End: %(member)s takes part in %(body)s") % names)


@requires(CHANGE)
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, key: UUID) -> HttpResponse:
    """Pair an organisation with a community: as what, with which tasks, and its zone on the map."""
    organisation = _seen(request, key)
    known = _known(request, organisation)
    form = PairForm(request.POST or None, user=request.user, initial=_start(known, request))

    def act(said: dict[str, Any]) -> None:
        services.pair(organisation=organisation, actor=request.user, now=now(), **said)

    heading = _("Pair %(name)s with a community") % {"name": organisation.short_name}
    area = known.area if known else _asked_area(request)
    more = {"area": area, "tiles": settings.TILES, "template": "organisations/pair.html"}
    return _tie_page(request, form, act, organisation, heading, **more)


@requires(CHANGE)
@require_http_methods(["GET", "POST"])
def unpair(request: HttpRequest, number: int) -> HttpResponse:
    """End a pairing."""
    rows = queries.pairings_in_scope(request.user, CHANGE).filter(valid_to__isnull=True)
    one = get_object_or_404(rows.select_related("organisation", "area"), pk=number)
    form = EndForm(request.POST or None, initial={"on": localdate()})

    def act(said: dict[str, Any]) -> None:
        services.end_pairing(pairing_id=one.pk, actor=request.user, now=now(), **said)

    names = {"name": one.organisation.short_name, "area": one.area.short_name}
    return _tie_page(request, form, act, one.organisation, _("End: %(name)s is paired with %(area)s") % names)


@requires(CHANGE)
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep how many members of each class a Party organisation has."""
    organisation = _find(request, key)
    start = {f"n_{name}": row.number for name, row in queries.member_numbers(organisation).items()}
    form = MembersForm(request.POST or None, initial={"on": localdate(), **start})

    def act(said: dict[str, Any]) -> None:
        services.count_members(organisation=organisation, actor=request.user, now=now(), **said)

    heading = _("Members of %(name)s, in numbers") % {"name": organisation.short_name}
    return _tie_page(request, form, act, organisation, heading)


@requires(VIEW)
@require_safe
def ground(request: HttpRequest, key: UUID) -> JsonResponse:
    """Return what the map of a community's zones shows: its outline and the zones of its partners."""
    area = _area(request, VIEW, key)
    return JsonResponse(queries.zone_ground(area))


def _tie_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[dict[str, Any]], None],
    subject: Organisation,
    heading: str,
    **more: Any,
) -> HttpResponse:
    """Show a form about an organisation, and do what it says once it is sound."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.said() if hasattr(form, "said") else form.cleaned_data)
            return redirect("organisations:detail", key=subject.key)
        except REFUSED as refused:
            form.add_error(None, str(refused))
    crumbs = [
        (_("Organisations"), reverse("organisations:list")),
        (subject.short_name, reverse("organisations:detail", args=[subject.key])),
        (heading, ""),
    ]
    context = {"form": form, "organisation": subject, "heading": heading, "crumbs": crumbs, **more}
    template = more.get("template", "organisations/tie.html")
    return render(request, template, context, status=422 if form.errors else 200)


def _find(request: HttpRequest, key: UUID) -> Organisation:
    """Return an organisation in force that the user may change. Raises Http404."""
    rows = queries.organisations_in_scope(request.user, CHANGE).filter(valid_to__isnull=True)
    return get_object_or_404(rows.select_related("area"), key=key)


def _seen(request: HttpRequest, key: UUID) -> Organisation:
    """Return an organisation in force that the user may see; whose community it is, is asked of the community."""
    rows = queries.organisations_in_scope(request.user, VIEW).filter(valid_to__isnull=True)
    return get_object_or_404(rows.select_related("area"), key=key)


def _area(request: HttpRequest, action: str, key: UUID | str) -> places.Area:
    """Return an area within reach. Raises Http404, also for a text that is no key."""
    try:
        return get_object_or_404(places.areas_in_scope(request.user, action), key=UUID(str(key)))
    except ValueError as error:
        raise Http404 from error


def _asked_area(request: HttpRequest) -> places.Area | None:
    """Return the community the address or the form names, if it names one within reach."""
    said = request.POST.get("area") or request.GET.get("area") or ""
    found = places.list_meant(places.areas_in_scope(request.user, CHANGE), said) if said else []
    return found[0] if len(found) == 1 else None


def _known(request: HttpRequest, organisation: Organisation) -> Pairing | None:
    """Return the open pairing the address names, if there is one."""
    area = _asked_area(request)
    rows = Pairing.objects.filter(organisation=organisation, area=area, valid_to__isnull=True)
    return rows.select_related("area", "zone").first() if area else None


def _start(known: Pairing | None, request: HttpRequest) -> dict[str, Any]:
    """Return what the form of a pairing begins with."""
    if known is None:
        return {"area": request.GET.get("area", ""), "part": Part.MEMBER.value, "valid_from": localdate()}
    zone = json.loads(known.zone.geojson) if known.zone else None
    drawn = json.dumps(zone) if zone and zone["type"] == "Polygon" else ""
    facts = {name: getattr(known, name) for name in ("tasks", "document", "valid_from")}
    return facts | {"area": known.area.code or str(known.area.key), "part": str(known.part), "outline": drawn}
