from random import Random

import pytest

from linli.appraisals.rules.fairness import RoundScores, estimate, simulate

COMMUNITIES, ITEMS = range(1, 15), range(1, 11)


def history(*, step: float, assessor: float = 0.0, item: float = 0.0, rounds: int = 12, seed: int = 1):
    """Rounds of 14 communities that lie `step` hundredths apart an item, with so much chance drawn in."""
    random = Random(seed)
    made = []
    for number in range(rounds):
        scores = {}
        for community in COMMUNITIES:
            scores[community] = {}
            for each in ITEMS:
                real = 900 - step * community + random.gauss(0, item)
                scores[community][each] = tuple(round(real + random.gauss(0, assessor)) for _assessor in range(3))
        made.append(RoundScores(f"2027-{number + 1:02}", scores))
    return made


def chance(rounds, seed: int = 7, draws: int = 300):
    return simulate(rounds, estimate(rounds), seed=seed, draws=draws)


def test_the_spread_of_assessors_and_of_items_is_found_again():
    noise = estimate(history(step=5, assessor=30, item=40, rounds=24))

    assert noise.assessor_centipoints == pytest.approx(30, abs=2)
    assert noise.item_centipoints == pytest.approx(40, abs=1.5)


def test_a_lasting_rise_and_a_month_that_is_hard_for_all_are_not_chance():
    def rising(number: int, community: int) -> int:
        return 500 + 20 * number * (community == 3) - 100 * (number == 2)

    rounds = [
        RoundScores(f"2027-{n:02}", {each: {1: (rising(n, each),) * 2} for each in COMMUNITIES}) for n in range(1, 13)
    ]

    noise = estimate(rounds)

    assert noise.assessor_centipoints == 0
    assert noise.item_centipoints <= 5


def test_where_scores_lie_far_apart_the_last_place_stays():
    found = chance(history(step=50, assessor=10, item=10))

    assert (found.last_tenths, found.first_tenths) == (0, 0)
    assert found.reasons[0].render() == "Scores are far enough apart: last place hardly ever changes hands by chance."


def test_where_all_is_chance_everybody_is_last_equally_often():
    found = chance(history(step=0, assessor=30, item=30, rounds=24))

    assert sum(one.last_changed for one in found.rounds) / (300 * 24) == pytest.approx(13 / 14, abs=0.03)
    assert found.last_tenths == 9
    assert "by chance" in found.reasons[0].render()
    assert found.reasons[-1].render() == ("Bands, more assessors or a longer period would be fairer than a last place.")


def test_totals_that_lie_closer_than_chance_cannot_be_told_apart():
    found = chance(history(step=5, assessor=30, item=40, rounds=24), draws=1)

    # Ten items of 40 x 40, and 30 x 30 shared by three assessors: root of 19 000 is 138, times 2 root 2.
    assert found.least_gap == pytest.approx(390, rel=0.05)


def test_where_only_the_third_and_the_fourth_are_close_only_the_third_place_is_chance():
    rounds = history(step=50, assessor=10, item=10)
    level = {n: tuple(value - 1 for value in given) for n, given in rounds[0].scores[3].items()}
    close = [RoundScores(one.period, {**one.scores, 4: level}) for one in rounds[:1]]

    found = simulate(close, estimate(rounds), seed=7, draws=400)

    assert 100 < found.rounds[0].first_changed < 300
    assert found.rounds[0].last_changed == 0


def test_closer_scores_change_hands_more_often():
    found = [chance(history(step=step, assessor=20, item=30)).last_tenths for step in (40, 12, 3)]

    assert found == sorted(found)
    assert found[0] < found[-1]


def test_the_same_seed_gives_the_same_figures_in_any_order_of_rounds():
    rounds = history(step=5, assessor=20, item=20)

    assert chance(rounds) == chance(rounds[::-1])
    assert chance(rounds).rounds != chance(rounds, seed=8).rounds


def test_without_two_assessors_or_two_rounds_it_says_what_is_not_known():
    once = [RoundScores("2027-01", {each: {1: (100 * each,)} for each in COMMUNITIES})]

    noise = estimate(once)
    said = [reason.rule for reason in noise.reasons]

    assert said == ["appraisals.assessor_spread_unknown", "appraisals.item_noise_unknown"]
    assert simulate(once, noise, seed=1, draws=10).last_tenths == 0


def test_equal_totals_without_chance_change_nothing():
    same = [RoundScores(f"2027-0{n}", {each: {1: (500, 500)} for each in COMMUNITIES}) for n in (1, 2)]

    assert chance(same).last_tenths == 0


def test_a_history_of_one_subject_or_none_cannot_be_replayed():
    assert chance([]).reasons[0].rule == "appraisals.no_replay"
    assert chance([RoundScores("2027-01", {1: {1: (5,)}})]).rounds == ()
    with pytest.raises(ValueError, match="draw"):
        chance([], draws=0)


def test_a_step_of_one_subject_alone_tells_nothing_of_chance():
    rounds = [
        RoundScores("2027-01", {1: {1: (5,)}, 2: {1: (6,)}}),
        RoundScores("2027-02", {1: {1: (9,)}, 3: {1: (1,)}}),
    ]

    assert estimate(rounds).by_item[1].pairs == 0
