"""Outlines drawn anew: together, from a day on, never over somebody else's; and their pages."""

import json
from datetime import date

import pytest
import shapely
from django.urls import reverse

from linli.foundation.models import AuditLine
from linli.people.samples import appoint, make_account
from linli.places import queries, services
from linli.places.samples import SAMPLE_NOW, make_area, square

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def west(areas):
    return make_area("西园社区", "community", areas["tongdu"], code="530113001007", outline=square(103, 26))


@pytest.fixture
def east(areas):
    return make_area("东园社区", "community", areas["tongdu"], code="530113001008", outline=square(103.01, 26))


@pytest.fixture
def drawer(client, areas):
    """Somebody who may change areas in the subdistrict 铜都 alone."""
    person = make_account("drawer")
    appoint(person, "system_admin", area=areas["tongdu"])
    client.force_login(person)
    return client


def redraw(*items, **more):
    terms = {"actor": None, "now": SAMPLE_NOW, "on": DAY} | more
    return services.redraw_outlines(
        items=[services.Redrawn(area_id=area.pk, outline=shape, seen=seen) for area, shape, seen in items], **terms
    )


def changes(*items):
    rows = [{"key": str(area.key), "seen": seen, "polygons": [shape["coordinates"]]} for area, shape, seen in items]
    return json.dumps(rows)


def test_a_border_moves_in_both_areas_from_a_day_on(west, east):
    lines = AuditLine.objects.count()
    wide = {"type": "Polygon", "coordinates": [[[103, 26], [103.012, 26], [103.012, 26.01], [103, 26.01], [103, 26]]]}
    small = {
        "type": "Polygon",
        "coordinates": [[[103.012, 26], [103.02, 26], [103.02, 26.01], [103.012, 26.01], [103.012, 26]]],
    }

    redraw((west, wide, west.outline_id), (east, small, east.outline_id), document="东政发〔2026〕3号")

    assert queries.area_at(103.011, 26.005) == west
    assert queries.area_at(103.011, 26.005, on=date(2026, 2, 28)) == east
    line = AuditLine.objects.latest("id")
    assert (AuditLine.objects.count(), line.action) == (lines + 1, "places.redraw")
    assert json.loads(line.details)["document"] == "东政发〔2026〕3号"
    assert {queries.get_version_on(area, DAY).document for area in (west, east)} == {"东政发〔2026〕3号"}


def test_who_comes_second_is_refused_and_nothing_of_it_is_kept(west, east):
    seen = west.outline_id
    redraw((west, square(103, 26, 0.005), seen))

    with pytest.raises(services.OutlinesChanged) as refused:
        redraw((east, square(103.01, 26, 0.005), east.outline_id), (west, square(103, 26, 0.006), seen))

    assert [area.name for area in refused.value.areas] == ["西园社区"]
    assert queries.area_at(103.018, 26.005) == east


def test_a_shape_that_crosses_itself_is_refused_with_the_areas_name(west):
    bow = {"type": "Polygon", "coordinates": [[[103, 26], [103.01, 26.01], [103.01, 26], [103, 26.01], [103, 26]]]}

    with pytest.raises(services.AreaRefused, match="西园"):
        redraw((west, bow, west.outline_id))


def test_a_day_that_has_not_come_is_refused(west):
    with pytest.raises(services.AreaRefused):
        redraw((west, square(103, 26, 0.005), west.outline_id), on=date(2030, 1, 1))


def test_the_same_outline_changes_nothing(west):
    lines = AuditLine.objects.count()

    assert redraw((west, square(103, 26), west.outline_id)) == []
    assert AuditLine.objects.count() == lines


def test_the_drawing_table_holds_the_area_first_and_its_neighbours(
    drawer, west, east, areas, django_assert_max_num_queries
):
    far = make_area("远园社区", "community", areas["bigu"], code="530113002009", outline=square(102.99, 26))

    with django_assert_max_num_queries(12):
        ground = drawer.get(reverse("places:draw_ground", args=[west.key])).json()

    assert [row["name"] for row in ground["areas"]] == [west.short_name, east.short_name]
    assert ground["areas"][0]["seen"] == west.outline_id
    assert [each["properties"]["name"] for each in ground["fixed"]["features"]] == [far.short_name]


def test_an_area_without_an_outline_may_begin_with_what_is_left(drawer, west, areas):
    services.change_area(area_id=areas["tongdu"].pk, actor=None, now=SAMPLE_NOW, on=DAY, outline=square(103, 26, 0.02))
    bare = make_area("新园社区", "community", areas["tongdu"], longitude=103.015, latitude=26.015)

    starts = drawer.get(reverse("places:draw_ground", args=[bare.key])).json()["starts"]

    assert len(starts) == 2
    assert all([103.01, 26.01] in [each[:2] for each in start["polygons"][0][0]] for start in starts)


def test_what_the_map_drew_is_kept(drawer, west, east):
    url = reverse("places:draw", args=[west.key])
    sent = changes((west, square(103, 26, 0.005), west.outline_id), (east, square(103.01, 26, 0.005), east.outline_id))

    answer = drawer.post(url, {"changes": sent, "on": "2026-03-01", "document": ""})

    assert (answer.status_code, answer.url) == (302, reverse("places:area", args=[west.key]))
    assert queries.area_at(103.008, 26.008) is None


