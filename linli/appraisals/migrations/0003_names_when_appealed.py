"""Let an appeal keep what its subject and the person who filed it were called then."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, _schema_editor: Any) -> None:
    """Give earlier appeals the names of their result, and of the account as it is called now."""
    parts = apps.get_model("appraisals", "SnapshotPart").objects.order_by("pk")
    results = apps.get_model("appraisals", "Result").objects
    for appeal in apps.get_model("appraisals", "Appeal").objects.select_related("subject__area", "by"):
        judged = (
            parts.filter(snapshot__round=appeal.round_id, subject=appeal.subject_id).first()
            or results.filter(round=appeal.round_id, subject=appeal.subject_id).first()
            or appeal.subject.area
        )
        appeal.name, appeal.filer = judged.name, appeal.by.name or appeal.by.username if appeal.by else ""
        appeal.save(update_fields=["name", "filer"])


class Migration(migrations.Migration):
    dependencies = [("appraisals", "0002_history_is_append_only")]

    operations = [
        migrations.AddField("appeal", "name", models.TextField(blank=True, verbose_name="called then")),
        migrations.AddField("appeal", "filer", models.TextField(blank=True, verbose_name="filed by")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
