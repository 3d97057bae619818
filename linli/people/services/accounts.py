"""Accounts: made, changed, shut and opened again; never deleted, because the audit trail names them."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from linli.foundation import audit, crypto
from linli.people import access, rules
from linli.people.models import Account
from linli.people.services.refusals import PeopleRefused
from linli.people.services.sessions import end_sessions
from linli.people.terms import AdminKind, SessionEnd

if TYPE_CHECKING:
    from linli.organisations.models import Organisation

_PLAIN_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters and digits nobody confuses on paper (no l, o, 0, 1)."""


def make_initial_password() -> str:
    """Return a password for the first sign-in: 16 letters in groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_PLAIN_LETTERS) for _ in range(4)) for _ in range(4))


@transaction.atomic
def create_account(
    *,
    actor: Account | None,
    now: datetime,
    username: str,
    name: str,
    organisation: "Organisation | None",
    has_password: bool = True,
    **details: str,
) -> tuple[Account, str]:
    """
    Make an account; return it and its initial password, which is shown once and must be changed at first sign-in.

    details: phone, email, language. actor None: the console, which stands above the rules of reach.
    has_password: without one nobody signs in until `issue_passwords`. Raises PeopleRefused.
    """
    if actor is not None and not access.may_manage_unit(actor, "people.edit", organisation):
        raise PeopleRefused("people.out_of_reach")
    account = Account(username=_free_username(username), organisation=organisation, must_change_password=True)
    _fill(account, name=name, **details)
    password = make_initial_password() if has_password else ""
    account.set_password(password or None)
    account.password_changed_at = now
    account.save(force_insert=True)
    audit.record(actor=actor, action="people.create_account", subject=account, at=now)
    return account, password


@transaction.atomic
def change_account(
    *,
    account_id: int,
    actor: Account | None,
    now: datetime,
    name: str,
    organisation: "Organisation | None",
    **details: str,
) -> Account:
    """Change a person's name, organisation, phone and e-mail. Raises Account.DoesNotExist, PeopleRefused."""
    account = _editable(account_id, actor)
    moved = organisation != account.organisation
    if moved and actor is not None and not access.may_manage_unit(actor, "people.edit", organisation):
        raise PeopleRefused("people.out_of_reach")
    before = _facts(account)
    account.organisation = organisation
    _fill(account, name=name, **details)
    account.save(update_fields=["name", "organisation", "phone", "phone_digest", "email", "language"])
    changed = sorted(key for key, value in _facts(account).items() if before[key] != value)
    audit.record(actor=actor, action="people.change_account", subject=account, at=now, details={"changed": changed})
    return account


@transaction.atomic
def change_own_profile(*, actor: Account, now: datetime, **details: str) -> Account:
    """Change one's own phone, e-mail and language."""
    account = Account.objects.select_for_update().get(pk=actor.pk)
    _fill(account, name=account.name, **details)
    account.save(update_fields=["phone", "phone_digest", "email", "language"])
    audit.record(actor=actor, action="people.change_own_profile", subject=account, at=now)
    return account


@transaction.atomic
def set_active(*, account_id: int, active: bool, actor: Account, now: datetime) -> Account:
    """Shut an account, which ends its sessions at once, or open it again. Raises PeopleRefused."""
    account = _editable(account_id, actor, oneself=False)
    if not active and account.is_admin and not _other_admins(account):
        raise PeopleRefused("people.last_admin")
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        end_sessions(account=account, now=now, why=SessionEnd.SHUT)
    action = "people.reactivate_account" if active else "people.deactivate_account"
    audit.record(actor=actor, action=action, subject=account, at=now)
    return account


@transaction.atomic
def reset_password(*, account_id: int, actor: Account, now: datetime) -> tuple[Account, str]:
    """Give a person a new initial password, returned to be shown once; his sessions end. Raises PeopleRefused."""
    account = _editable(account_id, actor, oneself=False)
    password = make_initial_password()
    account.set_password(password)
    account.must_change_password, account.password_changed_at = True, now
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    end_sessions(account=account, now=now, why=SessionEnd.PASSWORD)
    audit.record(actor=actor, action="people.reset_password", subject=account, at=now)
    return account, password


