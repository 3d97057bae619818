"""Seats in bodies, partners of communities, numbers of Party members: rules, services, lists and pages."""

from datetime import date

import pytest

from linli.foundation.sheets import Row
from linli.organisations import queries, rules, services
from linli.organisations.models import MemberCount, Membership, Pairing
from linli.organisations.samples import make_organisation
from linli.organisations.terms import BodyForm, MemberClass, OrganisationKind, Part
from linli.places.samples import SAMPLE_DAY, SAMPLE_NOW, square

DAY = date(2024, 3, 1)
BY = {"actor": None, "now": SAMPLE_NOW}


@pytest.fixture
def meeting(areas):
    return make_organisation("南苑党建联席会", "coordination_body", areas["nanyuan"], form="party_meeting")


@pytest.fixture
def school(areas):
    return make_organisation("铜都小学", "resident_unit", areas["nanyuan"], code="U1", has_party=True)


@pytest.fixture
def partner(areas):
    return make_organisation("区交通局", "partner", areas["dongchuan"], code="P1")


@pytest.mark.parametrize(
    ("form", "has_party", "is_fit"),
    [
        (BodyForm.PARTY_MEETING, True, True),
        (BodyForm.PARTY_MEETING, False, False),
        (BodyForm.JOINT_MEETING, False, True),
        (BodyForm.JOINT_MEETING, True, False),
        (BodyForm.PLATFORM, True, True),
        (BodyForm.PARTY_MEETING, None, True),
        ("", False, True),
    ],
)
def test_units_with_and_without_a_party_organisation_have_their_own_form(form, has_party, is_fit) -> None:
    assert (rules.check_seat(form, has_party) is None) is is_fit


def test_a_form_belongs_to_its_kind(areas) -> None:
    with pytest.raises(services.OrganisationRefused):
        make_organisation("某居委会", "residents_committee", areas["nanyuan"], form="committee")


def test_a_unit_takes_part_once_and_the_share_counts_it(areas, meeting, school) -> None:
    make_organisation("无党组织商铺", "resident_unit", areas["nanyuan"], has_party=False)
    for part in (Part.MEMBER, Part.LEAD):
        services.join_body(body=meeting, member=school, part=part, valid_from=DAY, **BY)

    assert [seat.part for seat in queries.list_memberships(meeting)] == [Part.LEAD]
    share = queries.participation(areas["tongdu"], OrganisationKind.RESIDENT_UNIT)
    assert (share.taking_part, share.total, share.percent) == (1, 2, 50.0)
    assert [unit.name for unit in queries.list_missing_units(areas["tongdu"])] == ["无党组织商铺"]


def test_the_share_is_that_of_the_day(areas, meeting, school) -> None:
    seat = services.join_body(body=meeting, member=school, part=Part.MEMBER, valid_from=DAY, **BY)
    services.leave_body(membership_id=seat.pk, on=date(2025, 1, 1), **BY)

    def taking_part(day: date | None) -> int:
        return queries.participation(areas["tongdu"], OrganisationKind.RESIDENT_UNIT, day).taking_part

    assert [taking_part(day) for day in (SAMPLE_DAY, DAY, date(2024, 12, 31), date(2025, 1, 1), None)] == [
        0,
        1,
        1,
        0,
        0,
    ]


def test_who_does_not_fit_a_meeting_is_told_where_to_go(areas, meeting) -> None:
    shop = make_organisation("商铺", "resident_unit", areas["nanyuan"], has_party=False)
    with pytest.raises(services.OrganisationRefused, match="004-5"):
        services.join_body(body=meeting, member=shop, part=Part.MEMBER, valid_from=DAY, **BY)


def test_a_community_has_one_lead_partner(areas, partner) -> None:
    other = make_organisation("区水利局", "partner", areas["dongchuan"])
    services.pair(organisation=partner, area=areas["nanyuan"], part=Part.LEAD, valid_from=DAY, **BY)
    with pytest.raises(services.OrganisationRefused, match="区交通局"):
        services.pair(organisation=other, area=areas["nanyuan"], part=Part.LEAD, valid_from=DAY, **BY)
    services.pair(organisation=other, area=areas["nanyuan"], part=Part.MEMBER, valid_from=DAY, **BY)
    assert [str(row.part) for row in queries.list_pairings(area=areas["nanyuan"])] == ["lead", "member"]
    assert (
        queries.lead_of(type(areas["nanyuan"]).objects.filter(pk=areas["nanyuan"].pk)).get().lead_partner == "区交通局"
    )


