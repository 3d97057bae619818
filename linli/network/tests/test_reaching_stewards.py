"""How stewards are reached: links made by whoever appoints there, notices for an area and everything in it."""

from datetime import date

import pytest
from django.urls import reverse

from linli.foundation.models import AuditLine
from linli.network import samples
from linli.network.models import Notice, StewardLink
from linli.network.queries import stewards
from linli.network.services import NetworkRefused
from linli.network.services import stewards as services

from .conftest import NOW, TODAY

DAY = date(2026, 11, 1)


@pytest.fixture
def steward(areas):
    return samples.post("building_steward", areas["building"], "李桂香", phone="13800001111")


def to(page, of):
    return reverse(f"network:{page}", args=[of.key])


def test_a_worker_makes_a_link_that_is_shown_once_and_opens(steward, worker, client):
    client.force_login(worker)
    answer = client.post(to("link", steward.holder))
    address = answer.context["address"]
    assert answer["Cache-Control"] == "no-store"
    client.logout()
    assert client.get(address).status_code == 200
    assert AuditLine.objects.filter(action="network.link").count() == 1
    assert address.rstrip("/").rpartition("/")[2] not in str(list(AuditLine.objects.values()))

    client.force_login(worker)
    client.post(to("unlink", steward.holder))
    client.logout()
    assert client.get(address).status_code == 404


def test_nobody_makes_a_link_for_a_person_of_another_area(areas, worker, leader, client):
    far = samples.post("compound_head", areas["plum"], "远方人")
    client.force_login(worker)
    assert client.post(to("link", far.holder)).status_code == 404
    client.force_login(leader)
    assert client.post(to("link", far.holder)).status_code == 403
    assert not StewardLink.objects.exists()


def test_whoever_left_gets_no_link(steward, worker):
    steward.valid_to = DAY
    steward.save(update_fields=["valid_to"])
    with pytest.raises(NetworkRefused):
        services.make_link(holder=steward.holder, actor=worker, now=NOW)


@pytest.mark.parametrize(
    ("place", "valid_from", "valid_to", "is_seen"),
    [
        ("nanyuan", DAY, None, True),
        ("dongchuan", DAY, None, True),
        ("building", DAY, None, True),
        ("building5", DAY, None, False),
        ("longdong", DAY, None, False),
        ("nanyuan", date(2026, 11, 23), None, False),
        ("nanyuan", DAY, date(2026, 11, 22), False),
        ("nanyuan", DAY, date(2026, 11, 23), True),
    ],
)
def test_a_steward_sees_the_notices_of_his_place_and_above_on_their_days(
    steward, areas, place, valid_from, valid_to, is_seen
):
    facts = {"title": "停水", "text": "周三上午", "actor": None, "now": NOW}
    services.publish_notice(area=areas[place], valid_from=valid_from, valid_to=valid_to, **facts)
    assert bool(stewards.bench_of(steward.holder, TODAY).notices) is is_seen


def test_a_notice_is_written_listed_and_taken_off(areas, worker, client):
    client.force_login(worker)
    facts = {"area": areas["nanyuan"].code, "title": "停水", "text": "周三上午", "valid_from": "2026-11-01"}
    assert client.post(reverse("network:new_notice"), facts).status_code == 302
    assert "周三上午" in client.get(reverse("network:notices")).content.decode()
    notice = Notice.objects.get()
    assert client.post(to("end_notice", notice)).status_code == 302
    notice.refresh_from_db()
    assert notice.valid_to is not None


@pytest.mark.parametrize("change", [{"area": "龙洞社区"}, {"valid_to": "2026-10-01"}, {"title": ""}])
def test_a_notice_that_does_not_fit_comes_back_as_it_was_typed(areas, worker, client, change):
    client.force_login(worker)
    facts = {"area": areas["nanyuan"].code, "title": "停水", "text": "周三上午", "valid_from": "2026-11-01"} | change
    answer = client.post(reverse("network:new_notice"), facts)
    assert answer.status_code == 422
    assert "周三上午" in answer.content.decode()
    assert not Notice.objects.exists()


def test_a_notice_of_another_area_cannot_be_taken_off(areas, worker, client):
    facts = {"title": "停水", "text": "周三", "valid_from": DAY, "actor": None, "now": NOW}
    far = services.publish_notice(area=areas["longdong"], **facts)
    client.force_login(worker)
    assert client.post(to("end_notice", far)).status_code == 404
