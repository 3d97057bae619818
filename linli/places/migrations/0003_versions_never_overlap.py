"""
Let the database itself refuse two versions of one area on the same day.

PostgreSQL has exclusion constraints; written over ranges it needs no extension. SQLite gets two triggers.
Django drops a table's triggers when it rebuilds the table on SQLite: a later migration that alters
`AreaVersion` must run these statements again (a test of the room sees it).
"""

from django.db import migrations

EXCLUDE = """
ALTER TABLE places_areaversion ADD CONSTRAINT areaversion_never_overlap EXCLUDE USING gist (
    int8range(area_id, area_id, '[]') WITH &&, daterange(valid_from, valid_to) WITH &&)
"""
TRIGGER = """
CREATE TRIGGER areaversion_never_overlap_{event} BEFORE {event} ON places_areaversion
WHEN EXISTS (
    SELECT 1 FROM places_areaversion other
    WHERE other.area_id = NEW.area_id AND other.id IS NOT NEW.id
      AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to)
      AND (other.valid_to IS NULL OR other.valid_to > NEW.valid_from))
BEGIN
    SELECT RAISE(ABORT, 'areaversion_never_overlap');
END
"""


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EXCLUDE)
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(TRIGGER.format(event=event))


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE places_areaversion DROP CONSTRAINT areaversion_never_overlap")
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS areaversion_never_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("places", "0002_first_tiers")]

    operations = [migrations.RunPython(forbid, allow)]
