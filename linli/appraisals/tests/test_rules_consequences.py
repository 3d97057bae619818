from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.appraisals.rules.consequences import Action, Condition, Context, Rule, amounts_of, evaluate, judge, pooled
from linli.appraisals.rules.ranking import Entry, rank
from linli.appraisals.rules.streaks import NO_STREAK
from linli.values import Reason

PRIZES = (20_000_00, 15_000_00, 10_000_00)
CONTEXT = Context("2027-07", min_ranked=5)
SPARED = Reason("appraisals.new_secretary", "New.")


def places(*totals: int):
    return rank([Entry(number, total * 100) for number, total in enumerate(totals, 1)])


def rule(kind: str, action: str, number: int = 1, *, amounts=(), ties="pool", counts_shared=None, **condition) -> Rule:
    return Rule(number, (Condition(kind, **condition),), Action(action, tuple(amounts), ties, counts_shared))


def subjects(rules, ranked, context=CONTEXT, streaks=None) -> list[int]:
    return [each.subject for each in evaluate(rules, ranked, streaks or {}, context) if each.action != "help_plan"]


def money(ranked, *, ties="pool", amounts=PRIZES, context=CONTEXT, **condition) -> dict[int, int | None]:
    prize = rule("rank_at_most", "prize", amounts=amounts, ties=ties, **({"k": 3} | condition))
    return {each.subject: each.amount_fen for each in evaluate([prize], ranked, {}, context)}


def test_those_who_hold_places_together_share_their_prizes():
    assert money(places(9, 8, 8, 5, 4)) == {1: 20_000_00, 2: 12_500_00, 3: 12_500_00}
    assert money(places(9, 9, 9, 5, 4)) == {1: 15_000_00, 2: 15_000_00, 3: 15_000_00}


def test_what_cannot_be_shared_stays_in_the_fund_and_is_stated():
    ranked = places(9, 8, 7, 7, 7, 1)
    prize = rule("rank_at_most", "prize", amounts=PRIZES, k=3)

    found = [each for each in evaluate([prize], ranked, {}, CONTEXT) if each.subject == 4]

    assert found[0].amount_fen == 3333_33
    assert found[0].derivation[1].render() == (
        "3 share the prizes of places 3, 10000 yuan: 3333.33 yuan each, 0.01 yuan stay in the fund."
    )


def test_where_the_scheme_says_so_each_gets_the_prize_of_the_rank():
    assert money(places(9, 8, 8, 5, 4), ties="each") == {1: 20_000_00, 2: 15_000_00, 3: 15_000_00}


def test_a_tie_across_two_classes_of_prizes_is_paid_from_both():
    ranked = places(9, 9, 5, 4)

    assert money(ranked, amounts=(100,), k=1) == {1: 50, 2: 50}
    assert money(ranked, amounts=(80, 80), first=2, k=3) == {1: 40, 2: 40, 3: 80}
    assert money(ranked, amounts=(80, 80), first=2, k=3, ties="each") == {3: 80}
    assert money(places(9, 8, 7, 6), amounts=(80, 60), first=2, k=3) == {2: 80, 3: 60}


def test_one_amount_stands_for_every_place_and_none_is_for_the_officer_to_set():
    assert money(places(9, 8, 7, 6), amounts=(500,)) == {1: 500, 2: 500, 3: 500}
    assert money(places(9, 8, 7, 6), amounts=()) == {1: None, 2: None, 3: None}
    assert money(places(9, 8, 7, 7), amounts=(20, 10)) == {1: 20, 2: 10, 3: None, 4: None}
    assert money(places(9, 8, 7, 6), amounts=(20, 10), ties="each") == {1: 20, 2: 10, 3: None}


def test_classes_of_prizes_are_places_in_a_row():
    assert amounts_of([(1, 100), (2, 80), (3, 60)]) == (100, 80, 80, 60, 60, 60)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=14), st.lists(st.integers(1, 10_000), min_size=1, max_size=6))
def test_pooled_prizes_sum_up_to_what_their_places_are_worth(totals, amounts):
    ranked = places(*totals)
    paid = money(ranked, amounts=tuple(amounts) if len(amounts) > 1 else (amounts[0], 0), k=max(2, len(amounts)))
    amounts = amounts if len(amounts) > 1 else [amounts[0], 0]

    rests = 0
    for one in ranked:
        if one.subject in paid:
            pool = pooled(one.rank, one.places, 1, amounts)
            assert paid[one.subject] == pool.each_fen
            assert pool.each_fen * one.places + pool.rest_fen == pool.pool_fen
            rests += pool.rest_fen if one.subject == min(x.subject for x in ranked if x.rank == one.rank) else 0
    assert sum(paid.values()) + rests == sum(amounts[: len(totals)])


