"""Builders of example people, for tests and the demo only."""

from datetime import date
from typing import Any

from linli.people.models import Account, Appointment, Role
from linli.people.roles import BUILT_IN, facts_of
from linli.people.terms import AdminKind

SAMPLE_PASSWORD = "plum-blossom-river-42"  # noqa: S105


def make_account(
    username: str = "linjie", *, name: str = "", password: str | None = SAMPLE_PASSWORD, **fields: Any
) -> Account:
    """Make an account that can sign in with `password`; further fields of Account by name."""
    account = Account(username=username, name=name or username, **fields)
    account.set_password(password)
    account.save()
    return account


def make_role(code: str = "acceptor", **fields: Any) -> Role:
    """Return the role of this code, made from the built-in definition if there is one; fields overrule it."""
    start = BUILT_IN.get(code)
    given = facts_of(start) if start else {"name": code}
    return Role.objects.update_or_create(code=code, defaults=given | fields)[0]


def appoint(
    account: Account,
    role: str | Role = "acceptor",
    *,
    organisation: Any = None,
    area: Any = None,
    valid_from: date = date(2020, 1, 1),
    valid_to: date | None = None,
    post: str = "",
) -> Appointment:
    """
    Appoint a person to a role (its code or itself); no area means everywhere.

    An administrator's role also makes him that kind of administrator. The account forgets what it knew of its grants.
    """
    held = role if isinstance(role, Role) else (Role.objects.filter(code=role).first() or make_role(role))
    if held.admin_kind not in {AdminKind.NONE, account.admin_kind}:
        account.admin_kind = held.admin_kind
        account.save(update_fields=["admin_kind"])
    account.forget_grants()
    return Appointment.objects.create(
        account=account,
        role=held,
        organisation=organisation,
        area=area,
        valid_from=valid_from,
        valid_to=valid_to,
        post=post,
    )
