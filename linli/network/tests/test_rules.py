import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.network import rules
from linli.network.rules import Coverage, Link, Part, Spot, Stretch
from linli.network.terms import CoverageLight, Expectation

POLICY = rules.read_policy(
    tomllib.loads((Path(__file__).parents[2] / "policy" / "network.toml").read_text(encoding="utf-8"))
)
TODAY = date(2026, 11, 22)
JUDGING = POLICY.judging(TODAY)


@dataclass(frozen=True)
class Kind:
    expectation: Expectation
    number: int | None = None


@pytest.mark.parametrize(
    ("kind", "households", "needed"),
    [
        (Kind(Expectation.EACH), 0, 0),
        (Kind(Expectation.EACH), 12, 1),
        (Kind(Expectation.EACH), None, 1),
        (Kind(Expectation.NONE), 500, 0),
        (Kind(Expectation.PER_HOUSEHOLDS, 20), 0, 0),
        (Kind(Expectation.PER_HOUSEHOLDS, 20), 1, 1),
        (Kind(Expectation.PER_HOUSEHOLDS, 20), 20, 1),
        (Kind(Expectation.PER_HOUSEHOLDS, 20), 21, 2),
        (Kind(Expectation.PER_HOUSEHOLDS, 20), None, 1),
    ],
)
def test_an_area_needs_as_many_as_its_kind_of_post_says(kind, households, needed):
    assert rules.expected(kind, households) == needed


def test_building_stewards_of_004_2_cover_95_percent():
    """6 847 stewards, Party group leaders and block stewards are 95 % of what the district needs."""
    stewards = Coverage(6847, 7207)

    assert stewards.text == "6847/7207 = 95.0 %"
    assert rules.light(stewards, POLICY.target(5, TODAY).share, JUDGING.near) is CoverageLight.GREEN


def test_key_households_of_004_2_cover_more_than_95_percent():
    assert Coverage(9905, 10_400).percent > 95


def test_the_subdistrict_of_004_3_covers_everything():
    """Street 1, communities 10, courtyard organisations 315, Party-member households 1 500: levels 5 and 6 at 100 %."""
    chain = [Coverage(1, 1), Coverage(10, 10), Coverage(315, 315), Coverage(1500, 1500)]

    assert [each.text for each in chain][-1] == "1500/1500 = 100.0 %"
    assert rules.light(rules.total(chain[2:]), Fraction(1), JUDGING.near) is CoverageLight.GREEN


