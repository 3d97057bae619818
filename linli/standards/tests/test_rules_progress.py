"""How a target stands: tables of the edges, and what must hold for any figures."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.standards.rules import progress as rules
from linli.standards.rules.progress import Aim
from linli.standards.terms import Comparator, PathKind, TargetKind, TargetLight
from linli.values import SpanKind

GE, LE, EQ = Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.EXACTLY
GREEN, YELLOW, RED, GREY = TargetLight.GREEN, TargetLight.YELLOW, TargetLight.RED, TargetLight.GREY
END = date(2026, 12, 31)
AFTER = date(2027, 1, 1)
MIDDLE = date(2026, 7, 2)


def texts(judged):
    return [reason.render() for reason in judged.reasons]


@pytest.mark.parametrize(
    ("comparator", "value", "bound", "met"),
    [
        (GE, "200", "200", True),
        (GE, "199.9999", "200", False),
        (LE, "0", "0", True),
        (LE, "1", "0", False),
        (EQ, "5", "5.0", True),
        (EQ, "4", "5", False),
    ],
)
def test_a_value_stands_against_a_bound(comparator, value, bound, met):
    assert rules.is_met(comparator, D(value), D(bound)) is met


@pytest.mark.parametrize(
    ("day", "value", "light"),
    [
        (MIDDLE, None, GREY),
        (MIDDLE, "69", GREEN),
        (END, "0", GREEN),
        (AFTER, "69.9", RED),
        (AFTER, "70", GREEN),
        (AFTER, None, GREY),
    ],
)
def test_an_annual_target_is_red_only_after_its_day_and_never_for_want_of_a_value(day, value, light):
    aim = Aim(GE, D(70), END)

    assert rules.judge_value(aim, None if value is None else D(value), day).light is light


def test_a_step_path_expects_its_base_until_the_end_and_is_never_prorated_by_days():
    aim = Aim(GE, D(100), END, base=D(40), base_on=date(2025, 12, 31))

    assert {rules.expected(aim, date(2026, 1, 1) + timedelta(days=n)) for n in range(365)} == {D(40)}
    assert rules.expected(aim, AFTER) == D(100)
    assert rules.judge_value(aim, D(39), MIDDLE).light is YELLOW
    assert rules.judge_value(aim, D(40), MIDDLE).light is GREEN


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2025-12-31", 20),
        ("2026-06-30", 20),
        ("2026-12-31", 20),
        ("2027-01-01", 40),
        ("2028-12-31", 60),
        ("2029-01-01", 80),
    ],
)
def test_a_linear_path_rises_in_whole_years(day, wanted):
    aim = Aim(GE, D(80), date(2028, 12, 31), D(20), date(2025, 12, 31), PathKind.LINEAR)

    assert rules.expected(aim, date.fromisoformat(day)) == wanted


def test_a_linear_path_of_a_monthly_indicator_rises_with_every_month():
    aim = Aim(LE, D(0), END, D(12), date(2025, 12, 31), PathKind.LINEAR, SpanKind.MONTH)

    assert rules.expected(aim, date(2026, 1, 31)) == 12
    assert rules.expected(aim, date(2026, 2, 1)) == 11
    assert rules.judge_value(aim, D(11), date(2026, 2, 1)).light is GREEN
    late = rules.judge_value(aim, D(12), date(2026, 2, 1))
    assert late.light is YELLOW
    assert texts(late)[-1] == "By now the path expects ≤ 11."
    assert [str(wanted) for _day, wanted in rules.path_points(aim)] == [str(n) for n in range(12, -1, -1)]


@pytest.mark.parametrize(
    ("base", "target", "value", "share"),
    [("20", "80", "50", "0.5"), ("12", "0", "3", "0.75"), ("0", "0.3", "0.45", "1.5"), ("10", "20", "5", "-0.5")],
)
def test_progress_is_the_part_of_the_way_from_the_base(base, target, value, share):
    aim = Aim(GE if D(target) > D(base) else LE, D(target), END, base=D(base))

    assert rules.progress(aim, D(value)) == D(share)


def test_there_is_no_progress_without_a_base_or_a_way():
    assert rules.progress(Aim(LE, D(0), END), D(3)) is None
    assert rules.progress(Aim(LE, D(0), END, base=D(0)), D(3)) is None


def test_thirty_per_cent_of_twenty_two_communities_are_seven():
    assert rules.needed_units(GE, D("0.3"), 22) == 7
    assert rules.needed_units(GE, D("0.3"), 20) == 6
    assert rules.needed_units(LE, D("0.1"), 22) == 2


def test_a_share_is_of_all_units_and_says_how_many_have_no_value():
    values = {1: D(260), 2: D(200), 3: D(180), 4: None, 5: None}

    units = rules.sort_units(GE, D(200), values)
    judged = rules.judge_share(Aim(GE, D("0.4"), END), units, AFTER)
    more = rules.judge_share(Aim(GE, D("0.5"), END), units, AFTER)

    assert (units.reached, units.short, units.missing) == ((1, 2), (3,), (4, 5))
    assert (judged.light, judged.value, judged.needed) == (GREEN, D("0.4"), 2)
    assert (more.light, more.needed) == (RED, 3)
    assert texts(more) == [
        "2 of 5 units count; wanted: ≥ 3.",
        "2 units have no value; they do not count.",
        "It was due on 2026-12-31.",
    ]


@pytest.mark.parametrize(
    ("values", "light"),
    [({1: 0, 2: 0}, GREEN), ({1: 0, 2: 1}, RED), ({1: 0, 2: None}, GREY), ({1: 1, 2: None}, RED), ({1: None}, GREY)],
)
def test_none_left_is_said_only_when_every_unit_is_known(values, light):
    """Communities without an office, at most 0: 1 is one without."""
    units = rules.sort_units(GE, D(1), {unit: None if one is None else D(one) for unit, one in values.items()})

    assert rules.judge_count(Aim(LE, D(0), END), units, AFTER).light is light


def test_a_target_that_binds_every_unit_wants_all_of_them():
    aim = Aim(GE, D(10_000), END)

    assert rules.judge_each(aim, {1: D(10_000), 2: D(12_000)}, AFTER).light is GREEN
    assert rules.judge_each(aim, {1: D(10_000), 2: D(9_999)}, AFTER).light is RED
    assert rules.judge_each(aim, {1: D(10_000), 2: None}, AFTER).light is RED
    assert rules.judge_each(aim, {1: D(9_999), 2: None}, END).light is GREEN
    assert rules.judge_each(aim, {1: None}, AFTER).light is GREY
    assert rules.judge_each(aim, {}, AFTER).light is GREY


def test_one_unit_behind_its_path_makes_the_whole_yellow():
    aim = Aim(GE, D(80), date(2028, 12, 31), D(20), date(2025, 12, 31), PathKind.LINEAR)

    judged = rules.judge_each(aim, {1: D(50), 2: D(39)}, date(2027, 6, 1))

    assert judged.light is YELLOW
    assert texts(judged)[-1] == "By now the path expects ≥ 40."


@pytest.mark.parametrize(
    ("kind", "aim", "value", "lights"),
    [
        (TargetKind.SHARE, (GE, "0.4"), "150", (GREEN, YELLOW)),
        (TargetKind.SHARE, (GE, "0.4"), "200", (GREEN, GREEN)),
        (TargetKind.SHARE, (GE, "1"), "150", (GREEN, RED)),
        (TargetKind.COUNT, (GE, "5"), "150", (GREEN, YELLOW)),
        (TargetKind.COUNT, (LE, "0"), "200", (GREEN, RED)),
        (TargetKind.COUNT, (LE, "2"), "200", (GREEN, YELLOW)),
        (TargetKind.COUNT, (LE, "0"), "150", (GREEN, GREEN)),
        (TargetKind.SHARE, (GE, "1"), None, (GREY, GREY)),
    ],
)
def test_a_unit_is_missed_only_where_every_one_is_bound(kind, aim, value, lights):
    """200 and more counts; where at most so many are to count, counting is what is wrong."""
    target, bound = Aim(aim[0], D(aim[1]), END), Aim(GE, D(200), END)
    found = None if value is None else D(value)

    assert tuple(rules.judge_unit(target, kind, bound, found, day).light for day in (END, AFTER)) == lights


def test_a_milestone_is_done_or_not():
    assert rules.judge_milestone(END, {1: True}, AFTER).light is GREEN
    assert rules.judge_milestone(END, {1: False}, END).light is GREEN
    assert not rules.judge_milestone(END, {1: False}, END).is_reached
    assert rules.judge_milestone(END, {1: True, 2: False}, AFTER).light is RED
    assert rules.judge_milestone(END, {}, AFTER).light is GREY


def test_the_worst_light_is_the_one_that_asks_for_attention():
    assert rules.worst([GREEN, YELLOW, GREY]) is YELLOW
    assert rules.worst([GREEN, RED]) is RED
    assert rules.worst([]) is GREY


figures = st.decimals(-1000, 1000, places=2)
days = st.dates(date(2025, 1, 1), date(2030, 12, 31))
many = st.dictionaries(st.integers(1, 40), st.none() | figures, max_size=20)


@given(st.sampled_from(Comparator), figures, many)
def test_no_unit_is_lost_or_counted_twice(comparator, bound, values):
    units = rules.sort_units(comparator, bound, values)

    assert sorted((*units.reached, *units.short, *units.missing)) == sorted(values)


@given(st.decimals(0, 1, places=4), many, days)
def test_a_share_is_reached_exactly_when_the_rounded_number_of_units_reaches_it(share, values, day):
    units = rules.sort_units(GE, D(0), values)
    judged = rules.judge_share(Aim(GE, share, END), units, day)

    if judged.needed is not None:
        assert judged.is_reached is (len(units.reached) >= judged.needed)


@given(st.sampled_from(Comparator), st.integers(0, 10), many, days, st.data())
def test_a_missing_value_never_turns_what_is_reached_into_a_miss(comparator, wanted, values, day, data):
    before = rules.judge_count(Aim(comparator, D(wanted), END), rules.sort_units(GE, D(0), values), day)
    filled = {unit: data.draw(figures) if one is None else one for unit, one in values.items()}
    after = rules.judge_count(Aim(comparator, D(wanted), END), rules.sort_units(GE, D(0), filled), day)

    assert after.is_reached or not before.is_reached


@given(st.sampled_from([GE, LE]), figures, figures, figures, days, st.sampled_from(PathKind))
def test_red_only_when_due_green_when_reached_and_a_reason_always(comparator, bound, base, value, day, path):
    aim = Aim(comparator, bound, END, base, date(2024, 12, 31), path)
    judged = rules.judge_value(aim, value, day)

    assert judged.reasons
    assert (judged.light is RED) is (day > END and not judged.is_reached)
    assert judged.light is GREEN or not judged.is_reached


@given(figures, figures, days, days, st.sampled_from(SpanKind))
def test_a_path_goes_from_base_to_target_without_turning_back(base, bound, first, later, every):
    kind = SpanKind.MONTH if every is SpanKind.IRREGULAR else every
    aim = Aim(GE, bound, END, base, date(2024, 12, 31), PathKind.LINEAR, kind)
    early, late = sorted((first, later))

    steps = [rules.expected(aim, early), rules.expected(aim, late)]

    assert (steps[0] <= steps[1]) if bound >= base else (steps[0] >= steps[1])
    assert min(base, bound) <= steps[0] <= max(base, bound)
