"""Lay down the tiers every installation starts with. Source: document 004 (six tiers), field term grid cell."""

from django.db import migrations

TIERS = (
    ("city", "市", "City", 10, None, False),
    ("district", "区县", "District", 20, None, False),
    ("subdistrict", "街道（镇）", "Subdistrict or town", 30, None, False),
    ("community", "社区（村）", "Community or village", 40, None, False),
    ("grid", "网格", "Grid cell", 45, None, True),
    ("compound", "小区", "Residential compound", 50, None, False),
    ("building", "楼栋", "Building", 60, None, False),
    ("key_household", "骨干户", "Key household", 70, None, True),
)


def lay_down(apps, schema_editor):
    tier = apps.get_model("places", "Tier")
    for code, name, name_en, order, share, optional in TIERS:
        tier.objects.update_or_create(
            code=code,
            defaults={
                "name": name,
                "name_en": name_en,
                "order": order,
                "coverage_share": share,
                "is_optional": optional,
            },
        )


def take_up(apps, schema_editor):
    apps.get_model("places", "Tier").objects.filter(code__in=[row[0] for row in TIERS]).delete()


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(lay_down, take_up)]
