from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.standards.rules.rule_checks import check_rule
from linli.standards.rules.rule_texts import RuleTextError, read_rule, show_rule, worked, write_rule
from linli.standards.rules.scoring import is_met, prepare, score
from linli.standards.terms import RuleKind

BANDS = {"below": "0", "bands": [["100", "10"], ["200", "20"]]}
KINDS = {
    "manual": {},
    "bands": BANDS,
    "linear": {"floor": "60", "cap": "95"},
    "deduction": {"each": "2.5", "cap": "15"},
    "veto": {},
}
values = st.decimals(-10_000, 10_000, places=4) | st.integers(-10_000, 10_000)


@pytest.mark.parametrize(
    ("kind", "rule", "raw", "points"),
    [
        ("manual", {}, "7.5", 750),
        ("manual", {}, "12.345", 1235),
        ("manual", {}, "25", 2000),
        ("manual", {}, "-1", 0),
        ("bands", BANDS, "99.9999", 0),
        ("bands", BANDS, "100", 1000),
        ("bands", BANDS, "200", 2000),
        ("linear", KINDS["linear"], "60", 0),
        ("linear", KINDS["linear"], "77.5", 1000),
        ("linear", KINDS["linear"], "80", 1143),
        ("linear", KINDS["linear"], "99", 2000),
        ("linear", {"floor": "10", "cap": "0"}, "2.5", 1500),
        ("linear", {"floor": "10", "cap": "0"}, "11", 0),
        ("linear", {"floor": "0", "cap": "800"}, "0.1", 0),
        ("linear", {"floor": "0", "cap": "800"}, "0.2", 1),
        ("deduction", KINDS["deduction"], "0", 2000),
        ("deduction", KINDS["deduction"], "3", 1250),
        ("deduction", KINDS["deduction"], "7", 500),
        ("deduction", {"each": "4"}, "9", 0),
        ("veto", {}, "0", 2000),
        ("veto", {}, "1", 0),
    ],
)
def test_points_come_from_the_value_by_the_rule(kind, rule, raw, points):
    given_as = {Decimal(raw)} | ({int(raw)} if "." not in raw else set())

    assert {score(kind, rule, 2000, value).centipoints for value in given_as} == {points}


def test_one_occurrence_of_a_veto_fails_the_whole():
    assert score("veto", {}, 0, 1).is_veto
    assert not score("veto", {}, 0, 0).is_veto


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_value_there_are_no_points_and_a_reason(kind):
    scored = score(kind, KINDS[kind], 2000, None)

    assert scored.centipoints is None
    assert not scored.is_veto
    assert scored.reason.rule == "standards.no_value"


@given(st.sampled_from(sorted(KINDS)), values)
def test_points_never_leave_the_range_and_always_have_a_reason(kind, raw):
    scored = score(kind, KINDS[kind], 2000, raw)

    assert 0 <= scored.centipoints <= 2000
    assert scored.reason.render()
    assert prepare(kind, KINDS[kind], 2000)(raw) == scored[:2]


@given(values, values)
def test_more_is_never_worth_less_than_the_rule_says(one, other):
    low, high = sorted((one, other))

    for kind in ("manual", "bands", "linear"):
        assert prepare(kind, KINDS[kind], 2000)(low)[0] <= prepare(kind, KINDS[kind], 2000)(high)[0]
    down = prepare("linear", {"floor": "95", "cap": "60"}, 2000)
    for marker in (down, prepare("deduction", KINDS["deduction"], 2000), prepare("veto", {}, 2000)):
        assert marker(low)[0] >= marker(high)[0]


@given(
    st.decimals(-500, 500, places=3),
    st.decimals(-500, 500, places=3),
    st.integers(1, 100_000),
    st.decimals(-1000, 1000, places=4) | st.integers(-1000, 1000),
)
def test_a_proportion_is_exact_and_rounded_half_up_once(start, cap, full, raw):
    if start == cap:
        return
    rule = {"floor": str(start), "cap": str(cap)}

    share = (Fraction(raw) - Fraction(start)) / (Fraction(cap) - Fraction(start))

    assert prepare("linear", rule, full)(raw)[0] == max(0, min(full, floor(full * share + Fraction(1, 2))))


