from datetime import date

import pytest
from django.urls import reverse

from linli.foundation.models import AuditLine
from linli.people.samples import appoint, make_account, make_role
from linli.places import queries
from linli.places.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def linjie(areas, client):
    """A clerk who keeps the areas of the Tongdu subdistrict, signed in."""
    account = make_account("linjie")
    appoint(
        account, make_role("surveyor", actions=["places.view", "places.change"], whole_area=True), area=areas["tongdu"]
    )
    client.force_login(account)
    return account


def address(page: str, area: Area) -> str:
    return reverse(f"places:{page}", args=[area.key])


def test_whoever_may_only_look_changes_nothing(areas, client):
    account = make_account("leader")
    appoint(account, make_role("reader", actions=["places.view"], whole_area=True), area=areas["tongdu"])
    client.force_login(account)

    for page in ("create", "edit", "end"):
        assert client.get(address(page, areas["nanyuan"])).status_code == 403
        assert client.post(address(page, areas["nanyuan"]), {}).status_code == 403
        assert address(page, areas["nanyuan"]) not in client.get(address("area", areas["nanyuan"])).content.decode()


@pytest.mark.parametrize("page", ["create", "edit", "end"])
def test_areas_outside_the_scope_are_not_found(areas, client, linjie, page):
    for key in ("bigu", "dongchuan", "longdong"):
        assert client.get(address(page, areas[key])).status_code == 404
        assert client.post(address(page, areas[key]), {}).status_code == 404


def test_a_community_founded_without_a_code_gets_a_provisional_one(areas, client, linjie):
    facts = {"tier": "community", "name": "新港社区", "valid_from": "2024-03-01", "households": "600"}

    answer = client.post(address("create", areas["tongdu"]), facts)
    client.post(address("create", areas["tongdu"]), {**facts, "name": "新岸社区"})

    made = Area.objects.get(name="新港社区")
    assert answer.url == address("area", made)
    assert (made.code, made.households, made.valid_from) == ("P530113001001", 600, date(2024, 3, 1))
    assert Area.objects.get(name="新岸社区").code == "P530113001002"
    assert AuditLine.objects.order_by("-id").first().actor_id == linjie.pk


def test_where_the_subdistrict_has_no_code_a_community_has_none_either(areas, client, linjie):
    Area.objects.filter(pk=areas["tongdu"].pk).update(code="")

    answer = client.post(
        address("create", areas["tongdu"]), {"tier": "community", "name": "新港社区", "valid_from": "2024-03-01"}
    )

    assert answer.status_code == 302
    assert Area.objects.get(name="新港社区").code == ""


@pytest.mark.parametrize(
    "given", [{"tier": "district"}, {"name": ""}, {"name": "南苑社区"}, {"valid_from": "2099-01-01"}, {"code": "12"}]
)
def test_an_area_that_does_not_fit_comes_back_as_typed(areas, client, linjie, given):
    facts = {"tier": "community", "name": "新港社区", "valid_from": "2024-03-01", **given}
    before = Area.objects.count()

    answer = client.post(address("create", areas["tongdu"]), facts)

    assert answer.status_code == 422
    assert Area.objects.count() == before


def test_changing_moves_and_renames_from_the_day_given(areas, client, linjie):
    url = address("edit", areas["garden"])
    assert "桂苑小区" in client.get(url).content.decode()

    facts = {"name": "桂苑花园", "households": "330", "parent": "石羊社区", "on": "2024-06-01", "document": "会议纪要"}
    answer = client.post(url, facts)

    garden = Area.objects.get(pk=areas["garden"].pk)
    assert answer.url == address("area", garden)
    assert (garden.name, garden.households, garden.parent) == ("桂苑花园", 330, areas["shiyang"])
    said = client.get(answer.url).content.decode()
    assert "2024-06-01" in said


@pytest.mark.parametrize("given", [{"parent": "龙洞社区"}, {"parent": "无此地"}, {"on": "2001-01-01"}, {"name": ""}])
def test_a_change_that_does_not_fit_comes_back_as_typed(areas, client, linjie, given):
    facts = {"name": "桂苑花园", "parent": "石羊社区", "on": "2024-06-01", **given}

    assert client.post(address("edit", areas["garden"]), facts).status_code == 422
    assert queries.get_area(areas["garden"].key).name == "桂苑小区"


def test_the_top_of_the_scope_is_not_moved(areas, client, linjie):
    facts = {"name": "铜都街道", "code": "530113001", "parent": "碧谷街道", "on": "2024-06-01"}

    assert client.post(address("edit", areas["tongdu"]), facts).status_code == 302
    assert queries.get_area(areas["tongdu"].key).parent == areas["dongchuan"]


def test_ending_says_why_not_and_then_ends(areas, client, linjie):
    refused = client.post(address("end", areas["nanyuan"]), {"on": "2024-06-01"})
    assert refused.status_code == 422
    assert client.get(address("end", areas["shiyang"])).status_code == 200

    assert client.post(address("end", areas["shiyang"]), {"on": "2024-06-01"}).status_code == 302

    assert queries.get_area(areas["shiyang"].key) is None
    assert "2024-06-01" in client.get(address("area", areas["shiyang"])).content.decode()
