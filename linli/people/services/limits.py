"""Counters that slow guessing down; a turn is counted before the password is looked at: a burst gains nothing."""

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from linli.foundation import crypto
from linli.people import rules
from linli.people.models import SignIn, SignInLimit

KNOWN_FOR = timedelta(days=90)
"""An address from which a person signed in this recently is his own: strangers elsewhere cannot close it to him."""


class TooManyAttempts(Exception):
    """A counter is closed. `until` says how long."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    def minutes(self, now: datetime) -> int:
        """Return the minutes left, at least one."""
        return max(1, -(-int((self.until - now).total_seconds()) // 60))


def neighbourhood(address: str | None) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 network that one IPv6 line owns."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed.ipv4_mapped if parsed.version == 6 else parsed)


def take_turn(*, username: str, address: str | None, now: datetime) -> list[str]:
    """
    Count one attempt to sign in and return the keys of its counters, for `give_back`.

    The same statements run for a user name that exists and for one that does not. Raises TooManyAttempts.
    """
    place = neighbourhood(address)
    counters = {_key("pair", username, place): rules.PAIR}
    if not _is_known(username, address, now):
        counters[_key("account", username)] = rules.ACCOUNT
        counters[_key("address", place)] = rules.ADDRESS
        counters[_key("everyone")] = rules.EVERYONE
    _refuse_if_closed(counters, now)
    _count(counters, now)
    return list(counters)


def take_code_turn(*, account_id: int, now: datetime) -> list[str]:
    """Count one attempt to give a second-factor code for an account. Raises TooManyAttempts."""
    counters = {_key("code", str(account_id)): rules.PAIR}
    _refuse_if_closed(counters, now)
    _count(counters, now)
    return list(counters)


@transaction.atomic
def give_back(*, keys: list[str]) -> None:
    """Undo the count of an attempt that succeeded: its own counter (the first) is cleared, the shared ones lose one."""
    own, *shared = keys
    SignInLimit.objects.filter(key=own).delete()
    fewer = Greatest(F("failures") - 1, 0)
    SignInLimit.objects.filter(key__in=shared, failures__gt=0).update(failures=fewer, locked_until=None)


@transaction.atomic
def purge_limits(*, now: datetime) -> int:
    """Delete the counters that have been quiet for a day; return how many."""
    quiet = Q(counted_from__lte=now - rules.QUIET) & (Q(locked_until__isnull=True) | Q(locked_until__lte=now))
    return SignInLimit.objects.filter(quiet).delete()[0]


def _key(kind: str, *parts: str) -> str:
    """Return the key of a counter: a keyed digest, so that the table does not tell what was typed."""
    return crypto.keyed_digest("\0".join(("sign-in", kind, *parts))).hex()


def _is_known(username: str, address: str | None, now: datetime) -> bool:
    """Return whether this person signed in from this address not long ago."""
    return SignIn.objects.filter(account__username=username, address=address, began_at__gt=now - KNOWN_FOR).exists()


def _refuse_if_closed(keys: Iterable[str], now: datetime) -> None:
    """Raise TooManyAttempts if one of the counters is closed; a plain read, so that a flood writes nothing."""
    closed = SignInLimit.objects.filter(key__in=list(keys), locked_until__gt=now).values_list("locked_until", flat=True)
    if found := [until for until in closed if until is not None]:
        raise TooManyAttempts(max(found))


@transaction.atomic
def _count(counters: dict[str, rules.Allowance], now: datetime) -> None:
    """Count one attempt on every counter, closing the full ones. Raises TooManyAttempts if one closed meanwhile."""
    blank = [SignInLimit(key=key, counted_from=now) for key in sorted(counters)]
    SignInLimit.objects.bulk_create(blank, ignore_conflicts=True)
    rows = list(SignInLimit.objects.select_for_update().filter(key__in=list(counters)).order_by("key"))
    if closed := [row.locked_until for row in rows if row.locked_until is not None and row.locked_until > now]:
        raise TooManyAttempts(max(closed))
    for row in rows:
        _add_one(row, counters[row.key], now)
    SignInLimit.objects.bulk_update(rows, ["failures", "locks", "counted_from", "locked_until"])


def _add_one(row: SignInLimit, allowance: rules.Allowance, now: datetime) -> None:
    """Count one attempt on one counter (not saved), beginning anew after its window, closing it when it is full."""
    if now - row.counted_from >= rules.QUIET:
        row.locks = 0
    if now - row.counted_from >= allowance.window or row.failures >= allowance.failures:
        row.failures, row.counted_from = 0, now
    row.failures += 1
    row.locked_until = None
    if row.failures >= allowance.failures:
        row.locked_until = now + rules.lock_length(allowance, row.locks)
        row.locks += 1
