"""Let the database refuse what would rewrite history."""

from django.db import migrations

from linli.foundation.audit import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("appraisals", "0001_initial")]

    operations = [
        AppendOnly("appraisals_passage"),
        AppendOnly("appraisals_scoreline"),
        AppendOnly("appraisals_snapshot"),
        AppendOnly("appraisals_snapshotpart"),
    ]
