import pytest

from linli.foundation.access import Grant
from linli.places import queries
from linli.places.samples import make_area, square

from .holders import Holder

pytestmark = pytest.mark.django_db


def names(areas) -> set[str]:
    return {area.name for area in areas}


def test_nobody_sees_an_area_without_a_grant(areas):
    assert not queries.areas_in_scope(Holder(), "places.view").exists()
    assert not queries.scope_roots(Holder(), "places.view").exists()


def test_a_grant_shows_its_subtree_and_nothing_beside_it(areas):
    holder = Holder(Grant("places.view", areas["bigu"].path, "0001", False))

    assert names(queries.areas_in_scope(holder, "places.view")) == {"碧谷街道", "龙洞社区"}
    assert names(queries.scope_roots(holder, "places.view")) == {"碧谷街道"}


def test_of_two_grants_the_upper_one_is_the_root(areas):
    grants = [Grant("places.view", areas[key].path, "", True) for key in ("tongdu", "nanyuan", "longdong")]

    assert names(queries.scope_roots(Holder(*grants), "places.view")) == {"铜都街道", "龙洞社区"}


def test_a_grant_for_everything_shows_every_city(areas):
    make_area("酒泉市", "city", code="620900")
    everything = Holder(Grant("places.view", "", "", True))

    assert queries.areas_in_scope(everything, "places.view").count() == 10
    assert names(queries.scope_roots(everything, "places.view")) == {"昆明市", "酒泉市"}


def test_a_subtree_is_read_through_the_index(areas):
    plan = queries.Area.objects.filter(queries.in_subtree(areas["tongdu"].path)).order_by().explain()

    assert "SCAN places_area" not in plan


def test_children_tree_and_counts(areas):
    assert names(queries.list_children(None)) == {"昆明市"}
    assert names(queries.list_children(areas["tongdu"])) == {"南苑社区", "石羊社区"}
    assert [area.name for area in queries.get_tree(areas["tongdu"])] == ["铜都街道", "南苑社区", "石羊社区"]
    assert len(queries.get_tree(deepest="building")) == 9
    assert queries.count_by_tier(areas["tongdu"]) == {"subdistrict": 1, "community": 2, "compound": 1, "building": 1}
    street = queries.with_child_counts(queries.list_in_force()).get(pk=areas["tongdu"].pk)
    assert (street.child_count, street.child_households) == (2, 2100)
    assert queries.household_sums(areas["tongdu"]) == {"declared": None, "sum": 2100}


def test_areas_are_found_by_part_of_a_name_by_code_and_by_key(areas):
    everything = queries.list_in_force()

    assert names(queries.search_areas(everything, " 南苑 ")) == {"南苑社区"}
    assert names(queries.search_areas(everything, "铜")) == {"铜都街道"}
    assert names(queries.search_areas(everything, "５３０１１３００２")) == {"碧谷街道", "龙洞社区"}
    assert not queries.search_areas(everything, " ").exists()
    assert queries.find_by_code("530113001000") == areas["tongdu"]
    assert queries.find_by_code("nowhere") is None
    assert queries.find_by_code("") is None
    assert queries.get_area(areas["nanyuan"].key) == areas["nanyuan"]
    assert queries.get_area("not a key") is None


def test_a_point_lies_in_the_outline_that_holds_it(areas):
    make_area("东园社区", "community", areas["tongdu"], code="530113001003", outline=square(103.00, 26))

    assert queries.area_at(103.005, 26.005).name == "东园社区"
    assert queries.area_at(103.02, 26.005) is None
    assert queries.area_at(103.005, 26.005, "compound") is None


def test_a_point_on_a_common_border_belongs_to_the_smallest_code(areas):
    east = make_area("东园社区", "community", areas["tongdu"], code="530113001008", outline=square(103.01, 26))
    west = make_area("西园社区", "community", areas["tongdu"], code="530113001007", outline=square(103.00, 26))

    assert queries.area_at(103.01, 26.005) == west
    assert queries.area_at(103.015, 26.005) == east


def test_without_an_outline_the_nearest_centre_is_offered_and_says_so(areas):
    near = make_area("近园社区", "community", areas["tongdu"], longitude=103.0, latitude=26.0)
    make_area("远园社区", "community", areas["tongdu"], longitude=103.02, latitude=26.0)

    found = queries.locate(103.004, 26.0)

    assert (found.area, found.exact) == (near, False)
    assert found.distance_m == pytest.approx(400, abs=1)
    assert queries.locate(104.0, 26.0) is None


def test_an_outline_wins_over_a_nearer_centre(areas):
    make_area("近园社区", "community", areas["tongdu"], longitude=103.0, latitude=26.0)
    drawn = make_area("东园社区", "community", areas["tongdu"], outline=square(103.0, 26.0, 0.05))

    found = queries.locate(103.001, 26.001)

    assert (found.area, found.exact, found.distance_m) == (drawn, True, 0.0)


def test_outlines_come_as_features_with_public_facts_only(areas):
    drawn = make_area("东园社区", "community", areas["tongdu"], outline=square(103, 26), households=10)

    (feature,) = queries.get_outlines(queries.list_in_force())["features"]

    assert feature["id"] == str(drawn.key)
    assert feature["geometry"] == square(103, 26)
    assert set(feature["properties"]) == {"key", "code", "name", "tier"}


def test_the_lineages_of_a_page_take_one_query(areas, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = queries.lineages_of([areas["building"], areas["bigu"]])

    assert [up.name for up in found[areas["bigu"].pk]] == ["昆明市", "东川区"]
    assert len(found[areas["building"].pk]) == 5