@pytest.mark.parametrize(
    ("rule", "raw", "met"),
    [
        ({}, 1, True),
        ({}, 0, False),
        ({"at_least": "200"}, Decimal("199.99"), False),
        ({"at_least": "200"}, 200, True),
        ({"at_most": "0"}, 0, True),
        ({"at_most": "0"}, 1, False),
        ({"at_least": "1", "at_most": "3"}, 4, False),
        ({}, None, None),
    ],
)
def test_pass_or_fail_follows_its_bounds(rule, raw, met):
    assert is_met(rule, raw) is met


@pytest.mark.parametrize(
    ("kind", "rule", "full", "found"),
    [
        ("manual", {"bands": []}, 500, "rule_key"),
        ("manual", {"at_least": "1"}, 500, "rule_bound"),
        ("manual", {"at_least": "x"}, 0, "rule_number"),
        ("manual", {"at_least": "3", "at_most": "1"}, 0, "rule_bound"),
        ("bands", {}, 500, "rule_bands"),
        ("bands", {"bands": [["1", "2", "3"]]}, 500, "rule_bands"),
        ("bands", {"bands": [["9", "1"], ["5", "2"]]}, 500, "rule_bands"),
        ("bands", {"bands": [["5", "6"]]}, 500, "rule_points"),
        ("bands", {"bands": [["5", "1.005"]]}, 500, "rule_points"),
        ("bands", {"bands": [["5", "5"]], "below": "-1"}, 500, "rule_points"),
        ("linear", {"floor": "1"}, 500, "rule_number"),
        ("linear", {"floor": "1", "cap": "1.0"}, 500, "rule_linear"),
        ("linear", {"floor": "1", "cap": "Infinity"}, 500, "rule_number"),
        ("deduction", {}, 500, "rule_each"),
        ("deduction", {"each": "0"}, 500, "rule_each"),
        ("deduction", {"each": "6"}, 500, "rule_points"),
        ("deduction", {"each": "1", "cap": "7"}, 500, "rule_points"),
        ("veto", {"each": "1"}, 0, "rule_key"),
        ("linear", {"floor": "1", "cap": "2"}, 0, "rule_without_points"),
    ],
)
def test_a_rule_with_wrong_numbers_is_refused(kind, rule, full, found):
    assert f"standards.{found}" in {reason.rule for reason in check_rule(kind, rule, full)}


def test_the_rules_of_the_examples_are_in_order():
    assert {kind for kind in RuleKind if check_rule(kind, KINDS[kind.value], 2000)} == set()


@pytest.mark.parametrize(
    ("kind", "rule", "shown", "examples"),
    [
        ("bands", BANDS, "< 100 → 0, ≥ 100 → 10, ≥ 200 → 20", [0, 1000, 2000]),
        ("linear", KINDS["linear"], "60 → 0, 95 → 20", [0, 1000, 2000]),
        ("deduction", KINDS["deduction"], "−2.5 × n, ≥ −15", [2000, 1750, 1500, 500]),
        ("manual", {}, "", [2000]),
        ("veto", {}, "", [2000, 0]),
    ],
)
def test_a_rule_is_shown_in_signs_with_telling_examples_and_read_back(kind, rule, shown, examples):
    assert show_rule(kind, rule, 2000) == shown
    assert [scored.centipoints for scored in worked(kind, rule, 2000)] == examples
    assert read_rule(write_rule(rule)) == rule


def test_bounds_are_shown_with_a_value_on_each_side():
    rule = {"at_least": "200"}

    assert show_rule("manual", rule, 0) == "≥ 200"
    assert [scored.reason.render() for scored in worked("manual", rule, 0)] == ["Not met: 199.", "Met: 200."]


@pytest.mark.parametrize("text", ["好", "cap=", "=5", "80=五", "floor=60 cap"])
def test_what_is_no_rule_is_not_read(text):
    with pytest.raises(RuleTextError):
        read_rule(text)
