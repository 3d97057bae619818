"""Triggers by which the database itself refuses to change what a published version of a standard says."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

ITEM, VERSION = "standards_standarditem", "standards_standardversion"
SEALED = ("standard_id", "number", "document", "text", "pass_centipoints", "valid_from", "published_at", "digest")
"""Columns of a version that stay as they were published; its state may go on to retired."""
NAMES = (f"{ITEM}_frozen_insert", f"{ITEM}_frozen_update", f"{ITEM}_frozen_delete", f"{VERSION}_frozen_update")
PUBLISHED = "(SELECT state FROM standards_standardversion WHERE id = ROW.version_id) <> 'draft'"
SAYS = "a published version of a standard never changes"


def freeze(connection: Any) -> None:
    """Make the database refuse changes to published versions; harmless if it does already."""
    thaw(connection)
    is_postgres = connection.vendor == "postgresql"
    statements = _postgres() if is_postgres else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def thaw(connection: Any) -> None:
    """Take the triggers away again; harmless if there are none."""
    with connection.cursor() as cursor:
        for name in NAMES:
            table = ITEM if name.startswith(ITEM) else VERSION
            place = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{place}')


def _is_published(row: str) -> str:
    """Return the condition that the version of an item is no draft any more."""
    return PUBLISHED.replace("ROW", row)


def _conditions(differs: str) -> dict[str, str]:
    """Return when each trigger refuses. differs: the operator that also tells nothing from something."""
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in SEALED)
    return {
        NAMES[0]: _is_published("NEW"),
        NAMES[1]: f"{_is_published('OLD')} OR {_is_published('NEW')}",
        NAMES[2]: _is_published("OLD"),
        NAMES[3]: f"OLD.state <> 'draft' AND (NEW.state = 'draft' OR {changed})",
    }


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {_act(name)} ON {_table(name)} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        for name, condition in _conditions("IS NOT").items()
    ]


def _postgres() -> list[str]:
    """Return one function and one trigger for each refusal; a condition with a query stands in the function."""
    made = []
    for name, condition in _conditions("IS DISTINCT FROM").items():
        kept = "OLD" if name.endswith("delete") else "NEW"
        made += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{SAYS}'; END IF; RETURN {kept}; END $$ LANGUAGE plpgsql",
            f"CREATE TRIGGER {name} BEFORE {_act(name)} ON {_table(name)} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return made


def _act(name: str) -> str:
    return name.rpartition("_")[2].upper()


def _table(name: str) -> str:
    return ITEM if name.startswith(ITEM) else VERSION


class FrozenWhenPublished(Operation):
    """A migration step that makes the database refuse changes to published versions of standards."""

    reversible = True
    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in Django's picture of the models."""

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        """Create the triggers."""
        freeze(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        """Drop the triggers."""
        thaw(schema_editor.connection)

    def describe(self) -> str:
        """Say what the step does."""
        return "Refuse changes to published versions of standards"
