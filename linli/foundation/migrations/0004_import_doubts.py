from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0003_imports")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="doubts",
            field=models.JSONField(default=list, verbose_name="doubts"),
        ),
    ]