def test_all_who_share_a_place_among_the_last_get_the_card():
    card = rule("rank_from_last", "yellow_card", k=3)

    assert subjects([card], places(9, 8, 7, 6, 5, 4)) == [4, 5, 6]
    assert subjects([card], places(9, 8, 6, 6, 5, 4)) == [3, 4, 5, 6]
    assert subjects([card], places(9, 8, 4, 4, 4, 4)) == [3, 4, 5, 6]


def test_where_the_scheme_spares_those_who_share_with_somebody_better_placed():
    card = rule("rank_from_last", "yellow_card", k=3, counts_shared=False)

    judgement = judge([card], places(9, 8, 6, 6, 5, 4), {}, CONTEXT)

    assert [each.subject for each in judgement.proposals if each.action == "yellow_card"] == [5, 6]
    assert {each.subject for each in judgement.withheld} == {3, 4}
    assert subjects([card], places(9, 8, 7, 6, 6, 6)) == [4, 5, 6]


def test_nobody_is_among_the_last_where_all_are_equal():
    bottom = [rule("rank_from_last", "yellow_card", k=3), rule("last", "publication", 2)]

    assert subjects(bottom, places(5, 5, 5, 5, 5, 5)) == []


def test_nothing_bad_follows_where_few_are_ranked_and_it_is_said():
    bottom = [rule("rank_from_last", "yellow_card", k=3), rule("last", "publication", 2)]

    judgement = judge(bottom, places(9, 8, 7, 6), {}, CONTEXT)

    assert judgement.proposals == ()
    assert [(each.rule, each.subject) for each in judgement.withheld] == [(1, 2), (1, 3), (1, 4), (2, 4)]
    assert judgement.withheld[0].reason.render() == ("Only 4 are ranked; nobody is among the last with fewer than 5.")


def test_a_help_plan_stands_beside_every_yellow_card_once():
    card = rule("rank_from_last", "yellow_card", k=2)
    plan = rule("last", "help_plan", 2)

    both = evaluate([card, plan], places(9, 8, 7, 6, 5), {}, CONTEXT)
    helped = [each for each in both if each.action == "help_plan"]

    assert sorted((each.rule, each.subject) for each in helped) == [(1, 4), (2, 5)]
    assert "000-22" in helped[1].derivation[0].render()


@pytest.mark.parametrize(
    ("length", "before", "again", "holds"),
    [
        (1, 0, False, False),
        (2, 1, False, True),
        (3, 2, False, False),
        (3, 2, True, True),
        (3, 1, False, True),
    ],
)
def test_a_step_is_taken_when_the_streak_gets_there(length, before, again, holds):
    step = rule("last_consecutive", "statement", k=2, again=again)
    streak = replace(NO_STREAK, length=length, length_before=before, reasons=(Reason("a", "Last."),))

    assert (subjects([step], places(9, 8, 7, 6, 5), streaks={5: streak}) == [5]) is holds


def test_a_step_comes_when_the_secretary_is_no_longer_new():
    step = rule("last_consecutive", "statement", k=2)
    said = (Reason("a", "Last."),)
    new = replace(NO_STREAK, length=3, length_before=2, reasons=said, spared=SPARED, was_spared=True)
    ripe = replace(new, length=4, length_before=3, spared=None)
    known = replace(ripe, length=5, length_before=4, was_spared=False)

    judgements = [judge([step], places(9, 8, 7, 6, 5), {5: each}, CONTEXT) for each in (new, ripe, known)]

    assert [len(each.proposals) for each in judgements] == [0, 1, 0]
    assert [[one.reason for one in each.withheld] for each in judgements] == [[SPARED], [], []]


def test_a_community_s_own_step_does_not_wait_for_its_secretary():
    step = rule("last_consecutive", "help_plan", k=2)
    streak = replace(NO_STREAK, length=2, length_before=1, reasons=(Reason("a", "Last."),), spared=SPARED)

    (found,) = evaluate([step], places(9, 8, 7, 6, 5), {5: replace(streak, months_in_post=1)}, CONTEXT)

    assert [reason.render() for reason in found.derivation] == ["Last.", "Rule 1."]


