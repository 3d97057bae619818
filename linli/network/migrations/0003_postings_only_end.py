"""
Let the database itself refuse to change a posting: it can only be ended, and only once.

Django drops a table's triggers when it rebuilds the table on SQLite: a later migration that alters `Posting` must run
these statements again (a test of the room sees it).
"""

from django.db import migrations

TABLE = "network_posting"
NAME = f"{TABLE}_only_ends"
SAYS = "a posting is never changed, only ended"
KEPT = ("key", "kind_id", "area_id", "holder_id", "organisation_id", "title", "document", "valid_from")


def _condition(differs):
    """Return when a change is refused. differs: the operator that also tells nothing from something."""
    changed = [f"NEW.{column} {differs} OLD.{column}" for column in KEPT]
    return " OR ".join([*changed, f"(OLD.valid_to IS NOT NULL AND NEW.valid_to {differs} OLD.valid_to)"])


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW "
            f"WHEN ({_condition('IS DISTINCT FROM')}) EXECUTE FUNCTION {NAME}()"
        )
        return
    schema_editor.execute(
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {_condition('IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    )


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {NAME}() CASCADE")
        return
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("network", "0002_first_posts")]

    operations = [migrations.RunPython(forbid, allow)]
