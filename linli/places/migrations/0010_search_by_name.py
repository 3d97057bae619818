from django.db import migrations

from linli.foundation import search
from linli.foundation.search import SearchIndex


def fill(apps, schema_editor):
    names = apps.get_model("places", "Area").objects.values_list("pk", "name", "short_name").iterator()
    search.index_many(
        "places_area", ((pk, f"{name} {short}") for pk, name, short in names), using=schema_editor.connection.alias
    )


class Migration(migrations.Migration):
    dependencies = [("places", "0009_merging_of_lists")]

    operations = [SearchIndex("places_area"), migrations.RunPython(fill, migrations.RunPython.noop)]