@transaction.atomic
def issue_passwords(*, account_ids: Iterable[int], actor: Account | None, now: datetime) -> list[tuple[Account, str]]:
    """
    Give initial passwords to accounts that have none yet; return them with the accounts, to be handed out once.

    Accounts that have a password, or that the actor may not change, are left as they are.
    """
    found = Account.objects if actor is None else access.accounts_within(actor, "people.edit")
    fresh = found.filter(pk__in=list(account_ids), is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    issued = []
    for account in Account.objects.select_for_update().filter(pk__in=fresh.values("pk")).order_by("username"):
        password = make_initial_password()
        account.set_password(password)
        account.must_change_password, account.password_changed_at = True, now
        account.save(update_fields=["password", "must_change_password", "password_changed_at"])
        issued.append((account, password))
    details = {"accounts": [account.pk for account, _password in issued]}
    audit.record(actor=actor, action="people.issue_passwords", subject=None, at=now, details=details)
    return issued


@transaction.atomic
def clear_two_factor(*, account_id: int, actor: Account, now: datetime) -> Account:
    """Take the second factor off an account whose telephone and recovery codes are lost. Raises PeopleRefused."""
    account = _editable(account_id, actor, oneself=False)
    account.two_factor_secret, account.two_factor_at = "", None
    account.save(update_fields=["two_factor_secret", "two_factor_at"])
    account.recovery_codes.all().delete()
    audit.record(actor=actor, action="people.clear_two_factor", subject=account, at=now)
    return account


@transaction.atomic
def reveal_phone(*, account_id: int, actor: Account, now: datetime) -> str:
    """Return a person's whole phone number; that it was looked at is written down. Raises Account.DoesNotExist."""
    account = access.accounts_within(actor, "people.view").get(pk=account_id)
    audit.record(actor=actor, action="people.reveal_phone", subject=account, at=now)
    return account.phone


def _editable(account_id: int, actor: Account | None, *, oneself: bool = True) -> Account:
    """Lock and return an account the actor may change; the console (None) may all. Raises PeopleRefused."""
    if actor is None:
        return Account.objects.select_for_update().get(pk=account_id)
    within = access.accounts_within(actor, "people.edit").values("pk")
    account = Account.objects.select_for_update().get(pk__in=within, pk=account_id)
    if account.pk == actor.pk and not oneself:
        raise PeopleRefused("people.not_oneself")
    if account.is_admin and account.admin_kind != actor.admin_kind:
        raise PeopleRefused("people.other_admin")
    if actor.admin_kind != AdminKind.SYSTEM and not access.outranks(actor, account):
        raise PeopleRefused("people.outranked", person=str(account))
    return account


def _other_admins(account: Account) -> bool:
    """Return whether another active account is the same kind of administrator."""
    return Account.objects.filter(admin_kind=account.admin_kind, is_active=True).exclude(pk=account.pk).exists()


def _free_username(typed: str) -> str:
    """Return the user name as stored. Raises PeopleRefused if it is malformed or taken."""
    username = rules.tidy_username(typed)
    if not re.fullmatch(r"[\w.@-]{2,64}", username):
        raise PeopleRefused("people.username_bad")
    if Account.objects.filter(username=username).exists():
        raise PeopleRefused("people.username_taken", username=username)
    return username


def _fill(account: Account, *, name: str, **details: str) -> None:
    """Write the personal facts into an account (not saved). Raises PeopleRefused without a name."""
    account.name = name.strip()
    if not account.name:
        raise PeopleRefused("people.name_missing")
    if "phone" in details:
        account.phone = rules.tidy_phone(details["phone"])
        account.phone_digest = crypto.keyed_digest(account.phone) if account.phone else None
    for field in ("email", "language"):
        if field in details:
            setattr(account, field, details[field].strip())


def _facts(account: Account) -> dict[str, Any]:
    """Return what `change_account` may change, to tell what did change."""
    return {
        "name": account.name,
        "organisation": account.organisation_id,
        "phone": account.phone,
        "email": account.email,
        "language": account.language,
    }
