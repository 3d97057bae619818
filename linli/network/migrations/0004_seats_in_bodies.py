"""Say in which body a post is a seat, and lay down the seats that are held beside each other. Source: 001-19."""

from django.db import migrations, models

SECRETARY, PARTY = "secretary", "party_organisation"
SEATS = (
    # code, name, English name, tier of areas, body, order
    ("committee_director", "居委会主任", "Director of the residents' committee", "community", "residents_committee", 41),
    ("party_committee_member", "党组织委员", "Member of the Party committee", "community", PARTY, 42),
    ("committee_member", "居委会委员", "Member of the residents' committee", "community", "residents_committee", 43),
    ("deliberation_member", "议事会成员", "Member of the deliberation council", "community", "deliberation_council", 44),
    ("owners_member", "业委会成员", "Member of the homeowners' committee", "compound", "homeowners_committee", 45),
)


def lay_down(apps, schema_editor):
    kinds = apps.get_model("network", "PostKind").objects
    community = apps.get_model("network", "NetworkTier").objects.get(number=4)
    areas = {tier.code: tier for tier in apps.get_model("places", "Tier").objects.all()}
    kinds.filter(code=SECRETARY).update(seat_in=PARTY)
    for code, name, name_en, area, body, order in SEATS:
        facts = {"name": name, "name_en": name_en, "area_tier": areas[area], "seat_in": body, "order": order}
        facts |= {"network_tier": community, "expectation": "none", "filled_by": "person"}
        kinds.get_or_create(code=code, defaults=facts)


def take_up(apps, schema_editor):
    apps.get_model("network", "PostKind").objects.filter(code__in=[row[0] for row in SEATS]).delete()


class Migration(migrations.Migration):
    dependencies = [("network", "0003_postings_only_end")]

    operations = [
        migrations.AddField("postkind", "seat_in", models.CharField("seat in", max_length=30, blank=True, default="")),
        migrations.RunPython(lay_down, take_up),
    ]
