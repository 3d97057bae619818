"""Give every installation the roles of appraisals, and the built-in ones their acts with standards and appraisals."""

from django.db import migrations

from linli.people.roles import BUILT_IN, install

ACTS = ("standards.", "appraisals.", "foundation.imports")


def add_appraisals(apps, schema_editor):
    """Write the new roles; a built-in role that stands gets the rooms' acts, and keeps what an office made of it."""
    roles = apps.get_model("people", "Role").objects
    install(roles)
    for role in roles.filter(code__in=BUILT_IN):
        new = {action for action in BUILT_IN[role.code].actions if action.startswith(ACTS)}
        role.actions = sorted({*role.actions, *new})
        role.save(update_fields=["actions"])


class Migration(migrations.Migration):
    dependencies = [("people", "0003_boundary_roles")]

    operations = [migrations.RunPython(add_appraisals, migrations.RunPython.noop)]
