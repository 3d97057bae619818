"""Lay down the tiers and posts every installation starts with. Sources: 004-1 to 004-3, 000-5, 000-13, 003-4, 003-6."""

from django.db import migrations

TIERS = (
    (1, "city", "市", "City"),
    (2, "district", "区", "District"),
    (3, "subdistrict", "街道", "Subdistrict"),
    (4, "community", "社区", "Community"),
    (5, "courtyard", "小区、楼院、楼栋", "Compound, courtyard and building"),
    (6, "key_household", "居民骨干户", "Key households"),
)
EACH, NONE = "each", "none"
POSTS = (
    # code, name, English name, tier of the network, tier of areas, expected, filled by, kind of organisation, level
    ("headquarters", "区级指挥部", "District headquarters", 2, "district", EACH, "body", "headquarters", 0),
    ("subdistrict_office", "街道办事处", "Subdistrict office", 3, "subdistrict", EACH, "body", "subdistrict_office", 0),
    ("residents_committee", "居委会", "Residents' committee", 4, "community", EACH, "body", "residents_committee", 0),
    ("secretary", "社区党组织书记", "Community Party secretary", 4, "community", EACH, "person", "", 1),
    ("deputy_leader", "分管领导", "Deputy leader in charge", 4, "community", EACH, "person", "", 2),
    ("office_director", "城管办主任", "Director of the urban management office", 4, "community", EACH, "person", "", 3),
    ("city_management_staff", "城管人员", "City-management staff", 4, "community", EACH, "person", "", 4),
    ("liaison_leader", "街道联系领导", "Subdistrict liaison leader", 4, "community", EACH, "person", "", 0),
    ("vanguard_post", "党员先锋岗", "Vanguard post", 4, "community", NONE, "person", "", 0),
    ("block_steward", "片长", "Block steward", 5, "block", EACH, "person", "", 0),
    (
        "self_governance_committee",
        "小区自治委员会",
        "Compound self-governance committee",
        5,
        "compound",
        EACH,
        "body",
        "self_governance_committee",
        0,
    ),
    ("compound_head", "小区负责人", "Compound head", 5, "compound", EACH, "person", "", 0),
    ("party_group_leader", "党小组长", "Party group leader", 5, "compound", NONE, "person", "", 0),
    ("building_steward", "楼栋长", "Building steward", 5, "building", EACH, "person", "", 0),
    ("key_household", "居民骨干户", "Key household", 6, "building", 20, "household", "", 0),
)


def lay_down(apps, schema_editor):
    tiers = {}
    for number, code, name, name_en in TIERS:
        facts = {"number": number, "name": name, "name_en": name_en}
        tiers[number], _ = apps.get_model("network", "NetworkTier").objects.get_or_create(code=code, defaults=facts)
    areas = {tier.code: tier for tier in apps.get_model("places", "Tier").objects.all()}
    for order, (code, name, name_en, tier, area, expected, filled_by, body, level) in enumerate(POSTS, 1):
        per_households = isinstance(expected, int)
        apps.get_model("network", "PostKind").objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "name_en": name_en,
                "network_tier": tiers[tier],
                "area_tier": areas[area],
                "expectation": "per_households" if per_households else expected,
                "number": expected if per_households else None,
                "filled_by": filled_by,
                "body_kind": body,
                "level": level,
                "order": order * 10,
            },
        )


def take_up(apps, schema_editor):
    apps.get_model("network", "PostKind").objects.filter(code__in=[row[0] for row in POSTS]).delete()
    apps.get_model("network", "NetworkTier").objects.filter(code__in=[row[1] for row in TIERS]).delete()


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial"), ("places", "0006_block_tier")]

    operations = [migrations.RunPython(lay_down, take_up)]