def test_without_scripts_corners_are_typed(drawer, west):
    url = reverse("places:draw", args=[west.key])
    assert "103.0000000 26.0000000" in drawer.get(url).content.decode()
    said = {"corners": "103 26\n103.02 26\n103.02 26.02", "seen": west.outline_id, "on": "2026-03-01"}

    assert drawer.post(url, said).status_code == 302
    assert queries.area_at(103.015, 26.01) == west
    wrong = drawer.post(url, said | {"corners": "103 26\nhier", "seen": west.outline_id})
    assert wrong.status_code == 422
    assert "hier" in wrong.context["form"].errors["corners"][0]


def test_two_people_meet_on_a_page_that_loses_neither(drawer, west):
    url = reverse("places:draw", args=[west.key])
    sent = {"changes": changes((west, square(103, 26, 0.006), west.outline_id)), "on": "2026-03-01"}
    redraw((west, square(103, 26, 0.005), west.outline_id))

    page = drawer.post(url, sent)

    assert page.status_code == 409
    again = {"changes": page.context["changes"], "on": "2026-03-01", "document": ""}
    resumed = drawer.post(url, again | {"resume": "1"})
    assert (resumed.status_code, resumed.context["form"]["changes"].value()) == (200, again["changes"])
    assert drawer.post(url, again).status_code == 302
    assert queries.area_at(103.0055, 26.0055) == west


def test_nobody_draws_outside_of_ones_duties(drawer, west, areas):
    url = reverse("places:draw", args=[areas["longdong"].key])

    assert drawer.get(url).status_code == 404
    sent = changes((areas["longdong"], square(103, 26), None))
    answer = drawer.post(reverse("places:draw", args=[west.key]), {"changes": sent, "on": "2026-03-01"})
    assert answer.status_code == 404


def test_problems_are_listed_one_after_the_other(drawer, west, areas, django_assert_max_num_queries):
    make_area("东园社区", "community", areas["tongdu"], code="530113001008", outline=square(103.009995, 26))
    url = reverse("places:topology", args=[areas["tongdu"].key])

    with django_assert_max_num_queries(20):
        page = drawer.get(url)

    told = [str(row["problem"].kind) for row in page.context["rows"]]
    assert told == ["sliver", "missing", "missing"]
    shapes = drawer.get(reverse("places:topology_map", args=[areas["tongdu"].key])).json()["features"]
    assert [each["properties"]["kind"] for each in shapes] == ["part", "part", "problem", "problem", "problem"]
    assert drawer.get(url, {"tolerance": "x"}).status_code == 422


def test_a_sliver_is_shown_mended_and_then_is(drawer, west, areas):
    make_area("东园社区", "community", areas["tongdu"], code="530113001008", outline=square(103.009995, 26))
    url = reverse("places:mend", args=[areas["tongdu"].key])

    page = drawer.get(url)
    assert [row["area"].name for row in page.context["rows"]] == ["东园社区"]
    assert page.context["rows"][0]["difference"] < 0
    done = drawer.post(url, {"on": "2026-03-01", "document": "东政发〔2026〕4号"})

    assert done.status_code == 302
    assert "sliver" not in drawer.get(reverse("places:topology", args=[areas["tongdu"].key])).content.decode()
    assert drawer.get(url).status_code == 302  # nothing left to mend


def test_an_area_with_nothing_in_it_has_no_check(drawer, areas):
    assert drawer.get(reverse("places:topology", args=[areas["shiyang"].key])).status_code == 404


def test_points_alone_give_derived_cells_that_answer_nothing_exactly(drawer, areas):
    for name, longitude in (("近园社区", 103.000), ("远园社区", 103.004)):
        make_area(name, "community", areas["tongdu"], longitude=longitude, latitude=26.0)
    versions = queries.AreaVersion.objects.filter(outline__isnull=False).count()

    cells = drawer.get(reverse("places:derived", args=[areas["tongdu"].key])).json()["features"]

    assert {(each["properties"]["name"], each["properties"]["derived"]) for each in cells} == {
        ("近园社区（推算）", True),
        ("远园社区（推算）", True),
    }
    found = queries.locate(103.0005, 26.0)
    assert (found.area.name, found.exact) == ("近园社区", False)
    assert queries.AreaVersion.objects.filter(outline__isnull=False).count() == versions


def test_a_cell_is_derived_from_the_buildings_in_an_area_in_one_query(drawer, areas, django_assert_max_num_queries):
    for number in range(30):
        home = make_area(f"园{number}社区", "community", areas["tongdu"], longitude=103 + number / 100, latitude=26.0)
        make_area("1号楼", "building", home, longitude=103 + number / 100, latitude=26.003)

    with django_assert_max_num_queries(10):
        cells = drawer.get(reverse("places:derived", args=[areas["tongdu"].key])).json()["features"]

    assert len(cells) == 30
    assert shapely.geometry.shape(cells[0]["geometry"]).contains(shapely.Point(103, 26.003))


def test_a_derived_cell_leaves_the_ground_of_others_alone(drawer, west, areas):
    make_area("近园社区", "community", areas["tongdu"], longitude=103.0105, latitude=26.005)

    (cell,) = drawer.get(reverse("places:derived", args=[areas["tongdu"].key])).json()["features"]

    assert all(point[0] >= 103.00999 for point in cell["geometry"]["coordinates"][0])
