"""System checks: an installation that could lose an acknowledged report does not start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

POSTGRESQL = {"synchronous_commit": ("on", "local", "remote_write", "remote_apply"), "fsync": ("on",)}
SQLITE_FULL = 2


def find_unsafe_settings(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """Return an error for every setting of the database under which a crash loses committed rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            safe = cursor.fetchone()[0] >= SQLITE_FULL
            return [] if safe else [_error("synchronous", "FULL")]
        errors = []
        for name, safe_values in POSTGRESQL.items():
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] not in safe_values:
                errors.append(_error(name, "on"))
        return errors


def _error(name: str, wanted: str) -> CheckMessage:
    return Error(
        f"The database runs with an unsafe {name}: after a crash acknowledged reports would be lost.",
        hint=f"Set {name} = {wanted} in the configuration of the database (ALTER SYSTEM SET {name} = '{wanted}').",
        id="linli.E001",
    )


@register(Tags.database)
def durable_database(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse databases that confirm what they have not stored. Source: torture.md C2, C3."""
    return [error for alias in databases or [] for error in find_unsafe_settings(connections[alias])]


def refuse_unsafe_database() -> None:
    """Stop the start of a server on an unsafe database; one that is not up yet is no reason to stop."""
    try:
        errors = find_unsafe_settings(connections["default"])
    except OperationalError:
        return
    if errors:
        raise SystemExit("\n".join(f"{error.msg} {error.hint}" for error in errors))
