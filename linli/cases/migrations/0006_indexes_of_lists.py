from django.db import migrations, models

RUNNING = models.Q(("ended_at__isnull", True))


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_revisits")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_due"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="case_due"),
        ),
        migrations.RemoveIndex(model_name="case", name="case_area_ended"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["area", "category", "ended_at"], name="case_area_kind"),
        ),
        migrations.RemoveIndex(model_name="case", name="case_area_open"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=RUNNING,
                fields=["area", "due_at", "is_held", "extensions", "ended_at"],
                name="case_area_open",
            ),
        ),
    ]
