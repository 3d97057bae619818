"""Which area a point lies in, as of any day, from a memory that every process drops when an outline changes."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.places import queries, services
from linli.places.models import AreaVersion, OutlineStamp
from linli.places.samples import SAMPLE_NOW, make_area, square

pytestmark = pytest.mark.django_db
SINCE, CHANGED, ENDED = date(2020, 1, 1), date(2022, 5, 1), date(2024, 8, 1)
INSIDE = (103.005, 26.005)


def change(area, on=CHANGED, **facts):
    return services.change_area(area_id=area.pk, actor=None, now=SAMPLE_NOW, on=on, **facts)


@pytest.fixture
def east(areas):
    return make_area("东园社区", "community", areas["tongdu"], code="530113001008", outline=square(103.00, 26))


def test_a_point_lies_in_the_outline_of_its_day(east):
    change(east, outline=square(104, 27))

    days = [SINCE - timedelta(1), SINCE, CHANGED - timedelta(1), CHANGED, None]

    assert [queries.area_at(*INSIDE, on=day) for day in days] == [None, east, east, None, None]
    assert queries.area_at(104.005, 27.005) == east


def test_an_area_that_ended_is_found_on_the_days_it_existed(east):
    services.end_area(area_id=east.pk, actor=None, now=SAMPLE_NOW, on=ENDED)

    assert queries.area_at(*INSIDE, on=ENDED - timedelta(1)) == east
    assert queries.area_at(*INSIDE, on=ENDED) is None
    assert queries.area_at(*INSIDE) is None


def test_a_common_border_belongs_to_the_smallest_code_of_the_day(areas, east):
    west = make_area("西园社区", "community", areas["tongdu"], code="530113001007", outline=square(102.99, 26))
    change(west, code="530113001009")

    assert queries.area_at(103.00, 26.005, on=SINCE) == west
    assert queries.area_at(103.00, 26.005) == east


def test_many_points_are_found_at_once_in_few_statements(areas, east):
    for at in range(20):
        code = f"5301130011{at:02d}"
        make_area(f"园{at}社区", "community", areas["tongdu"], code=code, outline=square(103.02 + at / 100, 26))
    points = [(103.0051 + at / 10_000, 26.005) for at in range(2_200)]

    with CaptureQueriesContext(connection) as asked:
        found = queries.areas_at(points)

    assert found == [queries.area_at(*point) for point in points]
    assert {None, east} < set(found)
    assert len(asked) == 4  # stamp, boxes, shapes, areas


def test_a_second_look_asks_only_whether_something_changed(east):
    queries.area_at(*INSIDE)

    with CaptureQueriesContext(connection) as asked:
        assert queries.area_at(*INSIDE).tier.code == "community"

    assert len(asked) == 1


def test_what_is_returned_is_the_callers_own(east):
    queries.area_at(*INSIDE).name = "别的"

    assert queries.area_at(*INSIDE).name == "东园社区"


def test_a_change_is_known_at_once_and_so_is_its_undoing(east):
    assert queries.area_at(*INSIDE) == east
    with transaction.atomic():
        change(east, outline=square(104, 27))
        assert queries.area_at(*INSIDE) is None
        transaction.set_rollback(True)

    assert queries.area_at(*INSIDE) == east
    change(east, outline=square(105, 27))
    assert queries.area_at(*INSIDE) is None


@pytest.mark.parametrize(
    "act",
    [
        lambda row: AreaVersion.objects.filter(area=row).update(code="X"),
        lambda row: queries.Area.objects.filter(pk=row.pk).update(name="改名社区"),
        lambda row: AreaVersion.objects.filter(area=row).delete(),
        lambda row: queries.Tier.objects.filter(code="community").update(name="社区"),
    ],
)
def test_the_database_notices_every_way_of_changing(east, act):
    before = OutlineStamp.objects.get().token

    act(east)

    assert OutlineStamp.objects.get().token != before


def test_outlines_of_another_tier_are_not_asked(areas):
    garden = make_area("花园", "compound", areas["nanyuan"], outline=square(103, 26))

    assert queries.area_at(*INSIDE) is None
    assert queries.area_at(*INSIDE, "compound") == garden


def test_an_installation_says_from_the_start_how_its_outlines_stand():
    assert OutlineStamp.objects.get().token
