from linli.appraisals.rules.streaks import Succession
from linli.appraisals.rules.year_end import Month, YearPolicy, yearly_totals

PLAIN = YearPolicy()
CARRY_ON = YearPolicy(after_split="carry_on")


def month(number: int, totals, state: str = "confirmed") -> Month:
    return Month(f"2027-{number:02}", state, totals)


def totals(months, policy=PLAIN, successions=()) -> dict[int, int | None]:
    return {one.subject: one.total for one in yearly_totals(months, policy, successions)}


def test_the_year_is_the_mean_of_the_months_that_count_half_up():
    months = [month(1, {1: 80_00}), month(2, {1: 80_01}), month(3, {1: 10_00}, "annulled"), month(4, {1: None})]

    (year,) = yearly_totals(months, PLAIN)

    assert (year.total, year.counted) == (80_01, ("2027-01", "2027-02"))
    assert [reason.render() for reason in year.left_out] == [
        "The round 2027-03 was annulled.",
        "It was not ranked in 2027-04.",
    ]
    assert year.reason.render() == "Mean of 2 months: 80.01 points."


def test_without_a_month_that_counts_there_is_no_total_and_no_rank():
    (year,) = yearly_totals([month(1, {1: None})], PLAIN)

    assert year.total is None
    assert year.missing.render() == "Not ranked: 0 months count, at least 1 are asked for."


def test_as_many_months_as_asked_for_are_enough():
    months = [month(1, {1: 80_00}), month(2, {1: 82_00})]

    assert [yearly_totals(months, YearPolicy(least))[0].missing is None for least in (2, 3)] == [True, False]


def test_the_order_of_months_changes_nothing():
    months = [month(1, {1: 80_00, 2: 70_00}), month(2, {1: 82_00})]

    assert yearly_totals(months, PLAIN) == yearly_totals(months[::-1], PLAIN)
    assert yearly_totals([], PLAIN) == ()


def test_who_keeps_the_number_after_a_split_counts_the_months_since():
    months = [month(1, {1: 60_00}), month(2, {1: 80_00, 2: 90_00})]
    split = [Succession(1, 1, "2027-02"), Succession(1, 2, "2027-02")]

    assert totals(months, successions=split) == {1: 80_00, 2: 90_00}
    assert totals(months, CARRY_ON, split) == {1: 70_00, 2: 75_00}


def test_months_are_carried_on_through_two_splits():
    months = [month(1, {1: 60_00}), month(2, {2: 70_00}), month(3, {3: 80_00})]
    splits = [Succession(1, 2, "2027-02"), Succession(2, 3, "2027-03")]

    assert totals(months, CARRY_ON, splits) == {1: None, 2: None, 3: 70_00}
    assert totals(months, PLAIN, splits) == {1: None, 2: None, 3: 80_00}


def test_a_split_after_the_year_changes_nothing_in_it():
    months = [month(1, {1: 60_00})]

    assert totals(months, successions=[Succession(1, 2, "2028-01")]) == {1: 60_00}
