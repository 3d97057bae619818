"""Give every installation the roles of the four levels (002-4), and the built-in ones their acts with boundaries."""

from django.db import migrations

from linli.people.roles import BUILT_IN, install


def add_boundaries(apps, schema_editor):
    """Write the new roles; a built-in role that stands gets the room's acts, and keeps what an office made of it."""
    roles = apps.get_model("people", "Role").objects
    install(roles)
    for role in roles.filter(code__in=BUILT_IN):
        new = {action for action in BUILT_IN[role.code].actions if action.startswith("boundaries.")}
        role.actions = sorted({*role.actions, *new})
        role.save(update_fields=["actions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0002_built_in_roles")]

    operations = [migrations.RunPython(add_boundaries, migrations.RunPython.noop)]
