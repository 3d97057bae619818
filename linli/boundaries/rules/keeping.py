"""What locks forbid: which lock an edit would break. Pure."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.terms import LockKind


class Held(Protocol):
    """Something locked: its kind, and the unit or community it holds."""

    kind: LockKind
    first: int
    second: int | None


L = TypeVar("L", bound=Held)


def broken(lock: Held, before: Sheet, after: Sheet) -> bool:
    """
    Return whether an edit breaks a lock: a unit or seat leaves its community, a community goes or loses or gains units.

    Stretches of boundary and wishes to stay together or apart are no bars: the checks say when they are broken.
    """
    if lock.kind in (LockKind.UNIT, LockKind.SEAT):
        home = before.labels[lock.first]
        return home not in (FREE, after.labels[lock.first])
    if lock.kind is LockKind.COMMUNITY:
        is_gone = lock.first in before.names and lock.first not in after.names
        return is_gone or before.units_of(lock.first) != after.units_of(lock.first)
    return False


def first_broken(locks: Iterable[L], before: Sheet, after: Sheet) -> L | None:
    """Return the first lock that an edit breaks, None if all hold."""
    return next((lock for lock in locks if broken(lock, before, after)), None)
