"""Triggers by which the database itself refuses to change or delete chained rows."""

from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

POSTGRES_FUNCTION = """
    CREATE OR REPLACE FUNCTION linli_append_only() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME; END
    $$ LANGUAGE plpgsql
"""


def protect(table: str, using: Any = None) -> None:
    """Make the database refuse UPDATE and DELETE (and TRUNCATE) on a table; harmless if it does already."""
    unprotect(table, using)
    with (using or connection).cursor() as cursor:
        for statement in _protecting((using or connection).vendor, table):
            cursor.execute(statement)


def unprotect(table: str, using: Any = None) -> None:
    """Take the triggers of `protect` away again; harmless if there are none."""
    target = using or connection
    on_table = f' ON "{table}"' if target.vendor == "postgresql" else ""
    with target.cursor() as cursor:
        for act in ("update", "delete", "truncate"):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{act}"{on_table}')


def protected_tables() -> list[str]:
    """Return the tables that have the triggers of `protect`, as the database itself knows them."""
    asked = {
        "postgresql": "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname LIKE ",
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE ",
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{asked[connection.vendor]} '%_no_delete'")
        return sorted(table for (table,) in cursor.fetchall())


def _protecting(vendor: str, table: str) -> list[str]:
    """Return the statements that create the triggers."""
    if vendor == "postgresql":
        return [
            POSTGRES_FUNCTION,
            *(
                f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act} ON "{table}" '
                f"FOR EACH {'STATEMENT' if act == 'truncate' else 'ROW'} EXECUTE FUNCTION linli_append_only()"
                for act in ("update", "delete", "truncate")
            ),
        ]
    return [
        f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
        for act in ("update", "delete")
    ]


class AppendOnly(Operation):
    """A migration step that makes a table append-only in the database itself."""

    reversible = True
    reduces_to_sql = False

    def __init__(self, table: str) -> None:
        """Take the name of the table."""
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in Django's picture of the models."""

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        """Create the triggers."""
        protect(self.table, schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        """Drop the triggers."""
        unprotect(self.table, schema_editor.connection)

    def describe(self) -> str:
        """Say what the step does."""
        return f"Refuse changes to rows of {self.table}"
