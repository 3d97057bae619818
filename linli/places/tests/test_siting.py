"""Whether a file was read in the right system, by what is known already."""

import random

import pytest

from linli.places import rules
from linli.places.rules import datum
from linli.places.samples import square
from linli.places.terms import CoordinateSystem

SHIFTS = {"cgcs2000": lambda at: at, "gcj02": datum.gcj02_of, "bd09": datum.bd09_of}
TOWNS = {"东川": (103.18, 26.08), "北京": (116.4, 39.9), "上海": (121.47, 31.23), "哈尔滨": (126.6, 45.7)}


def made_of(where: tuple[float, float], shift) -> rules.Evidence:
    """Lay 60 points of a file upon nine squares of a kilometre that hold them; the file was shifted."""
    random_ = random.Random(5)
    evidence = rules.Evidence(ground=rules.Box(where[0], where[1], where[0] + 0.03, where[1] + 0.03))
    for number in range(60):
        west, south = where[0] + number % 3 * 0.01, where[1] + number // 3 % 3 * 0.01
        at = west + random_.uniform(0, 0.01), south + random_.uniform(0, 0.01)
        evidence.points.append((shift(at), (rules.Edges(square(west, south)),)))
    evidence.sample = [raw for raw, _edges in evidence.points]
    return evidence


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("true", SHIFTS)
@pytest.mark.parametrize("claimed", SHIFTS)
def test_a_wrong_claim_is_doubted_and_a_right_one_is_not(town, true, claimed):
    doubts = rules.weigh(made_of(TOWNS[town], SHIFTS[true]), rules.read_code(claimed))

    if true == claimed:
        assert doubts == []
    else:
        assert [doubt.rule for doubt in doubts] == ["places.siting.shifted"]
        assert doubts[0].params["system"] == {"cgcs2000": "WGS84", "gcj02": "GCJ-02", "bd09": "BD-09"}[true]


@pytest.mark.parametrize("town", TOWNS)
def test_swapped_axes_are_found(town):
    evidence = made_of(TOWNS[town], lambda at: (at[1], at[0]))

    assert [doubt.rule for doubt in rules.weigh(evidence, rules.Reading())] == ["places.siting.swapped"]
    assert rules.weigh(evidence, rules.read_code("wgs84-yx")) == []


def test_a_shift_is_found_by_the_same_places_alone():
    known = [(103.18 + number / 100, 26.08) for number in range(8)]
    evidence = rules.Evidence(pairs=[(datum.gcj02_of(at), at) for at in known], sample=known)

    (doubt,) = rules.weigh(evidence, rules.Reading())

    assert (doubt.rule, doubt.params["system"]) == ("places.siting.shifted", "GCJ-02")
    assert 200 < doubt.params["metres"] < 700


def test_a_shift_that_no_system_explains_is_said_as_it_is():
    known = [(103.18 + number / 100, 26.08) for number in range(8)]
    evidence = rules.Evidence(pairs=[((at[0], at[1] - 0.005), at) for at in known], sample=known)

    (doubt,) = rules.weigh(evidence, rules.Reading())

    assert (doubt.rule, doubt.params["direction"]) == ("places.siting.off", "south")
    assert doubt.params["metres"] == pytest.approx(556, abs=2)


def test_shapes_are_laid_upon_the_buildings_that_lie_in_them():
    inside = [(103.181 + number / 1000, 26.085) for number in range(8)]
    drawn = {"type": "Polygon", "coordinates": [[datum.gcj02_of(at) for at in square(103.18, 26.08)["coordinates"][0]]]}
    evidence = rules.Evidence(shapes=[(drawn, inside)], sample=[(103.18, 26.08)])

    assert rules.weigh(evidence, rules.read_code("gcj02")) == []
    assert [doubt.params["system"] for doubt in rules.weigh(evidence, rules.Reading())] == ["GCJ-02"]


def test_another_city_is_told_from_ours():
    evidence = rules.Evidence(ground=rules.Box(103.1, 26.0, 103.3, 26.2), sample=[TOWNS["北京"]] * 5)

    assert [doubt.rule for doubt in rules.weigh(evidence, rules.Reading())] == ["places.siting.elsewhere"]


def test_where_nothing_is_known_only_the_earth_speaks():
    assert rules.weigh(rules.Evidence(sample=[(103.18, 26.08)]), rules.Reading()) == []
    assert rules.weigh(rules.Evidence(sample=[(26.08, 103.18)]), rules.Reading())[0].rule == "places.siting.swapped"


def test_every_reading_has_a_code_that_leads_back_to_it():
    for system in CoordinateSystem:
        for is_swapped in (False, True):
            reading = rules.Reading(system, is_swapped)
            assert rules.read_code(reading.code) == reading
