import pytest

from linli.appraisals.rules.consequences import Context, Party, judge
from linli.appraisals.rules.streaks import StreakPolicy, streaks_of
from linli.appraisals.rules.year_end import YearPolicy, close_year
from linli.appraisals.terms import ConsequenceSpan
from linli.appraisals.tests import contest


def judged(period: str, policy: StreakPolicy = contest.POLICY):
    streaks = streaks_of(contest.placings_until(period), policy, contest.SPLIT, list(contest.CHANGED), period)
    context = Context(period, min_ranked=5, digests={"2027-05": "f" * 64})
    return judge(contest.RULES, contest.ranked_in(period), streaks, context)


def those_with(judgement, action: str) -> set[int]:
    found = [each.subject for each in judgement.proposals if each.action == action]
    assert len(found) == len(set(found))
    return set(found)


def length_of(community: int, period: str, policy: StreakPolicy = contest.POLICY) -> int:
    streaks = streaks_of(contest.placings_until(period), policy, contest.SPLIT, list(contest.CHANGED), period)
    return streaks[community].length


def year():
    context = Context("2027", min_ranked=5, span=ConsequenceSpan.YEAR)
    policy = YearPolicy(least_months=6)
    return close_year(contest.months(), contest.RULES, context, policy=policy, successions=contest.SPLIT)


@pytest.mark.parametrize("period", contest.EXPECTED)
def test_every_month_of_the_contest_ends_as_computed_by_hand(period):
    expected = contest.EXPECTED[period]

    judgement = judged(period)
    money = {each.subject: each.amount_fen for each in judgement.proposals if each.action == "prize"}

    assert those_with(judgement, "flag") == expected.flags
    assert money == {community: yuan * 100 for community, yuan in expected.money.items()}
    assert sum(money.values()) == 45_000 * 100
    assert those_with(judgement, "yellow_card") == expected.cards
    assert those_with(judgement, "publication") == expected.publication
    assert those_with(judgement, "statement") == expected.statement
    assert those_with(judgement, "not_competent") == expected.not_competent
    assert those_with(judgement, "help_plan") == expected.cards
    assert {(each.action, each.subject) for each in judgement.withheld} == expected.withheld


def test_the_contest_has_its_twelve_months_with_one_skipped():
    assert len(contest.CHANGED) == 12
    assert set(contest.CHANGED) - set(contest.EXPECTED) == {contest.SKIPPED}


@pytest.mark.parametrize(("period", "length"), contest.STREAK_OF_13.items())
def test_a_skipped_month_neither_extends_nor_breaks_a_streak(period, length):
    assert length_of(13, period) == length


@pytest.mark.parametrize(("period", "length"), contest.STREAK_OF_12.items())
def test_a_shared_last_place_is_no_month_of_a_streak(period, length):
    assert length_of(12, period) == length


def test_where_a_skipped_month_breaks_a_streak_may_begins_anew():
    policy = StreakPolicy(skipped="breaks")

    assert (length_of(13, "2027-05", policy), length_of(13, "2027-06", policy)) == (1, 2)
    assert those_with(judged("2027-06", policy), "statement") == {13}


def test_where_a_skipped_month_extends_a_streak_may_is_the_third():
    policy = StreakPolicy(skipped="extends")

    assert length_of(13, "2027-05", policy) == 3
    assert those_with(judged("2027-05", policy), "not_competent") == {13}
    assert those_with(judged("2027-05", policy), "statement") == {13}


def test_where_a_shared_last_place_counts_december_is_the_third():
    policy = StreakPolicy(shared_last_counts=True)

    assert length_of(12, "2027-12", policy) == 3
    assert length_of(14, "2027-10", policy) == 1


def test_without_a_bound_of_months_a_new_secretary_answers_at_once():
    assert those_with(judged("2027-12", StreakPolicy()), "statement") == {12}


def test_a_later_split_changes_nothing_in_an_earlier_month():
    streaks = streaks_of(contest.placings_until("2027-12"), contest.POLICY, contest.SPLIT, until="2027-08")

    assert streaks[9].length == 2
    assert length_of(9, "2027-12") == 0


def test_the_derivation_says_when_it_was_last_and_by_which_rule():
    (proposal,) = [each for each in judged("2027-06").proposals if each.action == "not_competent"]

    said = [reason.render() for reason in proposal.derivation]

    assert said == [
        "Last in 2027-03, 2027-05, 2027-06: 3 times running.",
        "The round 2027-04 was skipped.",
        "The secretary has been in post for 28 whole months.",
        "Read from the frozen results 2027-05 ffffffffffff.",
        "No secretary of the community is on record.",
        "Rule 6 (003-15).",
    ]


def test_a_proposal_that_is_withheld_says_why():
    (withheld,) = judged("2027-12").withheld

    assert withheld.reason.render() == "The secretary has been in post for 1 whole months; 3 are asked for."


def test_the_publication_names_the_four_parties_and_asks_for_two_officers():
    parties = [
        Party("community", "Bridge"),
        Party("secretary", "Li", 7, True),
        Party("director", "Li", 7, True),
        Party("lead_partner", "Transport bureau", 3),
        Party("passer_by", "Wang", 9, True),
    ]
    context = Context("2027-01", min_ranked=5, parties={14: parties})

    judgement = judge(contest.RULES, contest.ranked_in("2027-01"), {}, context)
    (package,) = [each for each in judgement.proposals if each.action == "publication"]
    said = [reason.render() for reason in package.derivation]

    assert list(package.parties) == parties[:4]
    assert "No leader of the subdistrict is on record as linked to it." in said
    assert "Persons are named in public only if two officers allow it for this one publication." in said


def test_the_year_ends_as_computed_by_hand():
    end = year()

    assert {one.subject: one.total for one in end.yearly} == contest.YEAR_TOTALS
    assert {one.subject: one.rank for one in end.ranked} == contest.YEAR_RANKS


def test_the_prizes_of_the_year_and_the_base_awards_are_as_computed_by_hand():
    proposals = year().judgement.proposals

    prizes = {each.subject: each.amount_fen for each in proposals if each.action == "prize"}
    awards = [each for each in proposals if each.action == "base_award"]

    assert prizes == {community: yuan * 100 for community, yuan in contest.YEAR_PRIZES.items()}
    assert sum(prizes.values()) == 440_000 * 100
    assert {each.subject for each in awards} == contest.BASE_AWARDS
    assert {each.amount_fen for each in awards} == {None}
    assert {each.rule for each in proposals} == {7, 8}


def test_the_year_says_which_months_are_left_out_and_why_there_is_no_rank():
    by_community = {one.subject: one for one in year().yearly}

    assert [reason.render() for reason in by_community[1].left_out] == ["The round 2027-04 was skipped."]
    assert by_community[9].missing.render() == "Not ranked: it was split in 2027-09."
    assert by_community[15].missing.render() == "Not ranked: 4 months count, at least 6 are asked for."
    assert by_community[15].counted == ("2027-09", "2027-10", "2027-11", "2027-12")


def test_successors_may_carry_on_the_months_of_the_predecessor():
    policy = YearPolicy(least_months=6, after_split="carry_on")
    context = Context("2027", min_ranked=5, span=ConsequenceSpan.YEAR)

    end = close_year(contest.months(), contest.RULES, context, policy=policy, successions=contest.SPLIT)
    by_community = {one.subject: one for one in end.yearly}

    # 9 had 5 x 91 and 2 x 80 = 615 in seven months; 15 adds 4 x 91 = 364: 979 / 11 = 89.
    assert by_community[15].total == 89_00
    assert by_community[15].missing is None
