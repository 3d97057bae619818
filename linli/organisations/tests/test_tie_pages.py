"""Pages of who takes part in what, as a registrar of a subdistrict sees and uses them."""

import io
import json
from datetime import date

import pytest
from django.urls import reverse

from linli.foundation import sheets
from linli.organisations import services
from linli.organisations.models import MemberCount, Membership, Pairing
from linli.organisations.samples import make_organisation
from linli.organisations.terms import Part
from linli.people.samples import appoint, make_account, make_role
from linli.places.samples import SAMPLE_NOW, square

DAY = date(2024, 3, 1)
BY = {"actor": None, "now": SAMPLE_NOW}
MOST_QUERIES = 20


@pytest.fixture
def ground(areas, known, linjie):
    """A meeting with one of two units, a Party branch, a partner paired with the community; linjie is signed in."""
    made = {
        "meeting": make_organisation("南苑联席会", "coordination_body", areas["nanyuan"], form="joint_meeting"),
        "shop": make_organisation("老街商铺", "resident_unit", areas["nanyuan"], has_party=False),
        "clinic": make_organisation("惠民诊所", "resident_unit", areas["nanyuan"], has_party=False),
        "branch": make_organisation("南苑党支部", "party_organisation", areas["nanyuan"], form="branch"),
        "partner": make_organisation("铜都中学", "partner", areas["tongdu"]),
        "far": make_organisation("龙东联席会", "coordination_body", areas["longdong"], form="joint_meeting"),
    }
    services.join_body(body=made["meeting"], member=made["shop"], part=Part.MEMBER, valid_from=DAY, **BY)
    services.pair(organisation=made["partner"], area=areas["nanyuan"], part=Part.LEAD, valid_from=DAY, **BY)
    return made


def to(page: str, of: object) -> str:
    return reverse(f"organisations:{page}", args=[of if isinstance(of, int) else of.key])


def test_the_bodies_of_a_community_say_what_is_missing(ground, areas, client, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(to("bodies", areas["nanyuan"])).content.decode()
    for said in ("南苑党支部", "缺：成员代表大会", "1/2 = 50.0 %", "惠民诊所", "铜都中学"):
        assert said in page
    assert client.get(to("bodies", areas["longdong"])).status_code == 404


def test_a_unit_is_given_a_seat_and_loses_it(ground, client) -> None:
    facts = {"member": "惠民诊所", "part": "member", "valid_from": "2024-05-01", "document": "铜党〔2024〕3号"}
    assert client.post(to("join", ground["meeting"]), facts).status_code == 302
    seat = Membership.objects.get(member=ground["clinic"])
    assert "铜党〔2024〕3号" in client.get(to("detail", ground["meeting"])).content.decode()
    assert client.post(to("leave", seat.pk), {"on": "2024-05-01"}).status_code == 422
    assert client.post(to("leave", seat.pk), {"on": "2024-06-01"}).status_code == 302
    seat.refresh_from_db()
    assert seat.valid_to == date(2024, 6, 1)


@pytest.mark.parametrize("member", ["没有这家", "惠民诊所"])
def test_what_does_not_fit_comes_back_with_its_reason(ground, client, member, areas) -> None:
    meeting = make_organisation("南苑党建联席会", "coordination_body", areas["nanyuan"], form="party_meeting")
    answer = client.post(to("join", meeting), {"member": member, "part": "member", "valid_from": "2024-05-01"})
    assert answer.status_code == 422
    assert member in answer.content.decode()
    assert not Membership.objects.filter(body=meeting).exists()


def test_a_zone_is_drawn_and_shown_on_the_map(ground, areas, client) -> None:
    zone = square(103.1, 26.0)
    address = f"{to('pair', ground['partner'])}?area={areas['nanyuan'].key}"
    assert "data-plan-draw" in client.get(address).content.decode()
    facts = {"area": areas["nanyuan"].code, "part": "lead", "tasks": "清扫", "valid_from": "2024-03-01"}
    assert client.post(address, facts | {"outline": json.dumps(zone)}).status_code == 302
    shown = client.get(to("zones", areas["nanyuan"])).json()
    assert shown["communities"]["features"][0]["geometry"] == zone
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    for broken in (json.dumps(bow), "{", '{"type": "Point"}'):
        assert client.post(address, facts | {"outline": broken}).status_code == 422
    assert Pairing.objects.get().tasks == "清扫"


def test_a_pairing_ends(ground, client) -> None:
    one = Pairing.objects.get()
    assert client.post(to("unpair", one.pk), {"on": "2024-09-01"}).status_code == 302
    one.refresh_from_db()
    assert one.valid_to == date(2024, 9, 1)


def test_members_are_entered_as_numbers(ground, client) -> None:
    answer = client.post(to("members", ground["branch"]), {"on": "2024-07-01", "n_managed": "31", "n_mobile": "4"})
    assert answer.status_code == 302
    assert {str(row.member_class): row.number for row in MemberCount.objects.all()} == {"managed": 31, "mobile": 4}
    assert "31" in client.get(to("detail", ground["branch"])).content.decode()


def test_the_export_names_seats_and_pairings_within_reach(ground, areas, client) -> None:
    make_organisation("龙东商铺", "resident_unit", areas["longdong"])
    book = client.get(reverse("organisations:export_ties")).getvalue()
    rows = [row.cells for row in sheets.read(io.BytesIO(book)).rows]
    assert [(row["单位"], row["参加的机构"] or row["结对社区代码"]) for row in rows] == [
        ("老街商铺", "南苑联席会"),
        ("铜都中学", areas["nanyuan"].code),
    ]


def test_what_lies_outside_the_duties_cannot_be_changed(ground, areas, client) -> None:
    assert client.get(to("join", ground["far"])).status_code == 404
    facts = {"area": areas["longdong"].code, "part": "member", "valid_from": "2024-05-01"}
    assert client.post(to("pair", ground["partner"]), facts).status_code == 422
    reader = make_account("reader")
    appoint(reader, make_role("reader", actions=["organisations.view"], whole_area=True), area=areas["dongchuan"])
    client.force_login(reader)
    assert client.get(to("bodies", areas["nanyuan"])).status_code == 200
    for page, of in (("join", ground["meeting"]), ("pair", ground["partner"]), ("members", ground["branch"])):
        assert client.post(to(page, of), {}).status_code == 403
