"""Set up the roles that every installation starts with."""

from django.db import migrations

from linli.people.roles import install


def install_roles(apps, schema_editor):
    """Write the built-in roles; a role that stands already keeps what an office made of it."""
    install(apps.get_model("people", "Role").objects)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(install_roles, migrations.RunPython.noop)]
