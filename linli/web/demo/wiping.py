"""Empties the installation for a new demo. Only an empty database or one that holds a demo is ever touched."""

import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

MARK = "demo.json"
ACTION = "web.demo"
SHOWN_FIRST = ("people.Account", "places.Area", "cases.Case")


def is_empty() -> bool:
    """Tell whether nobody has put anything into the database yet."""
    return not any(apps.get_model(name).objects.exists() for name in SHOWN_FIRST)


def holds_demo() -> bool:
    """Tell whether this database was filled by `linli demo`: its audit log says so."""
    return bool(apps.get_model("foundation.AuditLine").objects.filter(action=ACTION).exists())


def wipe() -> None:
    """
    Drop every table, picture and anchor, and lay the tables out anew.

    Plans and their grounds are numbered on from where they were: a server that runs on remembers them by number.
    """
    numbers = _numbers()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    else:
        _drop_tables()
    for folder in (Path(settings.MEDIA_ROOT), settings.DATA_DIR / "anchors"):
        shutil.rmtree(folder, ignore_errors=True)
    (settings.DATA_DIR / MARK).unlink(missing_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    _number_on(numbers)


def _numbers() -> dict[str, int]:
    """Return the last number given in every table of plans."""
    tables = [model._meta.db_table for model in apps.get_app_config("boundaries").get_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
            return {name: last for name, last in cursor.fetchall() if name.removesuffix("_id_seq") in tables}
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return {name: last for name, last in cursor.fetchall() if name in tables}


def _number_on(numbers: dict[str, int]) -> None:
    """Go on numbering after the last numbers given."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany("SELECT setval(%s, %s)", list(numbers.items()))
        else:
            cursor.executemany("DELETE FROM sqlite_sequence WHERE name = %s", [(name,) for name in numbers])
            cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", list(numbers.items()))


def _drop_tables() -> None:
    """Drop all tables of SQLite in place, so that a running server keeps its file; virtual ones first."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        for kind in ("sql LIKE 'CREATE VIRTUAL%%'", "name NOT LIKE 'sqlite_%%'"):
            cursor.execute(f"SELECT name FROM sqlite_master WHERE type = 'table' AND {kind}")  # noqa: S608
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA foreign_keys = ON")
