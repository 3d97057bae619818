"""Signing in: the same answer, in the same time, to everyone who may not."""

from datetime import datetime

from django.contrib.auth import authenticate
from django.http import HttpRequest

from linli.foundation import audit
from linli.people import rules
from linli.people.address import is_admin_place
from linli.people.models import Account
from linli.people.services import limits, two_factor


def check_password(
    *, request: HttpRequest, username: str, password: str, address: str | None, now: datetime
) -> Account | None:
    """
    Return the active account this user name and password belong to, else None; failures are counted and written down.

    Raises TooManyAttempts before the password is looked at.
    """
    tidy = rules.tidy_username(username)[:150]
    turn = limits.take_turn(username=tidy, address=address, now=now)
    account = authenticate(request, username=tidy, password=password)
    if isinstance(account, Account) and (not account.is_admin or is_admin_place(address)):
        limits.give_back(keys=turn)
        return account
    _note_failure(tidy, address, now)
    return None


def check_second_factor(*, account: Account, code: str, address: str | None, now: datetime) -> bool:
    """Return whether the code is right; failures are counted for the account. Raises TooManyAttempts."""
    turn = limits.take_code_turn(account_id=account.pk, now=now)
    if two_factor.check_code(account=account, code=code, now=now):
        limits.give_back(keys=turn)
        return True
    audit.record(actor=None, action="people.code_failed", subject=account, at=now, details={"address": address or ""})
    return False


def note_sign_in(*, account: Account, address: str | None, now: datetime) -> None:
    """Write down that a person signed in."""
    audit.record(actor=account, action="people.sign_in", subject=account, at=now, details={"address": address or ""})


def note_sign_out(*, account: Account, now: datetime) -> None:
    """Write down that a person signed out."""
    audit.record(actor=account, action="people.sign_out", subject=account, at=now)


def _note_failure(username: str, address: str | None, now: datetime) -> None:
    """
    Write down a failed sign-in.

    A user name nobody has is not kept: people type their password into the wrong field.
    """
    account = Account.objects.filter(username=username).first()
    details = {"address": address or "", "known": account is not None}
    audit.record(actor=None, action="people.sign_in_failed", subject=account, at=now, details=details)
