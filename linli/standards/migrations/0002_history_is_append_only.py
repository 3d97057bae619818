"""Let the database refuse what would rewrite history."""

from django.db import migrations

from linli.foundation.audit import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_initial")]

    operations = [
        AppendOnly("standards_observation"),
        AppendOnly("standards_finding"),
        AppendOnly("standards_milestonemark"),
    ]
