from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.places import queries
from linli.places.models import Area, AreaVersion, Succession, Tier

JANUARY = date(2020, 1, 1)
pytestmark = pytest.mark.django_db


def add_version(area: Area, begin: date, end: date | None) -> AreaVersion:
    return AreaVersion.objects.create(area=area, tier=area.tier, name=area.name, valid_from=begin, valid_to=end)


def test_the_tiers_are_there_from_the_start():
    assert list(queries.list_tiers().values_list("code", flat=True)) == [
        "city",
        "district",
        "subdistrict",
        "community",
        "grid",
        "block",
        "compound",
        "building",
        "key_household",
    ]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (date(2019, 1, 1), date(2020, 1, 2)),
        (date(2021, 1, 1), None),
        (date(2019, 1, 1), None),
        (date(2021, 1, 1), date(2022, 1, 1)),
    ],
)
def test_the_database_refuses_two_versions_on_one_day(areas, begin, end):
    with pytest.raises(IntegrityError), transaction.atomic():
        add_version(areas["nanyuan"], begin, end)


def test_the_database_refuses_to_stretch_a_version_over_another(areas):
    nanyuan = areas["nanyuan"]
    older = add_version(nanyuan, date(2019, 1, 1), date(2020, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        AreaVersion.objects.filter(pk=older.pk).update(valid_to=date(2020, 1, 2))


def test_versions_may_touch(areas):
    assert add_version(areas["nanyuan"], date(2019, 1, 1), date(2020, 1, 1)).pk


def test_a_version_ends_after_it_begins(areas):
    with pytest.raises(IntegrityError), transaction.atomic():
        add_version(areas["nanyuan"], date(2019, 1, 1), date(2019, 1, 1))


def test_a_code_is_in_force_once(areas):
    nanyuan = areas["nanyuan"]
    twin = Area(
        tier=nanyuan.tier, name="x", short_name="x", path="zzz1", code=nanyuan.code, valid_from=date(2020, 1, 1)
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_split_into_itself_and_a_share_above_the_whole_are_refused(areas):
    nanyuan, shiyang = areas["nanyuan"], areas["shiyang"]
    day = date(2024, 1, 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(predecessor=nanyuan, successor=nanyuan, kind="split", share=0.5, on=day)
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(predecessor=nanyuan, successor=shiyang, kind="split", share=1.1, on=day)


def test_tiers_and_areas_say_their_names(areas, settings):
    from django.utils.translation import override

    with override("en"):
        assert str(Tier.objects.get(code="city")) == "City"
    with override("zh-hans"):
        assert str(Tier.objects.get(code="city")) == "市"
    assert str(areas["nanyuan"]) == "南苑社区"
    assert str(areas["nanyuan"].versions.get()) == "南苑社区 2020-01-01.."
