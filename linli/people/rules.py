"""Who outranks whom, how long a lock lasts, when a session is over: pure functions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from linli.people.terms import AdminKind, SessionEnd

RESERVED: Mapping[str, AdminKind] = {
    "people.roles": AdminKind.SECURITY,
    "foundation.audit": AdminKind.AUDIT,
    "foundation.backup": AdminKind.SYSTEM,
    "api.tokens": AdminKind.SYSTEM,
}
"""Acts that belong to one administrator's duty only. Source: GB/T 22239-2019, separated administrators."""


class HasReach(Protocol):
    """Whatever says where an act may be done: a subtree of areas, a subtree of organisations, or all of the area."""

    @property
    def area_path(self) -> str:
        """Path of the highest area."""

    @property
    def unit_path(self) -> str:
        """Path of the highest organisation."""

    @property
    def whole_area(self) -> bool:
        """Whether organisations do not matter."""


def covers(held: Iterable[HasReach], wanted: HasReach) -> bool:
    """Return whether one of the reaches held contains the one wanted, so that passing it on gives nothing new."""
    return any(
        wanted.area_path.startswith(one.area_path)
        and (one.whole_area or (not wanted.whole_area and wanted.unit_path.startswith(one.unit_path)))
        for one in held
    )


def misplaced_actions(actions: Iterable[str], kind: AdminKind) -> list[str]:
    """Return the acts, sorted, that a role of this kind may not hold because another administrator's duty owns them."""
    return sorted(action for action in actions if RESERVED.get(action, kind) != kind)


def may_become(current: AdminKind, wanted: AdminKind) -> bool:
    """Return whether someone of one administrators' kind may take a role of another: never two different kinds."""
    return wanted in (AdminKind.NONE, current) or current == AdminKind.NONE


@dataclass(frozen=True)
class Allowance:
    """How many failures a counter bears in `window` before it closes for `lock`, doubled each time if it `grows`."""

    failures: int
    window: timedelta
    lock: timedelta
    grows: bool = False
    longest: timedelta = timedelta(hours=4)


PAIR = Allowance(5, timedelta(minutes=15), timedelta(minutes=15), grows=True)
"""One account from one address. Source: design/security.md 5.1, failed logins."""
ACCOUNT = Allowance(20, timedelta(minutes=15), timedelta(minutes=15))
"""One account from every address it never signed in from."""
ADDRESS = Allowance(60, timedelta(minutes=15), timedelta(minutes=15))
"""Every account from one address, colleagues who signed in from there before not counted."""
EVERYONE = Allowance(600, timedelta(minutes=15), timedelta(minutes=5))
"""The whole installation, known pairs of account and address not counted."""
QUIET = timedelta(hours=24)
"""After this long without a failure a counter forgets how often it closed."""


def lock_length(allowance: Allowance, locks_before: int) -> timedelta:
    """Return how long a counter closes that has closed `locks_before` times without a quiet day."""
    if not allowance.grows:
        return allowance.lock
    return min(allowance.lock * (1 << min(locks_before, 10)), allowance.longest)


def why_session_ends(
    *, began_at: datetime, seen_at: datetime, now: datetime, longest: timedelta, idle: timedelta
) -> SessionEnd | None:
    """
    Return why a session is over, None while it lives: open for `longest`, or unused for `idle`.

    Source: design/security.md 5.1, failed logins (12 hours; 30 minutes, administrators 15).
    """
    if now - began_at >= longest:
        return SessionEnd.TOO_LONG
    return SessionEnd.IDLE if now - seen_at >= idle else None


def is_password_stale(changed_at: datetime | None, now: datetime, days: int) -> bool:
    """Return whether a password is older than `days` (0: passwords do not grow old)."""
    return bool(days) and (changed_at is None or now - changed_at >= timedelta(days=days))


def tidy_phone(typed: str) -> str:
    """Return a phone number as digits, perhaps with a +, from what people paste (full width, spaces, dashes)."""
    narrow = typed.translate({ord("０") + n: str(n) for n in range(10)} | {ord("＋"): "+"})
    return re.sub(r"[^\d+]", "", narrow)


def mask_phone(phone: str) -> str:
    """Return a number with its middle hidden: 13812341234 -> 138****1234; short ones hide all but two digits."""
    if not phone:
        return ""
    if len(phone) < 8:
        return "*" * max(len(phone) - 2, 1) + phone[-2:]
    return f"{phone[:-8]}****{phone[-4:]}"


def tidy_username(typed: str) -> str:
    """Return the user name as it is stored: without blanks around it, in lower case."""
    return typed.strip().lower()


_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def name_device(user_agent: str) -> str:
    """Return a browser's description of itself in short, such as "Firefox, Windows"; its beginning if unknown."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name) or user_agent[:60]
