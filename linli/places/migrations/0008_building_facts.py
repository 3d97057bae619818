import django.db.models.deletion
import linli.foundation.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0007_documents_and_past_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="BuildingFacts",
            fields=[
                (
                    "area",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="facts",
                        serialize=False,
                        to="places.area",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=32, verbose_name="building number")),
                ("use", linli.foundation.fields.TermField(blank=True, max_length=16, verbose_name="use")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("storeys", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="storeys")),
                ("year_built", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year built")),
                ("dwellings", models.PositiveIntegerField(blank=True, null=True, verbose_name="dwellings")),
                ("stairwells", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stairwells")),
            ],
            options={
                "verbose_name": "facts of a building",
                "indexes": [models.Index(fields=["code"], name="building_code")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("year_built__isnull", True),
                            models.Q(("year_built__gte", 1800), ("year_built__lte", 2200)),
                            _connector="OR",
                        ),
                        name="building_year_is_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("storeys__isnull", True), ("storeys__lte", 200), _connector="OR"),
                        name="building_storeys_are_few",
                    ),
                ],
            },
        ),
    ]
