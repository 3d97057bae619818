"""The database's part of a back-up: a copy as of one instant, and what must be found in it again."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.foundation.audit import chained_models
from linli.foundation.backup.archive import BackupRefused, Manifest

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def copy_database(target: Path, manifest: Manifest) -> None:
    """Copy the whole database to `target` and note in the manifest what the copy holds. Raises BackupRefused."""
    if is_empty():
        raise BackupRefused(_("There is nothing to back up: this installation has no tables yet."))
    if connection.vendor == "sqlite":
        _copy_sqlite(target, manifest)
    else:
        _dump_postgresql(target, manifest)


def _copy_sqlite(target: Path, manifest: Manifest) -> None:
    """Copy with the database's own back-up interface, while others go on reading and writing."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        fault = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if fault != "ok":
            raise BackupRefused(
                _("The database is damaged (%(fault)s). Restore the last good back-up.") % {"fault": fault}
            )
        note_contents(copy.cursor(), manifest)


def _dump_postgresql(target: Path, manifest: Manifest) -> None:
    """Have pg_dump copy the instant that is counted here."""
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(
            [program, "--format=custom", "--no-owner", "--schema=public", f"--snapshot={snapshot}", f"--file={target}"]
        )
        note_contents(cursor, manifest)


def note_contents(cursor: Any, manifest: Manifest) -> None:
    """Note rows, chain heads and migrations, read through one cursor so that all are of one instant."""
    present = set(connection.introspection.table_names())
    for table in sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} & present):
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a table of ours
        manifest.rows[table] = cursor.fetchone()[0]
    for table in (model._meta.db_table for model in chained_models()):
        if table not in manifest.rows:
            continue
        cursor.execute(f'SELECT id, hash FROM "{table}" ORDER BY id DESC LIMIT 1')  # noqa: S608 - a table of ours
        head = cursor.fetchone()
        manifest.heads[table] = [head[0], bytes(head[1]).hex()] if head else [0, ""]
    cursor.execute("SELECT app, name FROM django_migrations")
    manifest.migrations = sorted(f"{app}.{name}" for app, name in cursor.fetchall())


def is_empty() -> bool:
    """Say whether the database of this installation holds no table at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def put_sqlite(copy: Path, aside: Path) -> None:
    """Put a copy in the place of the database; the old one and its log go to the folder `aside`."""
    target = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    check_unused(target)
    for suffix in ("", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists() and not old.stat().st_size:
            old.unlink()
        elif old.exists():
            aside.mkdir(parents=True, exist_ok=True)
            shutil.move(old, aside / old.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(copy, target)


def check_unused(target: Path) -> None:
    """Raise BackupRefused while another process has the database open."""
    if not target.exists():
        return
    with closing(sqlite3.connect(target, timeout=0.5)) as probe:
        try:
            probe.execute("PRAGMA locking_mode=EXCLUSIVE")
            probe.execute("BEGIN EXCLUSIVE")
            probe.rollback()
        except sqlite3.OperationalError as error:
            raise running() from error


def running() -> BackupRefused:
    """Return the refusal to restore under the feet of a running server or worker."""
    return BackupRefused(_("Linli is running. Stop the server and the worker, then restore."))


def put_postgresql(dump: Path, aside: str) -> None:
    """Fill the database from a dump in one transaction; the schema that is there is renamed to `aside`."""
    program = _program("pg_restore")
    moved = not is_empty()
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        if cursor.fetchone()[0]:
            raise running()
        if moved:
            cursor.execute(f'ALTER SCHEMA public RENAME TO "{aside}"')
            cursor.execute("CREATE SCHEMA public")
    database = f"--dbname={connection.settings_dict['NAME']}"
    try:
        _run([program, "--no-owner", "--schema=public", "--single-transaction", database, str(dump)])
    except BackupRefused:
        if moved:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute(f'ALTER SCHEMA "{aside}" RENAME TO public')
        raise


def _program(name: str) -> str:
    """Return the path of one of PostgreSQL's own programs. Raises BackupRefused if it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(
            _("%(program)s is missing. Install the PostgreSQL client of the server's version on this machine.")
            % {"program": name}
        )
    return found


def _run(command: list[str]) -> None:
    """Run one of PostgreSQL's programs against this installation's database. Raises BackupRefused."""
    settings = connection.get_connection_params()
    given = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    told = {variable: str(settings[key]) for variable, key in given.items() if settings.get(key)}
    done = subprocess.run(command, env=os.environ | told, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise BackupRefused(_("%(program)s failed: %(reason)s") % {"program": command[0], "reason": lines[-1]})
