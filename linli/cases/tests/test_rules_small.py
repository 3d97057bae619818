"""Limits, policy, texts, desks, lights, likeness, catalogue: tables of cases."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from linli.cases.rules import catalogue, desks, lights, likeness, limits, texts
from linli.cases.rules.desks import Desk
from linli.cases.terms import Level, Light, OwnerClass, Stage, State, Urgency
from linli.values.worktime import LimitUnit

POLICY = Path(__file__).resolve().parents[2] / "policy"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("4wh", 4, LimitUnit.WORKING_HOURS),
        ("20wd", 20, LimitUnit.WORKING_DAYS),
        ("6h", 6, LimitUnit.HOURS),
        ("7d", 7, LimitUnit.DAYS),
        ("30m", 30, LimitUnit.MINUTES),
    ],
)
def test_a_limit_is_read_and_written_alike(text, amount, unit):
    limit = limits.Limit.parse(text)

    assert (limit.amount, limit.unit, str(limit)) == (amount, unit, text)
    assert limit.is_working == text.endswith(("wh", "wd"))


@pytest.mark.parametrize("text", ["", "0wh", "wh", "4", "4 wh", "-1d", "1.5h", "4w", "100000h", "４wh"])
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(ValueError):
        limits.Limit.parse(text)


@pytest.mark.parametrize(("text", "half"), [("5wd", "3wd"), ("1wh", "1wh"), ("4h", "2h"), ("7d", "4d")])
def test_a_share_of_a_limit_is_rounded_up(text, half):
    assert str(limits.Limit.parse(text).times(1, 2)) == half


@pytest.mark.parametrize(
    ("given", "urgency", "expected"),
    [
        (("5wd", "1wd", "4h"), Urgency.NORMAL, "5wd"),
        (("5wd", "1wd", "4h"), Urgency.URGENT, "1wd"),
        (("5wd", "1wd", "4h"), Urgency.VERY_URGENT, "4h"),
        (("5wd", "1wd", ""), Urgency.VERY_URGENT, "1wd"),
        (("5wd", "", ""), Urgency.VERY_URGENT, "5wd"),
    ],
)
def test_a_missing_urgent_limit_falls_back_to_the_next(given, urgency, expected):
    assert str(limits.handling_limit(*given, urgency)) == expected


@pytest.fixture
def policies():
    data = tomllib.loads((POLICY / "limits.toml").read_text(encoding="utf-8"))
    later = {**data["limits"][0], "valid_from": date(2027, 1, 1), "extensions_max": 1}
    return limits.read_policies({"limits": [later, *data["limits"]]})


def test_the_policy_in_force_on_a_day_counts(policies):
    assert limits.policy_on(policies, date(2026, 12, 31)).extensions_max == 2
    assert limits.policy_on(policies, date(2027, 1, 1)).extensions_max == 1
    assert limits.policy_on(policies, date(1990, 1, 1)).extensions_max == 2


def test_the_category_brings_the_handling_limit_and_the_policy_the_others(policies):
    own = limits.Limit.parse("20wd")

    assert policies[0].limit_of(Stage.HANDLE, Urgency.NORMAL, own) == own
    assert str(policies[0].limit_of(Stage.HANDLE, Urgency.NORMAL, None)) == "7d"
    assert str(policies[0].limit_of(Stage.ACCEPT, Urgency.VERY_URGENT, own)) == "10m"


def test_every_stage_with_a_clock_has_a_limit_for_every_urgency(policies):
    for stage in set(Stage) - {Stage.OVERALL}:
        for urgency in Urgency:
            assert policies[0].limit_of(stage, urgency, None).amount >= 1


@pytest.mark.parametrize(
    ("state", "owner", "coordination", "by_committee", "desk"),
    [
        (State.SUBMITTED, None, None, False, Desk.COMMUNITY),
        (State.VERIFYING, None, None, False, Desk.COMMUNITY),
        (State.FILED, OwnerClass.COMMUNITY, None, False, Desk.COMMUNITY),
        (State.FILED, OwnerClass.DEPARTMENT, None, False, Desk.SUBDISTRICT),
        (State.FILED, OwnerClass.PARTNER, None, False, Desk.SUBDISTRICT),
        (State.FILED, OwnerClass.COMMUNITY, Level.SUBDISTRICT, False, Desk.SUBDISTRICT),
        (State.FILED, OwnerClass.DEPARTMENT, Level.DISTRICT, False, Desk.DISTRICT),
        (State.DISPATCHED, OwnerClass.DEPARTMENT, None, False, Desk.UNIT),
        (State.IN_PROGRESS, OwnerClass.DEPARTMENT, None, False, Desk.UNIT),
        (State.ANSWERED, OwnerClass.DEPARTMENT, None, False, Desk.COMMUNITY),
        (State.ANSWERED, OwnerClass.COMMUNITY, None, True, Desk.SUBDISTRICT),
        (State.CHECKING, OwnerClass.COMMUNITY, None, True, Desk.SUBDISTRICT),
        (State.CLOSED, OwnerClass.DEPARTMENT, None, False, Desk.STAYS),
        (State.VOID, None, None, False, Desk.STAYS),
    ],
)
def test_exactly_one_desk_holds_a_case(state, owner, coordination, by_committee, desk):
    assert desks.desk_for(state, owner, coordination=coordination, unit_is_community=by_committee) is desk


@pytest.mark.parametrize(
    ("refusals", "two_streets", "level"),
    [
        (0, False, None),
        (1, False, None),
        (1, True, None),
        (2, False, Level.SUBDISTRICT),
        (2, True, Level.DISTRICT),
        (3, False, Level.DISTRICT),
        (9, False, Level.DISTRICT),
    ],
)
def test_refusals_lift_a_case_from_street_to_district(refusals, two_streets, level):
    assert desks.coordination_level(refusals, two_streets=two_streets) is level


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"due_at": NOW - HOUR, "is_slowed": True}, Light.RED),
        ({"due_at": NOW, "is_slowed": False}, Light.BLUE),
        ({"due_at": NOW + HOUR, "is_slowed": True}, Light.YELLOW),
        ({"due_at": None, "is_slowed": True}, Light.YELLOW),
        ({"due_at": None, "is_slowed": False}, Light.GREEN),
        ({"due_at": NOW + 8 * HOUR, "is_slowed": False}, Light.BLUE),
        ({"due_at": NOW + 9 * HOUR, "is_slowed": False}, Light.GREEN),
        ({"due_at": None, "is_slowed": False, "ended_at": NOW, "overall_due_at": NOW - HOUR}, Light.RED),
        ({"due_at": None, "is_slowed": True, "ended_at": NOW, "overall_due_at": NOW}, Light.GREEN),
        ({"due_at": None, "is_slowed": False, "ended_at": NOW}, Light.GREEN),
    ],
)
def test_a_light_says_how_the_case_stands(facts, shown):
    assert lights.light(now=NOW, soon=NOW + 8 * HOUR, **facts) is shown


def test_lights_differ_in_word_and_shape():
    assert len({light.shape for light in Light}) == len({light.label for light in Light}) == 4


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  路灯不亮\r\n三天了 ", "路灯不亮\n三天了"),
        ("a\x00b\x0bc", "abc"),
        ("\u202e反转\u202c", "反转"),
        ("\ud800坏", "坏"),
        ("👨‍👩‍👧一家", "👨‍👩‍👧一家"),
        ("𠮷𰻝", "𠮷𰻝"),
    ],
)
def test_free_text_loses_only_what_no_reader_sees(written, kept):
    assert texts.clean_lines(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"), [(" 幸福里\n3栋 ", "幸福里 3栋"), ("幸\u200b福\u2060里", "幸福里"), ("", "")]
)
def test_a_line_stays_one_line(written, kept):
    assert texts.clean_line(written) == kept


@pytest.mark.parametrize(
    "written", ["13812345678", "138 1234 5678", "+86-138-1234-5678", "１３８１２３４５６７８", "王女士 13812345678"]
)
def test_one_phone_number_is_one_contact_however_written(written):
    assert texts.contact_key(written) == "13812345678"


def test_other_contacts_are_folded():
    assert texts.contact_key("Wang @ Example.com") == texts.contact_key("wang@example.COM") == "wang@example.com"


def test_a_receipt_survives_being_read_aloud():
    receipt = texts.receipt_of(bytes(range(10, 26)))

    written = texts.write_receipt(receipt)
    assert len(receipt) == 16
    assert written.count("-") == 3
    assert texts.read_receipt(written.lower()) == receipt
    assert texts.read_receipt(receipt.replace("0", "O").replace("1", "l")) == receipt


@pytest.mark.parametrize("written", ["", "123", "ABCD-EFGH-JKMN-PQR!", "0" * 17, "中文中文中文中文中文中文中文中文"])
def test_what_cannot_be_a_receipt_is_none(written):
    assert texts.read_receipt(written) == ""


def test_receipts_of_different_tokens_differ():
    assert texts.receipt_of(b"\x00" * 16) != texts.receipt_of(b"\x00" * 9 + b"\x01" + b"\x00" * 6)


def test_likeness_is_between_nothing_and_the_same():
    assert likeness.likeness("路灯不亮", "路灯不亮！") == 1.0
    assert likeness.likeness("路灯不亮", "井盖丢失") == 0.0
    assert likeness.likeness("", "路灯") == likeness.likeness("路灯", "x") == 0.0
    assert 0 < likeness.likeness("小区路灯不亮", "三号楼路灯不亮了") < 1


GOOD = {"code": "0101", "name": "井盖", "owner_class": "department", "normal_limit": "6h", "urgent_limit": "2h"}


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"name": ""}, "category.missing"),
        ({"normal_limit": "6 hours"}, "category.limit"),
        ({"safe_limit": "now"}, "category.limit"),
        ({"owner_class": "nobody"}, "category.owner_class"),
        ({"closed_acts": ["close"]}, "category.closed_acts"),
        ({"closed_acts": ["fly"]}, "category.closed_acts"),
        ({"urgent_limit": "8h"}, "category.limit"),
    ],
)
def test_a_faulty_kind_of_case_is_named(wrong, rule):
    assert catalogue.faults_of(GOOD | wrong)[0].rule == rule


@pytest.mark.parametrize("fine", [{}, {"closed_acts": ["self_handle"]}, {"normal_limit": "1wd", "urgent_limit": "8h"}])
def test_a_sound_kind_of_case_passes(fine):
    assert catalogue.faults_of(GOOD | fine) == []


def test_the_shipped_catalogue_is_sound_and_large_enough():
    kinds = list(catalogue.read_catalogue(tomllib.loads((POLICY / "categories.toml").read_text(encoding="utf-8"))))

    groups = {kind.code for kind in kinds if not kind.parent_code}
    leaves = [kind for kind in kinds if kind.parent_code]
    assert len(leaves) >= 60
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert {kind.parent_code for kind in leaves} == groups
    assert {kind.fields["owner_class"] for kind in leaves} == set(OwnerClass)
    for kind in leaves:
        assert catalogue.faults_of(kind.fields | {"code": kind.code}) == [], kind.code
        assert kind.fields["filing_criterion"]
        assert kind.fields["closing_criterion"]
        assert kind.fields["source"]
