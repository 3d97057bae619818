"""
A year of the monthly contest of 14 communities, written out by hand: the totals, and what must follow from them.

Community c has 100 - c points every month: community 1 has 99, community 14 has 86. Only what differs is listed, so
that the expected ranks can be read off. April was skipped. Community 9 was split for September into 15 and 16. The
secretary of 12 changed on 1 December; the others have been in post since 2025. Points are whole or halves here and
hundredths in the rules.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from linli.appraisals.rules.consequences import Action, Condition, Rule, amounts_of
from linli.appraisals.rules.ranking import Entry, rank
from linli.appraisals.rules.streaks import Placing, StreakPolicy, Succession, placings_of
from linli.appraisals.rules.year_end import Month
from linli.appraisals.terms import ConditionKind, ConsequenceAction, ConsequenceSpan, RoundState

YUAN = 100

CHANGED: dict[str, dict[int, float]] = {
    "2027-01": {3: 91.5},
    "2027-02": {4: 97},
    "2027-03": {13: 80, 12: 86},
    "2027-04": {},
    "2027-05": {13: 80},
    "2027-06": {13: 80, 11: 88},
    "2027-07": {9: 80},
    "2027-08": {9: 80, 3: 92.5},
    "2027-09": {15: 91, 16: 80},
    "2027-10": {15: 91, 16: 90.5, 12: 86},
    "2027-11": {15: 91, 16: 90.5, 12: 80},
    "2027-12": {15: 91, 16: 90.5, 12: 80, 2: 99},
}
SKIPPED = "2027-04"
SPLIT_FROM = "2027-09"
SPLIT = [Succession(9, 15, SPLIT_FROM), Succession(9, 16, SPLIT_FROM)]
LONG_AGO, SPLIT_ON, NEW_ON = date(2025, 3, 1), date(2027, 9, 1), date(2027, 12, 1)


@dataclass(frozen=True)
class Expected:
    """What must follow from a month. money in yuan; publication, statement, not_competent: communities."""

    flags: set[int]
    money: dict[int, int]
    cards: set[int]
    publication: set[int]
    statement: set[int]
    not_competent: set[int]
    withheld: set[tuple[str, int]]


NOBODY: set[int] = set()
NOTHING: set[tuple[str, int]] = set()
USUAL = {1: 20_000, 2: 15_000, 3: 10_000}

EXPECTED: dict[str, Expected] = {
    # 3 fell to 91.5, below 8 (92) and above 9 (91): the first three are 1, 2, 4.
    "2027-01": Expected({1, 2, 4}, {1: 20_000, 2: 15_000, 4: 10_000}, {12, 13, 14}, {14}, NOBODY, NOBODY, NOTHING),
    # 3 and 4 both have 97: they hold the places 3 and 4 together and share the third prize; both get the flag.
    # 14 is last for the second time running: its secretary explains.
    "2027-02": Expected(
        {1, 2, 3, 4}, {1: 20_000, 2: 15_000, 3: 5_000, 4: 5_000}, {12, 13, 14}, {14}, {14}, NOBODY, NOTHING
    ),
    # 12 and 14 share rank 12 with 86; 13 is last with 80, rank 14. Three cards.
    "2027-03": Expected({1, 2, 3}, USUAL, {12, 13, 14}, {13}, NOBODY, NOBODY, NOTHING),
    # April was skipped: 13 is last for the second time running in May (March, May).
    "2027-05": Expected({1, 2, 3}, USUAL, {12, 13, 14}, {13}, {13}, NOBODY, NOTHING),
    # Third time (March, May, June): not competent, and no second statement. 11 and 12 share rank 11 with 88 and only
    # 13 and 14 stand lower: both are among the last three, so there are four cards.
    "2027-06": Expected({1, 2, 3}, USUAL, {11, 12, 13, 14}, {13}, NOBODY, {13}, NOTHING),
    # 9 has 80: last; 14 is 13th and 13 is 12th now.
    "2027-07": Expected({1, 2, 3}, USUAL, {9, 13, 14}, {9}, NOBODY, NOBODY, NOTHING),
    # 9 is last again: a statement. 3 fell to 92.5, below 7 (93) and above 8 (92): the first three are 1, 2, 4.
    "2027-08": Expected({1, 2, 4}, {1: 20_000, 2: 15_000, 4: 10_000}, {9, 13, 14}, {9}, {9}, NOBODY, NOTHING),
    # 9 is gone. 16, which came from it, is last of 15: its first month, not the third of 9. 13 is 13th, 14 is 14th.
    "2027-09": Expected({1, 2, 3}, USUAL, {13, 14, 16}, {16}, NOBODY, NOBODY, NOTHING),
    # 12 and 14 share the last place with 86, rank 14 of 15; 13 is 13th: three cards, nobody published.
    "2027-10": Expected(
        {1, 2, 3}, USUAL, {12, 13, 14}, NOBODY, NOBODY, NOBODY, {("publication", 12), ("publication", 14)}
    ),
    # 12 is last alone; October was shared and does not count, so this is its first month.
    "2027-11": Expected({1, 2, 3}, USUAL, {12, 13, 14}, {12}, NOBODY, NOBODY, NOTHING),
    # 12 is last for the second time, but its secretary has been in post for one month: no statement.
    # 1 and 2 both have 99: they share the first and the second prize; 3 is third.
    "2027-12": Expected(
        {1, 2, 3}, {1: 17_500, 2: 17_500, 3: 10_000}, {12, 13, 14}, {12}, NOBODY, NOBODY, {("statement", 12)}
    ),
}

STREAK_OF_13 = {"2027-03": 1, "2027-05": 2, "2027-06": 3, "2027-07": 0}
STREAK_OF_12 = {"2027-10": 0, "2027-11": 1, "2027-12": 2}

# The year: sums over the eleven months that took place, halves up. Of 12: 7 x 88 + 2 x 86 + 2 x 80 = 948.
YEAR_TOTALS: dict[int, int | None] = {
    1: 99_00,  # 11 x 99
    2: 98_09,  # 10 x 98 + 99 = 1079
    3: 96_09,  # 9 x 97 + 91.5 + 92.5 = 1057
    4: 96_09,  # 10 x 96 + 97 = 1057: equal to 3
    5: 95_00,
    6: 94_00,
    7: 93_00,
    8: 92_00,
    9: None,  # split
    10: 90_00,
    11: 88_91,  # 10 x 89 + 88 = 978
    12: 86_18,  # 948
    13: 85_09,  # 8 x 87 + 3 x 80 = 936
    14: 86_00,
    15: 91_00,  # September to December
    16: 87_88,  # 80 + 3 x 90.5 = 351.5 in four months: 87.875
}
YEAR_RANKS: dict[int, int | None] = {
    1: 1,
    2: 2,
    3: 3,
    4: 3,
    5: 5,
    6: 6,
    7: 7,
    8: 8,
    10: 9,
    11: 10,
    12: 11,
    14: 12,
    13: 13,
    9: None,
    15: None,
    16: None,
}
# 1 x 100 000, 2 x 80 000, 3 x 60 000. 3 and 4 hold the places 3 and 4: (80 000 + 60 000) / 2 each.
YEAR_PRIZES = {1: 100_000, 2: 80_000, 3: 70_000, 4: 70_000, 5: 60_000, 6: 60_000}
# Base score 86: 14 reaches it exactly, 13 does not; 15 and 16 do without a rank.
BASE_AWARDS = {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 14, 15, 16}
BASE_CENTIPOINTS = 86_00

LAST, STREAK = ConditionKind.LAST, ConditionKind.LAST_CONSECUTIVE
FIRST_THREE = Condition(ConditionKind.RANK_AT_MOST, k=3)
LAST_THREE = Condition(ConditionKind.RANK_FROM_LAST, k=3)
MONTHLY = tuple(fen * YUAN for fen in (20_000, 15_000, 10_000))
YEARLY = amounts_of([(1, 100_000 * YUAN), (2, 80_000 * YUAN), (3, 60_000 * YUAN)])
RULES = [
    Rule(1, (FIRST_THREE,), Action(ConsequenceAction.FLAG), "003-13"),
    Rule(2, (FIRST_THREE,), Action(ConsequenceAction.PRIZE, MONTHLY), "003-13"),
    Rule(3, (LAST_THREE,), Action(ConsequenceAction.YELLOW_CARD), "003-14"),
    Rule(4, (Condition(LAST),), Action(ConsequenceAction.PUBLICATION), "003-14"),
    Rule(5, (Condition(STREAK, k=2),), Action(ConsequenceAction.STATEMENT), "003-15"),
    Rule(6, (Condition(STREAK, k=3),), Action(ConsequenceAction.NOT_COMPETENT), "003-15"),
    Rule(
        7,
        (Condition(ConditionKind.RANK_AT_MOST, k=6),),
        Action(ConsequenceAction.PRIZE, YEARLY),
        "003-17",
        ConsequenceSpan.YEAR,
    ),
    Rule(
        8,
        (Condition(ConditionKind.TOTAL_AT_LEAST, centipoints=BASE_CENTIPOINTS),),
        Action(ConsequenceAction.BASE_AWARD),
        "003-18",
        ConsequenceSpan.YEAR,
    ),
]
POLICY = StreakPolicy(min_months_in_post=3, min_ranked=5)


def totals_of(period: str) -> dict[int, int]:
    """Return the totals of a month in hundredths."""
    communities = [c for c in range(1, 15) if c != 9 or period < SPLIT_FROM]
    points = {c: 100.0 - c for c in communities} | CHANGED[period]
    return {c: round(value * 100) for c, value in points.items()}


def state_of(period: str) -> RoundState:
    """Return the state of a month."""
    return RoundState.SKIPPED if period == SKIPPED else RoundState.CONFIRMED


def ranked_in(period: str):
    """Return the ranks of a month."""
    return rank([Entry(community, total) for community, total in totals_of(period).items()])


def placings_until(period: str) -> list[Placing]:
    """Return where everybody stood in every month up to the given one."""
    return [placing for month in CHANGED if month <= period for placing in _placings(month)]


def months() -> list[Month]:
    """Return the months as they are frozen."""
    return [Month(period, state_of(period), {} if period == SKIPPED else totals_of(period)) for period in CHANGED]


def _placings(period: str):
    year, month = map(int, period.split("-"))
    since = dict.fromkeys(range(1, 15), LONG_AGO) | {15: SPLIT_ON, 16: SPLIT_ON}
    posts = {community: (community, day) for community, day in since.items()}
    if period >= "2027-12":
        posts[12] = (112, NEW_ON)
    ends_on = date(year, month, monthrange(year, month)[1])
    return placings_of(period, ranked_in(period), state=state_of(period), ends_on=ends_on, secretaries=posts)
