"""Appointments: who gives which role to whom, and what nobody may give."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from linli.foundation import audit
from linli.foundation.access import all_actions
from linli.people import access, rules
from linli.people.models import Account, Appointment, Role
from linli.people.services.refusals import PeopleRefused
from linli.people.terms import AdminKind

if TYPE_CHECKING:
    from linli.organisations.models import Organisation
    from linli.places.models import Area


@transaction.atomic
def appoint(
    *,
    account_id: int,
    role_id: int,
    organisation: "Organisation | None",
    area: "Area | None",
    valid_from: date,
    actor: Account | None,
    now: datetime,
    today: date,
    valid_to: date | None = None,
    post: str = "",
) -> Appointment:
    """
    Give a person a role for an organisation in an area from a day on; area None is the whole installation.

    actor None: the console. Raises Account.DoesNotExist, Role.DoesNotExist, PeopleRefused with the rule that refuses.
    """
    account = _appointee(account_id, actor)
    held = Appointment(
        account=account,
        role=Role.objects.get(pk=role_id),
        organisation=organisation,
        area=area,
        valid_from=valid_from,
        valid_to=valid_to,
        post=post.strip(),
    )
    _check_sense(held)
    if actor is not None:
        _check_escalation(held, actor)
    _become_admin(held, today)
    held.save(force_insert=True)
    details = {"role": held.role.code, "organisation": held.organisation_id, "area": held.area_id}
    details |= {"valid_from": str(valid_from), "valid_to": str(valid_to or "")}
    audit.record(actor=actor, action="people.appoint", subject=account, at=now, details=details)
    account.forget_grants()
    return held


@transaction.atomic
def end_appointment(*, appointment_id: int, valid_to: date, actor: Account, now: datetime, today: date) -> Appointment:
    """
    End an appointment; `valid_to` is the first day on which it no longer holds.

    Raises Appointment.DoesNotExist, PeopleRefused.
    """
    held = Appointment.objects.select_related("role", "organisation", "area").get(pk=appointment_id)
    _appointee(held.account_id, actor)
    if valid_to < held.valid_from:
        raise PeopleRefused("people.ends_before_begin")
    _check_escalation(held, actor)
    held.valid_to = valid_to
    held.save(update_fields=["valid_to"])
    _cease_admin(held, today)
    details = {"role": held.role.code, "valid_to": str(valid_to)}
    audit.record(actor=actor, action="people.end_appointment", subject=held.account, at=now, details=details)
    return held


def _appointee(account_id: int, actor: Account | None) -> Account:
    """Lock and return the person to appoint. Raises Account.DoesNotExist, PeopleRefused."""
    if actor is None:
        return Account.objects.select_for_update().get(pk=account_id)
    within = access.accounts_within(actor, "people.appoint").values("pk")
    account = Account.objects.select_for_update().get(pk__in=within, pk=account_id)
    if account.pk == actor.pk:
        raise PeopleRefused("people.own_appointment")
    return account


def _check_sense(held: Appointment) -> None:
    """Refuse an appointment that means nothing or is held already."""
    if held.valid_to is not None and held.valid_to <= held.valid_from:
        raise PeopleRefused("people.ends_before_begin")
    if not held.account.is_active:
        raise PeopleRefused("people.inactive", person=str(held.account))
    if not held.role.is_active:
        raise PeopleRefused("people.role_idle")
    if held.organisation_id is None and not held.role.whole_area:
        raise PeopleRefused("people.no_unit")
    same = Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=held.valid_from),
        account=held.account,
        role=held.role,
        organisation=held.organisation,
        area=held.area,
    )
    if held.valid_to is not None:
        same = same.filter(valid_from__lt=held.valid_to)
    if same.exists():
        raise PeopleRefused("people.appointed_already", person=str(held.account))


def _check_escalation(held: Appointment, actor: Account) -> None:
    """Refuse to give what the actor does not hold there; a security administrator may give every role he can reach."""
    wanted = access.reach_of(held)
    if not rules.covers(actor.grants("people.appoint"), wanted):
        raise PeopleRefused("people.out_of_reach")
    if rules.covers(actor.grants("people.roles"), wanted):
        return
    if held.role.admin_kind != AdminKind.NONE:
        raise PeopleRefused("people.admin_by_security")
    for action in sorted(held.role.actions):
        if not rules.covers(actor.grants(action), wanted):
            raise PeopleRefused("people.escalation", act=gettext_lazy(all_actions().get(action, action)))


def _unfinished_admin(account: Account, today: date) -> list[Appointment]:
    """Return the appointments to administrators' duties that hold today or will."""
    held = Appointment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), account=account)
    return list(held.exclude(role__admin_kind=AdminKind.NONE).select_related("role"))


def _become_admin(held: Appointment, today: date) -> None:
    """Make the person the kind of administrator the role asks for. Raises PeopleRefused if he is another kind."""
    wanted, account = AdminKind(held.role.admin_kind), held.account
    if wanted == AdminKind.NONE:
        return
    kinds = {AdminKind(other.role.admin_kind) for other in _unfinished_admin(account, today)}
    for kind in kinds:
        if not rules.may_become(kind, wanted):
            raise PeopleRefused("people.two_admins", person=str(account), kind=gettext_lazy(kind.label))
    account.admin_kind = wanted
    account.save(update_fields=["admin_kind"])


def _cease_admin(held: Appointment, today: date) -> None:
    """Make the person an ordinary one again when his last administrator's appointment is over."""
    account = held.account
    if held.role.admin_kind != AdminKind.NONE and not _unfinished_admin(account, today):
        account.admin_kind = AdminKind.NONE
        account.save(update_fields=["admin_kind"])
