"""Who is responsible for what here, and for what a person is: pages by role, sources 000-5, 003-4 to 003-7, 004-4."""

from datetime import date

import pytest
from django.urls import reverse

from linli.network import samples, services
from linli.network.queries import responsibility
from linli.network.terms import DesignationKind
from linli.organisations.samples import make_organisation
from linli.organisations.services import pair
from linli.organisations.terms import Part

from .conftest import NOW, TODAY

MOST_QUERIES = 20


def to(page, of):
    return reverse(f"network:{page}", args=[of.key])


@pytest.fixture
def posted(areas, units):
    """A community with two of the four levels, a linked leader, a steward and a lead partner."""
    samples.post("secretary", areas["nanyuan"], "陈书记")
    samples.post("office_director", areas["nanyuan"], "高主任")
    samples.post("liaison_leader", areas["nanyuan"], "罗副主任", title="副主任")
    partner = make_organisation("铜都中学", "partner", areas["tongdu"])
    pair(organisation=partner, area=areas["nanyuan"], part=Part.LEAD, valid_from=date(2024, 1, 1), actor=None, now=NOW)
    facts = {"kind": DesignationKind.HARD, "valid_from": date(2024, 1, 1), "actor": None, "now": NOW}
    services.designate(area=areas["nanyuan"], **facts)
    return samples.post("building_steward", areas["building"], "李桂香", phone="13800001111")


def test_the_four_levels_are_named_also_where_nobody_fills_them(posted, areas):
    answer = responsibility.responsible_for(areas["nanyuan"], TODAY)
    names = {level.value: [str(row.holder) for row in held] for level, held in answer.levels}
    assert names == {"1": ["陈书记"], "2": [], "3": ["高主任"], "4": []}
    assert [str(row.holder) for row in answer.linked] == ["罗副主任"]
    assert answer.is_hard


def test_the_chain_leads_from_a_building_to_the_city(posted, areas):
    chain = responsibility.responsible_for(areas["building"], TODAY).chain
    assert [area.short_name for area, _held in chain][:3] == ["3号楼", "桂苑小区", "南苑社区"]
    assert [str(row.holder) for row in chain[0][1]] == ["李桂香"]


def test_before_a_post_was_held_nobody_is_named(posted, areas):
    answer = responsibility.responsible_for(areas["nanyuan"], date(2019, 12, 31))
    assert all(not held for _level, held in answer.levels)
    assert answer.partners == []


def test_the_page_of_an_area_says_it_all_to_whoever_may_see_it(
    posted, areas, worker, handler, client, django_assert_max_num_queries
):
    client.force_login(worker)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(to("responsible", areas["nanyuan"])).content.decode()
    for said in ("陈书记", "空缺", "罗副主任", "铜都中学", "003-4", "桂苑小区"):
        assert said in page
    assert client.get(to("responsible", areas["longdong"])).status_code == 404
    assert client.get(to("responsible_book", areas["nanyuan"])).status_code == 200
    client.force_login(handler)
    assert client.get(to("responsible", areas["nanyuan"])).status_code == 403


def test_a_person_sees_what_he_is_responsible_for(areas, worker, client, django_assert_max_num_queries):
    samples.post("deputy_leader", areas["nanyuan"], worker.name, account=worker)
    client.force_login(worker)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(reverse("network:mine")).content.decode()
    assert "南苑社区" in page
    assert "居委会" in page


def test_whoever_has_no_post_is_told_so(handler, client):
    client.force_login(handler)
    assert "网络中没有任职" in client.get(reverse("network:mine")).content.decode()
