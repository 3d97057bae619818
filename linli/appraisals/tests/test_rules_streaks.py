from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.appraisals.rules.streaks import Placing, StreakPolicy, Succession, months_in_post, streak_of_last

LAST, SHARED, UP = "last", "shared", "up"
YEAR = [f"2027-{month:02}" for month in range(1, 13)]


def placing(period: str, what: str = LAST, **more) -> Placing:
    facts = {
        "period": period,
        "subject": 1,
        "rank": {LAST: 14, SHARED: 13, UP: 5}.get(what),
        "ranked_count": 14,
        "is_last": what in (LAST, SHARED),
        "is_shared_last": what == SHARED,
        "state": "confirmed" if what in (LAST, SHARED, UP, "unranked") else what,
    }
    return Placing(**(facts | more))


def streak(*what: str, policy: StreakPolicy = StreakPolicy(), **more):  # noqa: B008  (frozen)
    return streak_of_last([placing(period, each) for period, each in zip(YEAR, what, strict=False)], policy, **more)


@pytest.mark.parametrize(
    ("what", "length"),
    [
        ([], 0),
        ([LAST], 1),
        ([LAST, LAST, LAST], 3),
        ([LAST, UP, LAST], 1),
        ([LAST, LAST, UP], 0),
        ([LAST, "skipped", LAST], 2),
        ([LAST, "annulled", LAST], 2),
        ([LAST, "unranked", LAST], 2),
        ([LAST, "open", LAST], 2),
        ([LAST, SHARED, LAST], 1),
        ([LAST, "skipped"], 1),
    ],
)
def test_only_confirmed_rounds_on_the_last_place_alone_make_a_streak(what, length):
    assert streak(*what).length == length


@pytest.mark.parametrize(("skipped", "length"), [("neither", 2), ("breaks", 1), ("extends", 3)])
def test_a_skipped_round_does_what_the_scheme_says(skipped, length):
    policy = StreakPolicy(skipped=skipped)

    assert streak(LAST, "skipped", LAST, policy=policy).length == length
    assert streak("skipped", "skipped", policy=policy).length == 0


def test_a_period_without_any_round_counts_as_skipped():
    history = [placing("2027-01"), placing("2027-03")]

    found = streak_of_last(history, StreakPolicy(), periods=YEAR[:3])

    assert (found.length, found.months) == (2, ("2027-01", "2027-03"))
    assert found.reasons[1].render() == "The round 2027-02 was skipped."
    assert streak_of_last(history, StreakPolicy(skipped="breaks"), periods=YEAR[:3]).length == 1


def test_a_contest_of_few_has_no_last_place():
    policy = StreakPolicy(min_ranked=5)

    found = streak_of_last([placing("2027-01"), placing("2027-02", ranked_count=4)], policy)

    assert found.length == 1
    assert "too few" in found.reasons[1].render()


def test_a_shared_last_place_ends_the_streak_and_this_is_said():
    found = streak(LAST, SHARED)

    assert [reason.render() for reason in found.reasons] == [
        "It shared the last place in 2027-02, which ends the streak."
    ]
    assert streak(LAST, SHARED, policy=StreakPolicy(shared_last_counts=True)).length == 2


def test_who_goes_on_after_a_split_begins_at_zero():
    split = [Succession(1, 1, "2027-03"), Succession(1, 2, "2027-03")]

    found = streak(LAST, LAST, LAST, successions=split)

    assert (found.length, found.length_before) == (1, 0)
    assert found.reasons[1].render() == ("Split in 2027-03: what was before does not count, the successors begin at 0.")
    assert streak(LAST, LAST, LAST, successions=split, policy=StreakPolicy(after_split="carry_on")).length == 3


def test_the_streak_of_a_predecessor_is_closed():
    found = streak(LAST, LAST, successions=[Succession(1, 2, "2027-03")], until="2027-03")

    assert found.length == 0
    assert found.reasons[0].render() == "Split in 2027-03: the streak of the predecessor is closed."
    assert streak(LAST, LAST, LAST, successions=[Succession(1, 2, "2027-03")]).length == 0


def test_a_new_secretary_is_shown_with_months_in_post_and_spared():
    policy = StreakPolicy(min_months_in_post=3)
    post = {"secretary": 5, "secretary_since": date(2027, 1, 15), "ends_on": date(2027, 2, 28)}

    found = streak_of_last([placing("2027-01"), placing("2027-02", **post)], policy)

    assert (found.secretary, found.months_in_post, found.length) == (5, 1, 2)
    assert found.spared.render() == "The secretary has been in post for 1 whole months; 3 are asked for."
    assert streak_of_last([placing("2027-02", **post)], StreakPolicy(min_months_in_post=1)).spared is None


@pytest.mark.parametrize("unknown", ["secretary", "secretary_since", "ends_on"])
def test_a_secretary_half_on_record_does_not_answer(unknown):
    post = {"secretary": 5, "secretary_since": date(2020, 1, 1), "ends_on": date(2027, 1, 31)} | {unknown: None}

    found = streak_of_last([placing("2027-01", **post)], StreakPolicy(min_months_in_post=1))

    assert (found.months_in_post, found.spared.rule) == (None, "appraisals.no_secretary")


def test_where_nobody_is_on_record_nobody_answers():
    found = streak(LAST, policy=StreakPolicy(min_months_in_post=1))

    assert "not on record" in found.spared.render()
    assert streak(LAST).spared is None


@pytest.mark.parametrize(
    ("since", "ends_on", "months"),
    [
        (date(2027, 7, 1), date(2027, 7, 31), 1),
        (date(2027, 7, 2), date(2027, 7, 31), 0),
        (date(2027, 7, 2), date(2027, 8, 1), 1),
        (date(2026, 12, 31), date(2027, 2, 28), 2),
        (date(2027, 8, 5), date(2027, 7, 31), 0),
    ],
)
def test_months_in_post_are_whole_months(since, ends_on, months):
    assert months_in_post(since, ends_on) == months


def test_a_streak_is_of_one_subject():
    with pytest.raises(ValueError, match="one subject"):
        streak_of_last([placing("2027-01"), placing("2027-02", subject=2)], StreakPolicy())


WHATS = st.lists(st.sampled_from([LAST, SHARED, UP, "skipped", "annulled", "unranked"]), max_size=12)


@given(WHATS, st.randoms(use_true_random=False), st.sampled_from(["neither", "breaks", "extends"]))
def test_the_order_of_the_history_changes_nothing_and_months_are_named(what, random, skipped):
    history = [placing(period, each) for period, each in zip(YEAR, what, strict=False)]
    policy = StreakPolicy(skipped=skipped)

    found = streak_of_last(history, policy)

    assert found == streak_of_last(random.sample(history, len(history)), policy)
    assert found.length == len(found.months) <= len(what)
    assert found.length_before <= len(what)


@given(WHATS, st.integers(1, 12))
def test_later_rounds_change_nothing_in_an_earlier_streak(what, count):
    history = [placing(period, each) for period, each in zip(YEAR, what, strict=False)]
    early = history[:count]

    until = YEAR[count - 1]

    assert streak_of_last(history, StreakPolicy(), until=until) == streak_of_last(early, StreakPolicy(), until=until)
