"""Taking part: seats in bodies, partners of communities and their zones, numbers of Party members."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.organisations import rules
from linli.organisations.models import MemberCount, Membership, Organisation, Pairing
from linli.organisations.terms import MemberClass, OrganisationKind, Part
from linli.places import queries as places
from linli.places import services as place_services
from linli.values import noop

from .organisations import OrganisationRefused

BODIES = (OrganisationKind.COORDINATION_BODY, OrganisationKind.CO_CONSTRUCTION_COMMITTEE)
"""Kinds of bodies in which other organisations take part."""


@transaction.atomic
def join_body(
    *,
    body: Organisation,
    member: Organisation,
    part: Part,
    valid_from: date,
    actor: Any,
    now: datetime,
    document: str = "",
) -> Membership:
    """
    Let an organisation take part in a body from a day on; who is in it already gets the new part and document.

    Raises OrganisationRefused where the body is none, has ended, or is not for such units (004-5).
    """
    for each in (body, member):
        _check_in_force(each, valid_from)
    if body.kind not in BODIES or body.pk == member.pk:
        raise OrganisationRefused("body", noop("In “%(name)s” no organisations take part."), name=body.name)
    if refusal := rules.check_seat(body.form, member.has_party):
        raise OrganisationRefused("seat", refusal.text, **refusal.params)
    seat = Membership.objects.select_for_update().filter(body=body, member=member, valid_to__isnull=True).first()
    seat = seat or Membership(body=body, member=member, valid_from=valid_from)
    seat.part, seat.document = part, document
    seat.save()
    _record("join", body, actor, now, {"member": str(member.key), "part": part.value, "document": document})
    return seat


@transaction.atomic
def leave_body(*, membership_id: int, on: date, actor: Any, now: datetime) -> Membership:
    """End a seat on a day. Raises Membership.DoesNotExist, or OrganisationRefused when the day does not fit."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("body", "member")
    seat = rows.get(pk=membership_id, valid_to__isnull=True)
    _end(seat, on)
    _record("leave", seat.body, actor, now, {"member": str(seat.member.key), "on": on.isoformat()})
    return seat


@transaction.atomic
def pair(
    *,
    organisation: Organisation,
    area: places.Area,
    part: Part,
    valid_from: date,
    actor: Any,
    now: datetime,
    tasks: str = "",
    document: str = "",
    zone: Mapping[str, Any] | None = None,
) -> Pairing:
    """
    Pair an organisation with a community from a day on (003-7, 001-21); who is paired already gets the new facts.

    zone: GeoJSON Polygon or MultiPolygon of its responsible zone; None keeps the one there is. Raises
    OrganisationRefused for a second lead or an ended organisation, places.services.AreaRefused for a broken zone.
    """
    _check_in_force(organisation, valid_from)
    rows = Pairing.objects.select_for_update().filter(area=area, valid_to__isnull=True)
    pairing = rows.filter(organisation=organisation).first()
    pairing = pairing or Pairing(organisation=organisation, area=area, valid_from=valid_from)
    lead = rows.filter(part=Part.LEAD).exclude(organisation=organisation).select_related("organisation").first()
    if part is Part.LEAD and lead is not None:
        text = noop("“%(lead)s” already leads the partners of %(area)s; a community has one lead partner (003-7).")
        raise OrganisationRefused("lead", text, lead=lead.organisation.short_name, area=area.short_name)
    pairing.part, pairing.tasks, pairing.document = part, tasks, document
    if zone is not None:
        pairing.zone = place_services.make_outline(zone)
        pairing.zone.save()
    pairing.save()
    details = {"area": str(area.key), "part": part.value, "tasks": tasks, "document": document}
    _record("pair", organisation, actor, now, details)
    return pairing


@transaction.atomic
def end_pairing(*, pairing_id: int, on: date, actor: Any, now: datetime) -> Pairing:
    """End a pairing on a day. Raises Pairing.DoesNotExist, or OrganisationRefused when the day does not fit."""
    rows = Pairing.objects.select_for_update(of=("self",)).select_related("organisation", "area")
    pairing = rows.get(pk=pairing_id, valid_to__isnull=True)
    _end(pairing, on)
    _record("unpair", pairing.organisation, actor, now, {"area": str(pairing.area.key), "on": on.isoformat()})
    return pairing


@transaction.atomic
def count_members(
    *, organisation: Organisation, numbers: Mapping[MemberClass, int], on: date, actor: Any, now: datetime
) -> None:
    """Keep how many members of each class a Party organisation has as of a day (001-20); only numbers, no persons."""
    if organisation.kind != OrganisationKind.PARTY_ORGANISATION:
        text = noop("“%(name)s” is no Party organisation.")
        raise OrganisationRefused("members_of", text, name=organisation.name)
    for member_class, number in numbers.items():
        MemberCount.objects.update_or_create(
            organisation=organisation, member_class=member_class, on=on, defaults={"number": number}
        )
    details = {"on": on.isoformat(), "numbers": {each.value: number for each, number in numbers.items()}}
    _record("count", organisation, actor, now, details)


def _check_in_force(organisation: Organisation, day: date) -> None:
    """Refuse what has ended or not begun."""
    if organisation.valid_to is not None or organisation.valid_from > day:
        text = noop("“%(name)s” does not exist on %(on)s.")
        raise OrganisationRefused("ended", text, name=organisation.name, on=day)


def _end(tie: Membership | Pairing, on: date) -> None:
    """End something dated on a day after it began."""
    if on <= tie.valid_from:
        text = noop("It cannot end on or before the day it began, %(on)s.")
        raise OrganisationRefused("date", text, on=tie.valid_from)
    tie.valid_to = on
    tie.save(update_fields=["valid_to"])


def _record(act: str, subject: Organisation, actor: Any, now: datetime, details: Mapping[str, Any]) -> None:
    """Write the audit line of an act."""
    action = f"organisations.{act}"
    audit.record(actor=actor, action=action, subject=subject, at=now, note=subject.name, details=details)
