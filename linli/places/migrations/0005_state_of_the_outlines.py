"""
Let the database itself say when dated outlines changed, whoever changed them and however.

Every change of an area or a version that has an outline (PostgreSQL: every statement on these tables), and of a tier,
gives the one row of `OutlineStamp` a new random token. Random, because a counter that is rolled back would say the
same number twice. Django drops a table's triggers when it rebuilds the table on SQLite: a later migration that alters
one of these tables must run these statements again (a test of the room sees it).
"""

from django.db import migrations, models

TABLES = {
    "places_areaversion": ("INSERT", "UPDATE", "DELETE"),
    "places_area": ("UPDATE", "DELETE"),
    "places_tier": ("UPDATE",),
}
STAMP = "INSERT INTO places_outlinestamp (id, token) VALUES (1, {value}) ON CONFLICT (id) DO UPDATE SET token = excluded.token"
RANDOM = {"postgresql": "gen_random_uuid()::text", "sqlite": "hex(randomblob(16))"}
FUNCTION = f"""
CREATE FUNCTION places_stamp_outlines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {STAMP.format(value=RANDOM['postgresql'])}; RETURN NULL; END $$
"""
TRIGGER = """
CREATE TRIGGER {table}_stamp_{event} AFTER {event} ON {table} {condition}
BEGIN {stamp}; END
"""


def _condition(table, event):
    """Return which rows count: on SQLite triggers run for each, and most areas of a country have no outline."""
    if table == "places_tier":
        return ""
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}[event]
    return "WHEN " + " OR ".join(f"{row}.outline_id IS NOT NULL" for row in rows)


def watch(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(STAMP.format(value=RANDOM["postgresql" if is_postgresql else "sqlite"]))
    if is_postgresql:
        schema_editor.execute(FUNCTION)
        for table, events in TABLES.items():
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stamp AFTER {' OR '.join(events)} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION places_stamp_outlines()"
            )
        return
    for table, events in TABLES.items():
        for event in events:
            stamp = STAMP.format(value=RANDOM["sqlite"])
            said = {"table": table, "event": event, "condition": _condition(table, event), "stamp": stamp}
            schema_editor.execute(TRIGGER.format(**said))


def unwatch(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS places_stamp_outlines() CASCADE")
        return
    for table, events in TABLES.items():
        for event in events:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_stamp_{event}")


class Migration(migrations.Migration):
    dependencies = [("places", "0004_lines")]

    operations = [
        migrations.CreateModel(
            name="OutlineStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=36)),
            ],
            options={"verbose_name": "state of the outlines"},
        ),
        migrations.RunPython(watch, unwatch),
    ]
