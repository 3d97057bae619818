from decimal import Decimal

import pytest

from linli.standards.rules.asked_once import Known, find_known
from linli.standards.rules.plausibility import Asked, Flaw, Said, judge, read, show
from linli.standards.terms import ValueKind

WHOLE, NUMBER = Asked(ValueKind.INTEGER, unit="户"), Asked(ValueKind.DECIMAL)
CHOICE = Asked(ValueKind.CHOICE, choices={"a": "良好", "b": "一般"})


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        (WHOLE, "1,200", 1200),
        (WHOLE, "１２ 户", 12),
        (WHOLE, "12.0", 12),
        (NUMBER, " 0.2500", Decimal("0.25")),
        (NUMBER, ".5", Decimal("0.5")),
        (Asked(ValueKind.DECIMAL, unit="%"), "98.5％", Decimal("98.5")),
        (Asked(ValueKind.YES_NO), "是", 1),
        (Asked(ValueKind.YES_NO), "0", 0),
    ],
)
def test_values_are_read_as_people_write_them(asked, text, value):
    assert read(asked, text) == Said(Decimal(value))


@pytest.mark.parametrize(
    ("asked", "text", "rule"),
    [
        (WHOLE, "1.5", "no_whole"),
        (WHOLE, "十二", "no_number"),
        (NUMBER, "1e5", "no_number"),
        (NUMBER, "nan", "no_number"),
        (NUMBER, "1,20", "no_number"),
        (NUMBER, "0.00001", "too_fine"),
        (NUMBER, "9" * 16, "too_large"),
        (Asked(ValueKind.YES_NO), "也许", "yes_or_no"),
        (CHOICE, "优秀", "no_choice"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(asked, text, rule):
    flaw = read(asked, text)

    assert isinstance(flaw, Flaw)
    assert not flaw.is_doubt
    assert flaw.reason.rule == f"standards.{rule}"
    assert flaw.reason.render()


def test_a_choice_is_known_by_code_and_by_label():
    assert read(CHOICE, "a") == read(CHOICE, "良好") == Said(choice="a")
    assert read(CHOICE, " ").is_empty
    assert read(Asked(ValueKind.EVIDENCE), "whatever").is_empty


def test_bounds_refuse_and_large_changes_ask():
    asked = Asked(ValueKind.INTEGER, low=Decimal(0), high=Decimal(100), max_change=0.5)
    last = Said(Decimal(40))

    assert [flaw.reason.rule for flaw in judge(asked, Said(Decimal(-1)), last)] == ["standards.too_low"]
    assert [flaw.reason.rule for flaw in judge(asked, Said(Decimal(101)), None)] == ["standards.too_high"]
    assert not judge(asked, Said(Decimal(60)), last)
    doubt = judge(asked, Said(Decimal(61)), last)[0]
    assert doubt.is_doubt
    assert "40" in doubt.reason.render()
    assert judge(asked, Said(Decimal(1)), Said(Decimal(0)))[0].is_doubt
    assert not judge(asked, Said(Decimal(100)), None)


def test_numbers_are_shown_without_idle_zeros():
    assert [show(Decimal(text)) for text in ("12.5000", "1200", "0.0000", "1E+3")] == ["12.5", "1200", "0", "1000"]
    assert show(None) == ""


def test_two_names_of_one_thing_are_found():
    known = [
        Known("cases.closed", ("Cases closed", "办结事项数")),
        Known("places.households", ("Households", "户数"), "户"),
        Known("visits", ("入户走访次数",)),
    ]

    assert find_known("number of cases closed", known).is_same
    assert find_known("办结事项总数", known).is_same
    assert find_known("社区户数", known).known.code == "places.households"
    near = find_known("入户走访人次", known)
    assert (near.known.code, near.is_same) == ("visits", False)
    for name in ("居民总户数", "常住户数", "超期办结", "逾期办结事项数"):
        assert find_known(name, [*known, Known("late", ("逾期办结数",))]).is_same
    assert find_known("矛盾纠纷调解成功率", known) is None
    assert find_known("", known) is None
