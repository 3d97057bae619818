"""Organisations: begin, change, end. Each change leaves an audit line with before and after."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext

from linli.foundation import audit
from linli.organisations import queries, rules
from linli.organisations.models import Membership, Organisation, Pairing
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places
from linli.values import Reason, noop

NAME_MAX = 100
CHANGEABLE = ("kind", "name", "short_name", "code", "parent", "area", "form", "has_party", "is_new_type")


class OrganisationRefused(ValueError):
    """Raised when the register of organisations would become untrue; `reason` is fit to show."""

    def __init__(self, rule: str, text: str, **params: Any) -> None:
        self.reason = Reason(f"organisations.{rule}", text, params)
        super().__init__(self.reason.render(gettext))


@transaction.atomic
def create_organisation(
    *,
    actor: Any,
    now: datetime,
    kind: OrganisationKind | str,
    name: str,
    area: places.Area,
    valid_from: date,
    parent: Organisation | None = None,
    **facts: Any,
) -> Organisation:
    """
    Begin an organisation that answers for an area. facts: code, short_name, form, has_party, is_new_type.

    Raises OrganisationRefused when name, code, kind, parent or area do not fit.
    """
    organisation = build(kind=kind, name=name, area=area, valid_from=valid_from, parent=parent, **facts)
    organisation.path = next_path(lock(parent))
    check_free(organisation)
    organisation.save()
    audit.record(actor=actor, action="organisations.create", subject=organisation, at=now, note=organisation.name)
    return organisation


@transaction.atomic
def change_organisation(*, organisation_id: int, actor: Any, now: datetime, **facts: Any) -> Organisation:
    """
    Change any of kind, name, short_name, code, parent, area; moving takes everything below along.

    Raises Organisation.DoesNotExist or OrganisationRefused.
    """
    organisation = _locked_in_force(organisation_id)
    before = fact_sheet(organisation)
    old_parent = organisation.parent_id
    for name in CHANGEABLE:
        if name in facts:
            setattr(organisation, name, facts[name])
    tidy(organisation)
    check_free(organisation)
    if organisation.parent_id != old_parent:
        move(organisation)
    after = fact_sheet(organisation)
    if after == before:
        return organisation
    organisation.save()
    details = {"before": before, "after": after}
    audit.record(
        actor=actor,
        action="organisations.change",
        subject=organisation,
        at=now,
        note=organisation.name,
        details=details,
    )
    return organisation


@transaction.atomic
def end_organisation(*, organisation_id: int, actor: Any, now: datetime, on: date) -> Organisation:
    """
    End an organisation: it exists until the day before.

    Raises Organisation.DoesNotExist, or OrganisationRefused while others belong to it or when the day does not fit.
    """
    organisation = _locked_in_force(organisation_id)
    if on <= organisation.valid_from:
        text = noop("An organisation cannot end on or before the day it began, %(on)s.")
        raise OrganisationRefused("date", text, on=organisation.valid_from)
    if queries.list_members(organisation).exists():
        text = noop("“%(name)s” cannot end while other organisations belong to it.")
        raise OrganisationRefused("members", text, name=organisation.name)
    organisation.valid_to = on
    organisation.save(update_fields=["valid_to"])
    _end_ties(organisation, on)
    details = {"on": on.isoformat()}
    audit.record(
        actor=actor, action="organisations.end", subject=organisation, at=now, note=organisation.name, details=details
    )
    return organisation


@transaction.atomic
def record_export(*, actor: Any, now: datetime, filters: Mapping[str, str]) -> None:
    """Leave an audit line that a list of organisations was handed out, with the filters it was narrowed by."""
    audit.record(actor=actor, action="organisations.export", subject=None, at=now, details={"filters": filters})


def build(**facts: Any) -> Organisation:
    """Return an unsaved, tidy organisation without a path. Raises OrganisationRefused."""
    organisation = Organisation(**facts)
    tidy(organisation)
    return organisation


def tidy(organisation: Organisation) -> None:
    """Bring an organisation's words into the form they are kept in. Raises OrganisationRefused."""
    organisation.name = places.clean_name(organisation.name)
    organisation.short_name = places.clean_name(organisation.short_name) or organisation.name
    organisation.code = "".join(organisation.code.split())
    if not 0 < len(organisation.name) <= NAME_MAX:
        raise OrganisationRefused("name", noop("A name has 1 to %(most)s characters."), most=NAME_MAX)
    if organisation.kind not in {kind.value for kind in OrganisationKind}:
        raise OrganisationRefused("kind", noop("There is no kind “%(kind)s”."), kind=organisation.kind)
    if refusal := rules.check_form(organisation.kind, organisation.form):
        raise OrganisationRefused("form", refusal.text, **refusal.params)
    if organisation.area_id and organisation.area.valid_to is not None:
        raise OrganisationRefused("area", noop("“%(area)s” has ended."), area=organisation.area.name)
    if (parent := organisation.parent) is not None and parent.valid_to is not None:
        raise OrganisationRefused("parent", noop("“%(parent)s” has ended."), parent=parent.name)


