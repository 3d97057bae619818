"""The second factor: a code from a telephone (TOTP, RFC 6238), or once a recovery code from paper."""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction

from linli.foundation import audit, crypto
from linli.people.models import Account, RecoveryCode
from linli.people.services.refusals import PeopleRefused

STEP_SECONDS = 30
RECOVERY_CODES = 10


def make_secret() -> str:
    """Return a new secret of 160 bits, in base 32 as telephones read it."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def provisioning_uri(*, secret: str, account: Account, issuer: str) -> str:
    """Return the otpauth address that a telephone reads from a QR picture."""
    label = quote(f"{issuer}:{account.username}", safe="")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&digits=6&period={STEP_SECONDS}"


@transaction.atomic
def start_two_factor(*, actor: Account, secret: str, code: str, now: datetime) -> list[str]:
    """
    Switch the second factor on after the telephone proved the secret; return the recovery codes, shown once.

    Raises PeopleRefused if the code does not fit the secret.
    """
    account = Account.objects.select_for_update().get(pk=actor.pk)
    step = _matching_step(secret, code, now)
    if step is None:
        raise PeopleRefused("people.wrong_code")
    account.two_factor_secret, account.two_factor_at, account.two_factor_step = secret, now, step
    account.save(update_fields=["two_factor_secret", "two_factor_at", "two_factor_step"])
    codes = _renew_codes(account)
    audit.record(actor=account, action="people.start_two_factor", subject=account, at=now)
    return codes


@transaction.atomic
def remove_two_factor(*, actor: Account, password: str, required: bool, now: datetime) -> None:
    """Switch one's second factor off. Raises PeopleRefused if the password is wrong or one's duty requires it."""
    account = Account.objects.select_for_update().get(pk=actor.pk)
    if required:
        raise PeopleRefused("people.two_factor_required")
    if not account.check_password(password):
        raise PeopleRefused("people.wrong_password")
    account.two_factor_secret, account.two_factor_at = "", None
    account.save(update_fields=["two_factor_secret", "two_factor_at"])
    account.recovery_codes.all().delete()
    audit.record(actor=account, action="people.remove_two_factor", subject=account, at=now)


@transaction.atomic
def renew_recovery_codes(*, actor: Account, password: str, now: datetime) -> list[str]:
    """Replace one's recovery codes; return the new ones, shown once. Raises PeopleRefused if the password is wrong."""
    account = Account.objects.select_for_update().get(pk=actor.pk)
    if not account.check_password(password):
        raise PeopleRefused("people.wrong_password")
    codes = _renew_codes(account)
    audit.record(actor=account, action="people.renew_recovery_codes", subject=account, at=now)
    return codes


@transaction.atomic
def check_code(*, account: Account, code: str, now: datetime) -> bool:
    """Return whether a code from the telephone or from paper is right; a right one is used up."""
    typed = code.strip().replace(" ", "").lower()
    step = _matching_step(account.two_factor_secret, typed, now)
    if step is not None:
        newer = Account.objects.filter(pk=account.pk, two_factor_step__lt=step)
        return newer.update(two_factor_step=step) == 1
    unused = RecoveryCode.objects.filter(account=account, digest=_digest(typed), used_at__isnull=True)
    return unused.update(used_at=now) == 1


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step a six-digit code belongs to, at most one step off the clock; None if to none."""
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        return None
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), STEP_SECONDS, enforce_key_length=False)  # noqa: S303
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.generate(step * STEP_SECONDS), code.encode("ascii")):
            return step
    return None


def _renew_codes(account: Account) -> list[str]:
    """Replace the recovery codes of an account; return the new ones as people read them."""
    account.recovery_codes.all().delete()
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(account=account, digest=_digest(code)) for code in codes)
    return codes


def _digest(code: str) -> bytes:
    """Return the keyed digest under which a recovery code is kept."""
    return crypto.keyed_digest("recovery:" + code.replace("-", ""))
