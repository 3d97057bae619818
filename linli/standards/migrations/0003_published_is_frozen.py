"""Let the database refuse what would change a published standard."""

from django.db import migrations

from linli.standards.models.frozen import FrozenWhenPublished


class Migration(migrations.Migration):
    dependencies = [("standards", "0002_history_is_append_only")]

    operations = [FrozenWhenPublished()]
