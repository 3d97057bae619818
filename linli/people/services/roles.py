"""Roles: sets of acts, made and changed by the security administrator."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from linli.foundation import audit
from linli.foundation.access import all_actions
from linli.people import rules
from linli.people.models import Account, Role
from linli.people.services.refusals import PeopleRefused
from linli.people.terms import AdminKind


@transaction.atomic
def create_role(
    *, code: str, name: str, actions: Iterable[str], whole_area: bool, actor: Account, now: datetime
) -> Role:
    """Make a role of ordinary duty. Raises PeopleRefused for unknown or reserved acts or a code that is taken."""
    if Role.objects.filter(code=code).exists():
        raise PeopleRefused("people.role_taken", code=code)
    chosen = _checked(actions, AdminKind.NONE)
    role = Role.objects.create(code=code, name=name, actions=chosen, whole_area=whole_area)
    audit.record(actor=actor, action="people.create_role", subject=role, at=now, details={"acts": chosen})
    return role


@transaction.atomic
def change_role(
    *,
    role_id: int,
    name: str,
    actions: Iterable[str],
    whole_area: bool,
    is_active: bool,
    actor: Account,
    now: datetime,
) -> Role:
    """
    Change what belongs to a role, for everyone who holds it.

    A built-in role keeps its name, an administrator's role its acts. Raises Role.DoesNotExist, PeopleRefused.
    """
    role = Role.objects.select_for_update().get(pk=role_id)
    if role.is_fixed:
        raise PeopleRefused("people.fixed_role")
    if role.appointments.filter(account=actor).exists():
        raise PeopleRefused("people.own_role")
    before = set(role.actions)
    role.actions = _checked(actions, AdminKind.NONE)
    role.whole_area, role.is_active = whole_area, is_active
    if not role.is_built_in:
        role.name = name
    role.save(update_fields=["name", "actions", "whole_area", "is_active"])
    details: dict[str, Any] = {
        "added": sorted(set(role.actions) - before),
        "removed": sorted(before - set(role.actions)),
    }
    details |= {"whole_area": whole_area, "is_active": is_active}
    audit.record(actor=actor, action="people.change_role", subject=role, at=now, details=details)
    return role


def _checked(actions: Iterable[str], kind: AdminKind) -> list[str]:
    """Return the acts sorted. Raises PeopleRefused for one that is unknown or belongs to an administrator's duty."""
    chosen, known = sorted(set(actions)), all_actions()
    for action in chosen:
        if action not in known:
            raise PeopleRefused("people.unknown_act", act=action)
    for action in rules.misplaced_actions(chosen, kind):
        raise PeopleRefused("people.reserved_act", act=gettext_lazy(known[action]))
    return chosen
