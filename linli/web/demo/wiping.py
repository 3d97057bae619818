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
    """Drop every table, picture and anchor, and lay the tables out anew."""
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
