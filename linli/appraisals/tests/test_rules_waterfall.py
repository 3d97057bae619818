from hypothesis import given
from hypothesis import strategies as st

from linli.appraisals.rules.totals import SubjectLine, total_of
from linli.appraisals.rules.waterfall import Step, margin_of, waterfall
from linli.values import Reason

OVERDUE = Reason("standards.deduction", "3 cases overdue.")


def test_from_full_marks_every_deduction_leads_to_the_score():
    lines = [SubjectLine(1, 7_00, 10_00, reason=OVERDUE), SubjectLine(2, 10_00, 10_00), SubjectLine(3, 2_00, 0)]

    found = waterfall(lines, total_of(lines), labels={1: "On time", 3: "Bonus"}, evidence={1: "cases/7"})

    assert found.start == 20_00
    assert found.steps == (
        Step(1, "On time", -3_00, OVERDUE, "cases/7"),
        Step(3, "Bonus", 2_00),
    )
    assert found.end == 19_00


def test_its_own_last_period_comes_before_the_others():
    lines = [SubjectLine(1, 7_00, 10_00)]

    found = waterfall(lines, total_of(lines), labels={}, last_own=6_50, points_to_next=1_25, spreads=[(60, 3), (20, 1)])

    assert (found.change, found.points_to_next) == (50, 1_25)
    assert [reason.render() for reason in found.reasons] == [
        "7.00 points; +0.50 against its own last period.",
        "1.25 points are missing to the total of the next rank.",
        "With other assessors it would in 19 of 20 cases lie between 6.30 and 7.70.",
    ]


def test_only_a_tie_breaker_may_stand_between():
    found = waterfall([], total_of([]), labels={}, points_to_next=0)

    assert found.reasons[0].render() == "Only a tie-breaker stands between it and the next rank."
    assert (found.low, found.high) == (None, None)


def test_the_margin_is_twice_the_root_of_the_sum_of_squares():
    assert margin_of([(30, 1)]) is None
    assert margin_of([(60, 4), (80, 4)]) == 100  # (30, 40) -> 50


def test_items_without_a_value_cost_nothing():
    lines = [SubjectLine(1, 8_00, 10_00), SubjectLine(2, None, 10_00)]

    scaled = waterfall(lines, total_of(lines, least_scored_percent=50), labels={1: "Order"})
    without = waterfall(lines, total_of(lines), labels={1: "Order"})

    assert (scaled.steps[-1].delta, scaled.end) == (-2_00, 16_00)
    assert (without.end, without.steps[-1].reason.rule) == (8_00, "appraisals.too_little_scored")


@given(
    st.lists(st.tuples(st.none() | st.integers(-300, 1000), st.integers(0, 1000)), min_size=1, max_size=20),
    st.lists(st.integers(-500, 500), max_size=3),
)
def test_steps_add_up_exactly(pairs, later):
    lines = [SubjectLine(number, got, most) for number, (got, most) in enumerate(pairs)]
    totals = total_of(lines, least_scored_percent=30)
    moves = [Step(None, "moved", delta) for delta in later]

    found = waterfall(lines, totals, labels={}, later=moves)

    assert found.start + sum(step.delta for step in found.steps) == found.end
    assert totals.total is None or found.end == totals.total + sum(later)