def test_315_of_577_committees_in_one_of_ten_subdistricts_are_doubted():
    """004-3: plausible only if the others lag behind."""
    others = [Part(f"街道{number}", 262 // 9 + (number <= 262 % 9)) for number in range(1, 10)]

    doubts = rules.uneven_doubts("小区自治委员会", [Part("系马桩街道", 315), *others], JUDGING)

    assert sum(part.number for part in others) + 315 == 577
    assert [doubt.render() for doubt in doubts] == [
        "小区自治委员会: 315 of 577 (54.6 %) in 系马桩街道, one of 10 parts."
    ]


@pytest.mark.parametrize(
    ("numbers", "households", "doubted"),
    [
        ((315, 262), (50_000, 50_000), []),  # 54.6 % against 50 %
        ((315, 262), (20_000, 80_000), ["甲"]),  # 54.6 % against 20 %
        ((6, 1), (100, 900), []),  # too few to say
        ((0, 0), (100, 900), []),
        ((30, 10), (None, 900), []),  # one of two parts: 75 % is not twice 50 %
    ],
)
def test_a_part_is_doubted_when_its_share_is_far_above_its_households(numbers, households, doubted):
    parts = [Part(name, *facts) for name, *facts in zip("甲乙", numbers, households, strict=True)]

    assert [each.params["area"] for each in rules.uneven_doubts("片长", parts, JUDGING)] == doubted


def test_one_part_alone_is_never_doubted():
    assert rules.uneven_doubts("片长", [Part("甲", 315, 10)], JUDGING) == []


@pytest.mark.parametrize(
    ("title", "is_chief"),
    [
        ("街道党工委书记", True),
        ("街道办事处主任", True),
        ("副主任", False),
        ("党工委副书记", False),
        ("Deputy director", False),
        ("Director", True),
        ("武装部长", False),
        ("", False),
    ],
)
def test_secretaries_and_directors_are_chiefs_but_not_their_deputies(title, is_chief):
    assert rules.is_chief(title) is is_chief


def test_the_hardest_are_for_secretary_and_director():
    """003-4."""
    links = [
        Link("东风里", "王书记", ("街道党工委书记",)),
        Link("桂苑", "李委员", ("组织委员", "副主任")),
        Link("石羊"),
    ]

    doubts = rules.link_doubts(links)

    assert [(each.rule, each.params["area"]) for each in doubts] == [
        ("network.hard_linked_below", "桂苑"),
        ("network.hard_unlinked", "石羊"),
    ]


def test_buildings_without_households_are_said():
    assert rules.counting_doubts(0, 40) == []
    assert rules.counting_doubts(3, 40)[0].params == {"number": 3, "total": 40}


@pytest.mark.parametrize(
    ("coverage", "text"),
    [
        (Coverage(18, 19), "18/19 = 94.7 %"),
        (Coverage(1999, 2000), "1999/2000 = 99.9 %"),  # never rounded up to 100
        (Coverage(2, 2), "2/2 = 100.0 %"),
        (Coverage(0, 0), "0/0"),
    ],
)
def test_coverage_is_written_with_its_sum(coverage, text):
    assert coverage.text == text


@pytest.mark.parametrize(
    ("coverage", "target", "light"),
    [
        (Coverage(95, 100), Fraction(95, 100), "green"),
        (Coverage(949, 1000), Fraction(95, 100), "yellow"),
        (Coverage(90, 100), Fraction(95, 100), "yellow"),
        (Coverage(899, 1000), Fraction(95, 100), "red"),
        (Coverage(9, 10), None, "grey"),
        (Coverage(0, 0), Fraction(1), "grey"),
    ],
)
def test_a_light_says_how_coverage_stands(coverage, target, light):
    assert rules.light(coverage, target, JUDGING.near) == light


def test_targets_follow_the_day():
    """004-2, then 004-11 at the end of the year; upper tiers aim at nothing of their own."""
    last = date(2026, 12, 31)

    assert POLICY.target(5, TODAY).share == Fraction(95, 100)
    assert POLICY.next_target(5, TODAY).valid_from == last
    assert (POLICY.target(6, last).share, POLICY.target(6, last).clause) == (1, "004-11")
    assert POLICY.next_target(6, last) is None
    assert POLICY.target(3, TODAY) is None


places = st.dictionaries(st.integers(0, 30), st.integers(0, 4))


@given(filled=places, needed=places)
def test_no_place_fills_another_places_gap(filled, needed):
    coverage = rules.cover(filled, needed)

    assert 0 <= coverage.filled <= coverage.expected == sum(needed.values())
    assert (coverage.missing == 0) == all(filled.get(place, 0) >= need for place, need in needed.items())


@given(filled=places, needed=places, cut=st.integers(0, 30))
def test_coverage_of_parts_adds_up(filled, needed, cut):
    low = {place: need for place, need in needed.items() if place < cut}
    high = {place: need for place, need in needed.items() if place >= cut}

    assert rules.cover(filled, low) + rules.cover(filled, high) == rules.cover(filled, needed)


day = st.integers(0, 40).map(lambda n: TODAY - timedelta(days=n))
stretch = st.builds(
    lambda first, length, number: Stretch(first, None if length is None else first + timedelta(days=length), number),
    day,
    st.one_of(st.none(), st.integers(1, 30)),
    st.integers(1, 3),
)
spots = st.lists(
    st.tuples(st.sampled_from("ab"), st.builds(Spot, st.lists(stretch, max_size=2), st.lists(stretch, max_size=4))),
    max_size=6,
)


def on(stretches, when):
    return sum(each.number for each in stretches if each.first <= when and (each.end is None or each.end > when))


@given(spots=spots, length=st.integers(0, 45), points=st.integers(1, 12))
def test_the_trend_is_what_counting_on_every_day_gives(spots, length, points):
    days = rules.days_of(TODAY, length, points)

    found = rules.series(spots, days)

    for name in {name for name, _spot in spots}:
        for place, when in enumerate(days):
            one_by_one = rules.total(
                Coverage(min(on(spot.held, when), on(spot.needed, when)), on(spot.needed, when))
                for group, spot in spots
                if group == name
            )
            assert found.get(name, [Coverage()] * len(days))[place] == one_by_one


@pytest.mark.parametrize(
    ("days", "points", "expected"), [(0, 5, [0]), (1, 5, [1, 0]), (30, 4, [30, 20, 10, 0]), (10, 1, [10, 0])]
)
def test_days_of_a_trend_are_spread_evenly(days, points, expected):
    assert [(TODAY - each).days for each in rules.days_of(TODAY, days, points)] == expected
