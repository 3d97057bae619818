"""A row inserted the short way is the row that `save` would have written."""

import pytest
from django.db import IntegrityError, transaction

from linli.foundation.inserting import insert
from linli.foundation.models import Counter
from linli.places.models import Area, Outline
from linli.places.samples import make_area

pytestmark = pytest.mark.django_db


def test_the_database_gives_the_key_and_every_column_is_kept():
    row = Outline(geojson="{}", west=1.5, south=2.5, east=3.5, north=4.5)

    insert(row)

    kept = Outline.objects.get(pk=row.pk)
    assert (kept.geojson, kept.west, kept.north) == ("{}", 1.5, 4.5)
    assert not row._state.adding


def test_a_key_that_is_given_is_used_and_never_twice():
    insert(Counter(name="x", value=7))

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Counter(name="x", value=8))
    assert Counter.objects.get(name="x").value == 7


def test_a_related_row_saved_meanwhile_gives_its_key():
    outline = Outline(geojson="{}", west=1, south=1, east=2, north=2)
    parent = make_area("昆明市", "city", code="530100")
    row = Area(tier=parent.tier, name="甲", short_name="甲", path="zzzz", valid_from=parent.valid_from, outline=outline)
    insert(outline)

    insert(row)

    assert Area.objects.get(pk=row.pk).outline_id == outline.pk


def test_a_row_changed_after_its_insert_is_updated():
    row = Outline(geojson="{}", west=1, south=1, east=2, north=2)
    insert(row)
    row.east = 9.0

    row.save()

    assert Outline.objects.get().east == 9.0
