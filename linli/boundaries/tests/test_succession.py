"""What a plan makes of the present communities: households are kept, shares fit, outlines tile."""

import itertools
import json

import pytest
import shapely
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as some

from linli.boundaries.rules.base import NOWHERE, Base, Community, Unit
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.rules.succession import codes_from, foresee
from linli.boundaries.rules.tiling import tile

PRESENT = 3


def make_base(households, homes):
    units = tuple(
        Unit(str(number), f"小区{number}", "compound", size, 0, 0, 0, 0, community=home)
        for number, (size, home) in enumerate(zip(households, homes, strict=True))
    )
    return Base(units, (), tuple(Community(f"社区{number}", seat=NOWHERE) for number in range(PRESENT)))


@some.composite
def splits(draw):
    """A base of units in present communities, the labels of a plan, and who continues whom."""
    size = draw(some.integers(1, 14))
    households = draw(some.lists(some.integers(0, 900), min_size=size, max_size=size))
    homes = draw(some.lists(some.integers(NOWHERE, PRESENT - 1), min_size=size, max_size=size))
    labels = draw(some.lists(some.integers(FREE, 5), min_size=size, max_size=size))
    used = sorted(set(labels) - {FREE})
    presents = draw(some.permutations(range(PRESENT)))
    heirs = dict(zip(used[: draw(some.integers(0, PRESENT))], presents, strict=False))
    return make_base(households, homes), Sheet.of(labels), heirs


def outcome_of(split):
    base, sheet, heirs = split
    return foresee(base, sheet, heirs, {number: f"社区{number}" for number in sheet.names})


@limits(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(splits())
def test_households_are_kept(split):
    base, sheet, _ = split
    assigned = sum(unit.households for unit, label in zip(base.units, sheet.labels, strict=True) if label != FREE)

    assert sum(one.households for one in outcome_of(split).communities) == assigned


@limits(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(splits())
def test_the_shares_of_a_community_never_exceed_the_whole_and_restate_its_households(split):
    base, sheet, heirs = split
    outcome = outcome_of(split)
    for present in range(PRESENT):
        mine = [unit for unit in base.units if unit.community == present]
        whole = sum(unit.households for unit in mine)
        passed = [one for one in outcome.passed if one.present == present]
        assert sum(one.share for one in passed) <= 1 + 1e-9
        heir = next((label for label, continued in heirs.items() if continued == present), None)
        stayed = sum(
            unit.households
            for unit, label in zip(base.units, sheet.labels, strict=True)
            if unit.community == present and (label in (FREE, heir))
        )
        if whole:
            assert whole * (1 - sum(one.share for one in passed)) == pytest.approx(stayed, abs=1e-6)


@limits(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(splits())
def test_every_present_community_goes_on_or_ends_but_not_both(split):
    base, _, heirs = split
    outcome = outcome_of(split)
    with_units = {unit.community for unit in base.units} - {NOWHERE}

    assert {one.present for one in outcome.kept} | set(outcome.ended) >= with_units
    assert not {one.present for one in outcome.kept} & set(outcome.ended)
    assert {one.number for one in outcome.founded} == {one.number for one in outcome.communities} - set(heirs)


@limits(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    some.lists(some.integers(FREE, 3), min_size=12, max_size=12),
    some.lists(some.integers(1, 9), min_size=4, max_size=4),
)
def test_outlines_tile_even_where_corners_of_neighbours_do_not_meet(labels, cuts):
    """Rows of rectangles, each row cut at other places: corners of one row lie on edges of the next."""
    shapes = []
    for row, cut in enumerate(cuts):
        edges = [0.0, cut * 0.000_123_456_789, 0.002, 0.003]
        for west, east in itertools.pairwise(edges):
            ring = [[west, row * 0.001], [east, row * 0.001], [east, (row + 1) * 0.001], [west, (row + 1) * 0.001]]
            shapes.append({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})

    found = {label: shapely.from_geojson(_text(shape)) for label, shape in tile(shapes, labels).items()}

    assert set(found) == set(labels) - {FREE}
    assert all(shape.is_valid for shape in found.values())
    whole = shapely.union_all(list(found.values())).area
    assert sum(shape.area for shape in found.values()) == pytest.approx(whole, rel=1e-12)
    wanted = shapely.union_all(
        [shapely.from_geojson(_text(s)) for s, label in zip(shapes, labels, strict=True) if label != FREE]
    )
    assert abs(whole - wanted.area) < 1e-7 * 0.05


def _text(shape):
    return json.dumps(shape)


def test_codes_follow_each_other_until_they_run_out():
    assert codes_from("P530113001009", 3) == ["P530113001009", "P530113001010", "P530113001011"]
    assert codes_from("P530113001999", 2) == ["P530113001999"]
    assert codes_from("", 2) == ["", ""]
