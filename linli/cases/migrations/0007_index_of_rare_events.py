from django.db import migrations, models

RARE = models.Q(("act__in", ["rework", "fail", "refuse", "reopen", "escalate"]))


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_indexes_of_lists")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=RARE, fields=["act", "at"], name="event_rare_acts"),
        ),
    ]