def test_a_reward_does_not_go_to_whoever_is_vetoed_unless_the_rule_says_so():
    context = Context("2027-07", min_ranked=5, vetoes={1: ["Fire exits"]})
    flag = rule("rank_at_most", "flag", k=1)
    kept = replace(flag, action=Action("flag", despite_veto=True))

    judgement = judge([flag], places(9, 8), {}, context)

    assert judgement.proposals == ()
    assert judgement.withheld[0].reason.render() == "Vetoed in 2027-07 by: Fire exits."
    assert subjects([kept], places(9, 8), context) == [1]


def test_bounds_of_totals_and_vetoes_are_conditions_too():
    context = Context("2027-07", min_ranked=5, vetoes={3: ["Fire exits"]})
    ranked = places(90, 75, 60)

    assert subjects([rule("total_below", "help_plan", centipoints=75_00)], ranked) == []
    below = evaluate([rule("total_below", "help_plan", centipoints=75_00)], ranked, {}, CONTEXT)
    assert [(each.subject, each.derivation[0].render()) for each in below] == [
        (3, "60.00 points in 2027-07, below 75.00.")
    ]
    assert subjects([rule("total_at_least", "base_award", centipoints=75_00)], ranked) == [1, 2]
    assert subjects([rule("veto", "replacement")], ranked, context) == [3]


def test_all_conditions_of_a_rule_must_hold():
    first = Condition("rank_at_most", k=3)
    enough = Condition("total_at_least", centipoints=80_00)
    prize = Rule(1, (first, enough), Action("prize", PRIZES))

    found = evaluate([prize], places(90, 85, 70, 60), {}, CONTEXT)

    assert [(each.subject, each.amount_fen) for each in found] == [(1, 20_000_00), (2, 15_000_00)]


def test_rules_of_the_year_are_silent_in_a_round():
    yearly = replace(rule("rank_at_most", "flag", k=1), span="year")

    assert subjects([yearly], places(9, 8)) == []
    assert subjects([yearly], places(9, 8), Context("2027", min_ranked=5, span="year")) == [1]


def test_who_is_not_ranked_gets_nothing_and_hurts_nobody():
    ranked = rank([*(Entry(n, n * 100) for n in range(1, 7)), Entry(9, None)])
    rules = [rule("rank_at_most", "flag", k=9), rule("rank_from_last", "yellow_card", 2, k=1), rule("last", "flag", 3)]

    assert 9 not in subjects(rules, ranked)


def test_an_unknown_party_is_named_as_absent():
    asked = Rule(1, (Condition("rank_at_most"),), Action("publication", parties=("guide",)))

    (found,) = evaluate([asked], places(9, 8), {}, CONTEXT)

    assert found.derivation[1].render() == "Nobody is on record as “guide”."
    assert found.derivation[-1].render() == "Rule 1."


def test_a_streak_leads_to_nothing_while_few_are_ranked():
    step = rule("last_consecutive", "statement", k=2)
    streak = replace(NO_STREAK, length=2, length_before=1, reasons=(Reason("a", "Last."),))

    judgement = judge([step], places(9, 8), {2: streak}, CONTEXT)

    assert judgement.proposals == ()
    assert [each.reason.rule for each in judgement.withheld] == ["appraisals.too_few_ranked"]


def test_an_award_for_a_total_is_the_same_for_all_whatever_their_rank():
    award = rule("total_at_least", "base_award", centipoints=8_00, amounts=(500_00,))

    found = evaluate([award], places(9, 8, 8, 7), {}, CONTEXT)

    assert [(each.subject, each.amount_fen) for each in found] == [(1, 500_00), (2, 500_00), (3, 500_00)]


def test_a_prize_says_where_it_comes_from():
    prize = rule("rank_at_most", "prize", amounts=PRIZES, k=3)

    found = evaluate([prize], places(99, 98, 97, 96), {}, CONTEXT)

    assert [reason.render() for reason in found[1].derivation] == [
        "Rank 2 of 4 in 2027-07 with 98.00 points.",
        "The prize of rank 2 is 15000 yuan.",
        "Rule 1.",
    ]


def test_proposals_stand_by_rule_and_rank_whatever_the_order_given():
    rules = [rule("total_at_least", "base_award", 2), rule("rank_at_most", "flag", 1, k=2)]
    ranked = rank([Entry(1, 7_00), Entry(2, 9_00), Entry(3, 8_00), Entry(4, 1_00, (), SPARED)])

    found = evaluate(rules, ranked[::-1], {}, CONTEXT)

    assert [(each.rule, each.subject) for each in found] == [(1, 2), (1, 3), (2, 2), (2, 3), (2, 1), (2, 4)]
