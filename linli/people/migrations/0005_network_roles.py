"""Give the built-in roles their acts with the six-tier network and the bodies in it (004-1, 001-19)."""

from django.db import migrations

from linli.people.roles import BUILT_IN, install

ACTS = ("network.", "organisations.", "foundation.imports")


def add_network(apps, schema_editor):
    """Write roles that are missing; a built-in role that stands gets the room's acts, and keeps what an office made of it."""
    roles = apps.get_model("people", "Role").objects
    install(roles)
    for role in roles.filter(code__in=BUILT_IN):
        new = {action for action in BUILT_IN[role.code].actions if action.startswith(ACTS)}
        role.actions = sorted({*role.actions, *new})
        role.save(update_fields=["actions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0004_appraisal_roles")]

    operations = [migrations.RunPython(add_network, migrations.RunPython.noop)]