def test_a_point_in_a_zone_leads_to_its_partner(areas, partner) -> None:
    zone = square(103.1, 26.0, 0.01)
    services.pair(organisation=partner, area=areas["nanyuan"], part=Part.LEAD, valid_from=DAY, zone=zone, **BY)
    inside = queries.partners_at(areas["nanyuan"], 103.105, 26.005)
    assert [row.organisation for row in inside] == [partner]
    assert queries.partners_at(areas["nanyuan"], 103.2, 26.005) == []


def test_an_ended_organisation_leaves_what_it_took_part_in(areas, meeting, school) -> None:
    services.join_body(body=meeting, member=school, part=Part.MEMBER, valid_from=DAY, **BY)
    services.pair(organisation=school, area=areas["nanyuan"], part=Part.SUPPORT, valid_from=DAY, **BY)
    services.end_organisation(organisation_id=school.pk, on=date(2025, 1, 1), **BY)
    assert Membership.objects.get().valid_to == Pairing.objects.get().valid_to == date(2025, 1, 1)


def test_only_numbers_of_members_are_kept(areas, meeting) -> None:
    branch = make_organisation("南苑社区党总支", "party_organisation", areas["nanyuan"], form="general_branch")
    for number in (40, 42):
        services.count_members(organisation=branch, numbers={MemberClass.MANAGED: number}, on=DAY, **BY)
    assert {name: row.number for name, row in queries.member_numbers(branch).items()} == {"managed": 42}
    assert MemberCount.objects.count() == 1
    with pytest.raises(services.OrganisationRefused):
        services.count_members(organisation=meeting, numbers={}, on=DAY, **BY)


def test_the_four_parts_of_a_community_are_named_also_where_one_is_missing(areas, known) -> None:
    make_organisation("南苑社区党总支", "party_organisation", areas["nanyuan"], form="general_branch")
    parts = {
        part.value: [body.name for body in bodies] for part, _kind, bodies in queries.four_in_one(areas["nanyuan"])
    }
    assert parts["core"] == ["南苑社区党总支"]
    assert parts["executing"] == [known["nanyuan_committee"].name]
    assert parts["deciding"] == parts["deliberating"] == []


def list_of(*rows: dict[str, str]) -> list[Row]:
    titles = dict.fromkeys(("单位", "参加的机构", "结对社区代码", "身份", "任务", "文件", "起始日期"), "")
    return [Row(number, {**titles, **cells}) for number, cells in enumerate(rows, 2)]


def test_a_list_of_who_takes_part_accounts_for_every_row(areas, meeting, school, partner) -> None:
    code = areas["nanyuan"].code
    rows = list_of(
        {"单位": "U1", "参加的机构": meeting.name, "起始日期": "2024-03-01"},
        {"单位": "区交通局", "结对社区代码": code, "身份": "牵头", "任务": "包保楼院"},
        {"单位": "区交通局", "结对社区代码": code, "参加的机构": meeting.name},
        {"单位": "没有这家", "结对社区代码": code},
        {"单位": "U1", "结对社区代码": "530113999999"},
        {"单位": "U1", "参加的机构": meeting.name, "身份": "旁听"},
        {"单位": "U1", "参加的机构": meeting.name, "起始日期": "昨天"},
    )
    first = services.import_ties(rows, as_of=DAY, **BY)
    assert (first.total, first.created, len(first.rejected)) == (7, 2, 5)
    again = services.import_ties(rows, as_of=DAY, **BY)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert Pairing.objects.get().tasks == "包保楼院"


def test_what_is_handed_out_can_be_brought_back(areas, meeting, school, partner, linjie) -> None:
    services.join_body(body=meeting, member=school, part=Part.MEMBER, valid_from=DAY, **BY)
    services.pair(organisation=partner, area=areas["nanyuan"], part=Part.LEAD, valid_from=DAY, tasks="清扫", **BY)
    titles = {column.key: column.title for column in services.TIE_COLUMNS}
    rows = [
        {titles[key]: str(value) for key, value in cells.items()}
        for cells in services.tie_rows(linjie, areas["tongdu"])
    ]
    again = services.import_ties(list_of(*rows), as_of=DAY, **BY)
    assert (again.total, again.unchanged) == (2, 2)


def test_a_dry_run_writes_nothing(areas, meeting, school) -> None:
    services.import_ties(list_of({"单位": "U1", "参加的机构": meeting.name}), as_of=DAY, dry_run=True, **BY)
    assert not Membership.objects.exists()
