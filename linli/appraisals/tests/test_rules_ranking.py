import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.appraisals.rules.ranking import STANDARD, Entry, TieBreaker, last_of, rank, ranked_count
from linli.values import Reason

VETO_FREE, KEY_ITEMS, OPEN_CASES = STANDARD["veto_free"], STANDARD["key_items"], STANDARD["open_cases"]
BREAKERS = [VETO_FREE, KEY_ITEMS, OPEN_CASES]
MISSING = Reason("appraisals.too_little_scored", "Too little was scored.")


def ranks(entries, breakers=()) -> dict[int, int | None]:
    return {one.subject: one.rank for one in rank(entries, breakers)}


def test_two_seconds_are_followed_by_a_fourth():
    ranked = rank([Entry(4, 70_00), Entry(2, 80_00), Entry(1, 90_00), Entry(3, 80_00)])

    assert [(one.subject, one.rank, one.shared) for one in ranked] == [
        (1, 1, False),
        (2, 2, True),
        (3, 2, True),
        (4, 4, False),
    ]
    assert [one.points_to_next for one in ranked] == [None, 10_00, 10_00, 10_00]
    assert [one.below for one in ranked] == [3, 1, 1, 0]


def test_tie_breakers_are_taken_in_their_order():
    entries = [
        Entry(1, 80_00, (1, 20_00, 0)),  # a veto: last, whatever else
        Entry(2, 80_00, (0, 18_00, 1)),
        Entry(3, 80_00, (0, 19_00, 9)),  # more points on key items
        Entry(4, 80_00, (0, 18_00, 0)),  # fewer open cases than 2
    ]

    assert ranks(entries, BREAKERS) == {3: 1, 4: 2, 2: 3, 1: 4}


def test_the_trace_says_what_decided():
    ranked = rank([Entry(1, 80_00, (0, 19_50)), Entry(2, 80_00, (0, 18_00))], BREAKERS[:2])

    assert [reason.render() for reason in ranked[0].trace] == [
        "2 have the same total, 80.00 points.",
        "Vetoes: 0.",
        "Points on key items: 19.50; this decides.",
    ]
    assert ranked[1].points_to_next == 0


def test_who_cannot_be_told_apart_shares_the_rank():
    ranked = rank([Entry(2, 80_00, (0,)), Entry(1, 80_00, (0,))], [VETO_FREE])

    assert [(one.subject, one.rank) for one in ranked] == [(1, 1), (2, 1)]
    assert ranked[0].trace[-1].render() == "Nothing else tells them apart: they share the rank."


def test_a_tie_breaker_without_a_value_decides_nothing():
    entries = [Entry(1, 80_00, (None, 5)), Entry(2, 80_00, (18_00, 3))]

    assert ranks(entries, [KEY_ITEMS, OPEN_CASES]) == {2: 1, 1: 2}


def test_a_tie_breaker_of_one_s_own_is_told_by_its_code():
    ranked = rank([Entry(1, 1, (3,)), Entry(2, 1, (4,))], [TieBreaker("visits", "higher")])

    assert ranked[0].trace[-1].render() == "visits: 4; this decides."


def test_who_cannot_be_ranked_stays_with_the_reason():
    ranked = rank([Entry(1, None), Entry(2, 80_00, (), MISSING), Entry(3, 70_00)])

    assert [(one.subject, one.rank) for one in ranked] == [(3, 1), (1, None), (2, None)]
    assert ranked[1].reason.render() == "Not ranked: there is no total."
    assert (ranked[2].reason, ranked[2].total) == (MISSING, 80_00)
    assert ranked_count(ranked) == 1


def test_a_subject_with_no_points_at_all_is_ranked_last_and_not_left_out():
    assert last_of(rank([Entry(1, 0), Entry(2, 50_00)])) == (1,)


def test_where_all_are_equal_nobody_is_last():
    assert last_of(rank([Entry(1, 50_00), Entry(2, 50_00)])) == ()
    assert last_of(rank([Entry(1, 50_00)])) == ()


def test_a_last_place_may_be_shared():
    assert last_of(rank([Entry(1, 90_00), Entry(2, 50_00), Entry(3, 50_00)])) == (2, 3)


def test_a_subject_ranked_twice_is_refused():
    with pytest.raises(ValueError, match="once"):
        rank([Entry(1, 1), Entry(1, 2)])


def entries_of(values) -> list[Entry]:
    return [
        Entry(number, total, (veto, key, cases), MISSING if lacks else None)
        for number, (total, veto, key, cases, lacks) in enumerate(values)
    ]


SMALL = st.integers(0, 2)
ANY_ENTRIES = st.lists(
    st.tuples(st.none() | st.integers(-3, 5), SMALL, st.none() | SMALL, SMALL, st.sampled_from([False] * 4 + [True])),
    max_size=25,
).map(entries_of)


@given(ANY_ENTRIES, st.integers(0, 3), st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(entries, used, random):
    shuffled = random.sample(entries, len(entries))

    assert rank(entries, BREAKERS[:used]) == rank(shuffled, BREAKERS[:used])


@given(ANY_ENTRIES)
def test_a_subject_is_never_dropped(entries):
    ranked = rank(entries, BREAKERS)

    assert sorted(one.subject for one in ranked) == sorted(one.subject for one in entries)
    assert all(one.reason.render() for one in ranked)


@given(ANY_ENTRIES)
def test_numbers_of_subjects_decide_nothing(entries):
    renamed = [Entry(-one.subject, one.total, one.tie_keys, one.missing) for one in entries]

    assert ranks(entries, BREAKERS) == {-subject: place for subject, place in ranks(renamed, BREAKERS).items()}


@given(ANY_ENTRIES)
def test_ranks_are_a_total_preorder_that_skips_after_ties(entries):
    ranked = [one for one in rank(entries, BREAKERS) if one.rank is not None]

    for one in ranked:
        better = [other for other in ranked if other.rank < one.rank]
        assert one.rank == len(better) + 1
        assert one.places == sum(other.rank == one.rank for other in ranked)
        assert one.below == sum(other.rank > one.rank for other in ranked)
        assert all(other.total >= one.total for other in better)


@given(ANY_ENTRIES)
def test_equal_totals_share_a_rank_where_no_tie_breaker_is_set(entries):
    totals = {one.subject: one.total for one in rank(entries) if one.rank is not None}
    found = ranks(entries)

    for one, total in totals.items():
        for other, other_total in totals.items():
            assert (found[one] == found[other]) == (total == other_total)


@given(ANY_ENTRIES, st.integers(1, 4), st.integers(0, 24))
def test_more_points_never_make_a_rank_worse(entries, more, who):
    before = ranks(entries, BREAKERS)
    risen = [
        Entry(one.subject, one.total + more, one.tie_keys, one.missing)
        if one.subject == who and one.total is not None
        else one
        for one in entries
    ]

    after = ranks(risen, BREAKERS)

    assert before.get(who) is None or after[who] <= before[who]
