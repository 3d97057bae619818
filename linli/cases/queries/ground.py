"""
What lies under every report and rarely changes: the outlines of communities and the offices of each area.

It is kept in memory for as long as the newest line of the audit log is the same: every change of areas and
organisations leaves one. Asking for that line is one quick statement; drawing everything from the tables for each
report cost half of the whole intake.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from linli.places import queries as places

NEWEST = "SELECT id, hash FROM foundation_auditline ORDER BY id DESC LIMIT 1"


@dataclass
class Ground:
    """What was read while the audit log stood at `stamp`."""

    stamp: tuple[Any, ...] | None
    offices: dict[Any, Any] = field(default_factory=dict)
    communities: places.Outlines | None = None


_kept = Ground(("nothing read yet",))
_thread = threading.local()


@contextmanager
def steady(known: Ground | None = None) -> Iterator[None]:
    """
    While this lasts, one thread asks only once whether the memory is still good: for the length of one act.

    known: what another thread that works for the same act found good.
    """
    outer = getattr(_thread, "pinned", None)
    _thread.pinned = outer or known or current()
    try:
        yield
    finally:
        _thread.pinned = outer


def current() -> Ground:
    """Return what is known of areas and organisations as they are now."""
    global _kept  # noqa: PLW0603 - one memory a process; threads that meet here only read twice
    pinned = getattr(_thread, "pinned", None)
    if pinned is not None:
        return pinned
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        row = cursor.fetchone()
    stamp = (connection.alias, connection.settings_dict["NAME"], row[0], bytes(row[1])) if row else None
    if _kept.stamp != stamp or stamp is None:
        _kept = Ground(stamp)
    return _kept


def remember(key: Any, find: Callable[[], Any]) -> Any:
    """Return what `find` found for a key, as long as nothing changed."""
    offices = current().offices
    if key not in offices:
        offices[key] = find()
    return offices[key]


def community_at(longitude: float, latitude: float) -> Any | None:
    """Return the community in force whose outline holds the point: `places.area_at`, from memory."""
    ground = current()
    if ground.communities is None:
        ground.communities = places.outlines_in("community")
    outlines = ground.communities
    found = outlines.find(longitude, latitude)
    return None if found is None else remember(("community", found), lambda: outlines.area(found))
