import gzip
import json

import pytest
from django.urls import reverse

from linli.people.samples import appoint, make_account
from linli.places.samples import make_area, square

pytestmark = pytest.mark.django_db
TREE = reverse("places:list")
MOST_QUERIES = 20


@pytest.fixture
def linjie(areas, client):
    """A clerk of the Tongdu subdistrict, signed in."""
    account = make_account("linjie")
    appoint(account, "leader", area=areas["tongdu"])
    client.force_login(account)
    return account


def page(area) -> str:
    return reverse("places:area", args=[area.key])


@pytest.mark.parametrize("name", ["places:list", "places:outlines"])
def test_strangers_are_led_to_the_sign_in(client, db, name):
    assert client.get(reverse(name)).status_code == 302


def test_whoever_has_no_duty_is_refused(areas, client):
    client.force_login(make_account("passant"))

    assert client.get(TREE).status_code == 403
    assert client.get(page(areas["nanyuan"])).status_code == 403


@pytest.mark.parametrize("key", ["bigu", "longdong", "dongchuan", "kunming"])
def test_what_lies_outside_the_scope_is_not_found(areas, client, linjie, key):
    area = areas[key]

    assert client.get(page(area)).status_code == 404
    assert client.get(reverse("places:children", args=[area.key])).status_code == 404
    assert client.get(TREE, {"open": area.key}).status_code == 404
    assert client.get(reverse("places:outlines"), {"parent": area.key}).status_code == 404


def test_the_first_area_is_a_city_and_only_whoever_holds_the_whole_tree_begins_one(db, client):
    top = reverse("places:create_top")
    founder = make_account("founder")
    appoint(founder, "system_admin", area=None)
    client.force_login(founder)

    assert top in client.get(TREE).content.decode()
    made = client.post(top, {"tier": "city", "name": "昆明市", "code": "530100000000", "valid_from": "2020-01-01"})

    assert made.status_code == 302
    assert "昆明市" in client.get(TREE).content.decode()
    assert client.post(top, {"tier": "district", "name": "东川区", "valid_from": "2020-01-01"}).status_code == 422


def test_no_city_is_begun_from_within_a_subdistrict(areas, client):
    account = make_account("linjie")
    appoint(account, "system_admin", area=areas["tongdu"])
    client.force_login(account)

    assert client.get(reverse("places:create_top")).status_code == 404
    assert reverse("places:create_top") not in client.get(TREE).content.decode()


def test_a_key_that_is_none_is_not_found(client, linjie):
    assert client.get(TREE, {"open": "nonsense"}).status_code == 404
    assert client.get(reverse("places:outlines"), {"parent": "nonsense"}).status_code == 404


def test_the_tree_begins_at_the_top_of_the_scope_and_opens_branch_by_branch(areas, client, linjie):
    closed = client.get(TREE).content.decode()
    opened = client.get(TREE, {"open": areas["nanyuan"].key}).content.decode()

    assert "铜都街道" in closed
    assert "南苑社区" not in closed
    assert "碧谷街道" not in closed
    assert "石羊社区" in opened
    assert "桂苑小区" in opened
    assert "3号楼" not in opened


def test_a_branch_comes_alone_for_the_tree(areas, client, linjie):
    part = client.get(reverse("places:children", args=[areas["tongdu"].key])).content.decode()

    assert "南苑社区" in part
    assert "<html" not in part


def test_the_search_finds_two_characters_and_codes_within_the_scope_only(areas, client, linjie):
    assert "530113001001" in client.get(TREE, {"q": "南苑"}).content.decode()
    assert "530113002001" not in client.get(TREE, {"q": "社区"}).content.decode()
    assert "石羊社区" in client.get(TREE, {"q": "530113001002"}).content.decode()
    nothing = client.get(TREE, {"q": "龙洞"})
    assert 'data-testid="empty"' in nothing.content.decode()


def test_the_page_of_an_area_says_where_it_lies_and_what_lies_in_it(areas, client, linjie):
    said = client.get(page(areas["nanyuan"])).content.decode()

    assert page(areas["tongdu"]) in said
    assert "东川区" in said
    assert page(areas["dongchuan"]) not in said
    assert "桂苑小区" in said
    assert "1200" in said
    assert "320" in said
    assert "2020-01-01" in said


@pytest.mark.parametrize("tier", ["community", "compound"])
def test_outlines_come_for_the_tier_asked_for_within_the_scope(areas, client, linjie, tier):
    drawn = make_area("东园社区", "community", areas["tongdu"], outline=square(103, 26))
    make_area("东苑小区", "compound", drawn, outline=square(103, 26, 0.001))
    make_area("远园社区", "community", areas["bigu"], outline=square(103.5, 26))

    answer = client.get(reverse("places:outlines"), {"tier": tier, "parent": areas["tongdu"].key})

    assert answer["Content-Type"] == "application/geo+json"
    assert [feature["properties"]["tier"] for feature in answer.json()["features"]] == [tier]


def test_everybody_may_see_the_outlines_of_communities_but_not_of_compounds(areas, client):
    for number in range(5):
        drawn = make_area(f"{number}园社区", "community", areas["tongdu"], outline=square(103 + number / 100, 26))
    make_area("东苑小区", "compound", drawn, outline=square(103, 26, 0.001))
    url = reverse("places:public_outlines")

    packed = client.get(url, {"parent": areas["tongdu"].key}, headers={"Accept-Encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(packed.content))["features"]) == 5
    assert client.get(url, {"tier": "compound"}).json()["features"] == []


@pytest.mark.parametrize("crowd", [2, 60])
def test_the_number_of_queries_does_not_grow_with_the_tree(areas, client, linjie, crowd, django_assert_max_num_queries):
    for number in range(crowd):
        make_area(f"{number}园社区", "community", areas["tongdu"])

    for url in (TREE, f"{TREE}?open={areas['nanyuan'].key}", f"{TREE}?q=园", page(areas["tongdu"])):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(url).status_code == 200
