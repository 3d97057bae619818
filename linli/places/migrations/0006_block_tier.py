"""Lay down the block (片) as an optional tier between community and compound. Source: 004-2, block stewards."""

from django.db import migrations

BLOCK = {"name": "片", "name_en": "Block", "order": 47, "coverage_share": None, "is_optional": True}


def lay_down(apps, schema_editor):
    apps.get_model("places", "Tier").objects.get_or_create(code="block", defaults=BLOCK)


def take_up(apps, schema_editor):
    apps.get_model("places", "Tier").objects.filter(code="block").delete()


class Migration(migrations.Migration):
    dependencies = [("places", "0005_state_of_the_outlines")]

    operations = [migrations.RunPython(lay_down, take_up)]