def lock(parent: Organisation | None) -> Organisation | None:
    """Lock the row below which a place is taken; for a root the first root's."""
    rows = Organisation.objects.select_for_update()
    if parent is None:
        rows.filter(parent__isnull=True).order_by("path").first()
        return None
    return rows.get(pk=parent.pk)


def next_path(parent: Organisation | None) -> str:
    """Return the next free path below the parent, which must be locked."""
    last = Organisation.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    return places.child_path(parent.path if parent else "", places.last_step(last or "") + 1)


def fact_sheet(organisation: Organisation) -> Mapping[str, Any]:
    """Return an organisation's facts as plain values for the log."""
    sheet = {name: getattr(organisation, name) for name in ("name", "short_name", "code", "has_party", "is_new_type")}
    sheet |= {name: str(getattr(value := getattr(organisation, name), "value", value)) for name in ("kind", "form")}
    return sheet | {"parent": organisation.parent_id, "area": organisation.area_id}


def _end_ties(organisation: Organisation, on: date) -> None:
    """End what an ended organisation took part in, and who took part in it; what began later falls away."""
    for rows in (
        Membership.objects.filter(Q(body=organisation) | Q(member=organisation), valid_to__isnull=True),
        Pairing.objects.filter(organisation=organisation, valid_to__isnull=True),
    ):
        rows.filter(valid_from__gte=on).delete()
        rows.update(valid_to=on)


def _locked_in_force(organisation_id: int) -> Organisation:
    """Return the locked organisation. Raises OrganisationRefused if it has ended."""
    rows = Organisation.objects.select_for_update(of=("self",)).select_related("area", "parent")
    organisation = rows.get(pk=organisation_id)
    if organisation.valid_to is not None:
        raise OrganisationRefused("ended", noop("“%(name)s” has ended."), name=organisation.name)
    return organisation


def move(organisation: Organisation) -> None:
    """Hang an organisation's subtree under its new parent: one statement for every path in it."""
    parent = lock(organisation.parent)
    if parent is not None and places.may_contain(organisation.path, parent.path):
        raise OrganisationRefused("move", noop("“%(name)s” cannot belong to itself."), name=organisation.name)
    old, organisation.path = organisation.path, next_path(parent)
    path = Concat(Value(organisation.path), Substr("path", len(old) + 1))
    Organisation.objects.filter(places.in_subtree(old)).update(path=path)


def check_free(organisation: Organisation) -> None:
    """Refuse a code that is taken, and a name that is taken in the same area."""
    others = queries.list_in_force().exclude(pk=organisation.pk)
    if organisation.code and others.filter(code=organisation.code).exists():
        text = noop("Another organisation already has the code %(code)s.")
        raise OrganisationRefused("code", text, code=organisation.code)
    if others.filter(area=organisation.area_id, name=organisation.name).exists():
        text = noop("There already is “%(name)s” for this area.")
        raise OrganisationRefused("name", text, name=organisation.name)
