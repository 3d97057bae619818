"""What is wrong between outlines: each kind by a drawn example, and grounds that tile have nothing wrong."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from linli.places.rules.mending import mend
from linli.places.rules.topology import Part, inspect
from linli.places.samples import square
from linli.places.terms import ProblemKind

METRE = 1 / 111_195
"""Degrees of latitude."""
PARENT = shapely.box(103.0, 26.0, 103.02, 26.01)


def box(west, south, east, north):
    return shapely.box(103 + west, 26 + south, 103 + east, 26 + north)


def parts_of(*shapes):
    return [Part(number, f"53011300100{number}", each) for number, each in enumerate(shapes, 1)]


def told(problems):
    return [(str(problem.kind), str(problem.of), problem.numbers) for problem in problems]


WEST, EAST = box(0, 0, 0.01, 0.01), box(0.01, 0, 0.02, 0.01)


def test_parts_that_tile_their_area_have_nothing_wrong():
    assert inspect(parts_of(WEST, EAST), PARENT) == []


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        ([WEST, box(0.0098, 0, 0.02, 0.01)], [("overlap", "overlap", (1, 2))]),
        ([WEST, box(0.010005, 0, 0.02, 0.01)], [("sliver", "gap", (1, 2))]),
        ([WEST, box(0.009995, 0, 0.02, 0.01)], [("sliver", "overlap", (1, 2))]),
        ([WEST, box(0.012, 0, 0.02, 0.01)], [("gap", "gap", (1, 2))]),
        ([WEST, box(0.01, 0, 0.021, 0.01)], [("outside", "outside", (2,))]),
        ([WEST, box(0.01, 0, 0.020004, 0.01)], [("sliver", "outside", (2,))]),
        ([WEST, None], [("missing", "missing", (2,))]),
        ([WEST, shapely.union_all([box(0.01, 0, 0.015, 0.01), box(0.018, 0, 0.02, 0.01)])],
         [("gap", "gap", (2,)), ("pieces", "pieces", (2,))]),
        ([WEST, shapely.Polygon([(103.01, 26), (103.02, 26.01), (103.02, 26), (103.01, 26.01)])],
         [("crossing", "crossing", (2,)), ("gap", "gap", (1, 2)), ("gap", "gap", (1, 2))]),
    ],
)  # fmt: skip
def test_each_kind_of_problem_is_found_and_named(shapes, expected):
    assert told(inspect(parts_of(*shapes), PARENT)) == expected


def test_a_gap_between_all_parts_is_found_without_the_areas_own_outline():
    ring = shapely.difference(box(0, 0, 0.02, 0.01), box(0.008, 0.004, 0.012, 0.006))

    (problem,) = inspect(parts_of(ring), None)

    assert (problem.kind, problem.area_m2) == (
        ProblemKind.GAP,
        pytest.approx(0.004 * 0.002 * 111_195**2 * 0.8987, rel=1e-2),
    )


def test_a_gap_around_an_island_does_not_hold_the_island():
    ring = shapely.difference(box(0, 0, 0.02, 0.01), box(0.008, 0.004, 0.012, 0.006))
    island = box(0.009, 0.0045, 0.011, 0.0055)

    (problem,) = inspect(parts_of(ring, island), None)

    assert (problem.kind, problem.numbers) == (ProblemKind.GAP, (1, 2))
    assert not problem.shape.contains(island.centroid)


def test_compounds_need_not_fill_their_community():
    assert inspect(parts_of(box(0.001, 0.001, 0.002, 0.002), None), PARENT, tile=False) == []


def test_the_tolerance_says_what_is_a_sliver():
    parts = parts_of(WEST, box(0.01002, 0, 0.02, 0.01))

    assert [str(inspect(parts, PARENT, tolerance_m=metres)[0].kind) for metres in (1, 3)] == ["gap", "sliver"]
    assert inspect(parts, PARENT)[0].width_m == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("east", [0.010005, 0.009995])
def test_a_sliver_is_snapped_to_a_neighbour(east):
    parts = parts_of(WEST, box(east, 0, 0.02, 0.01))

    changed = mend(inspect(parts, PARENT), parts)
    after = [Part(part.number, part.code, changed.get(part.number, part.shape)) for part in parts]

    assert len(changed) == 1
    assert inspect(after, PARENT) == []


def test_a_thin_overlap_stays_with_the_smaller_code():
    parts = parts_of(WEST, box(0.009995, 0, 0.02, 0.01))

    assert set(mend(inspect(parts, PARENT), parts)) == {2}


def test_what_sticks_out_thinly_is_cut_off():
    parts = parts_of(WEST, box(0.01, 0, 0.020004, 0.01))

    changed = mend(inspect(parts, PARENT), parts)

    assert shapely.equals(changed[2], EAST)


def test_only_slivers_are_mended():
    parts = parts_of(WEST, box(0.012, 0, 0.02, 0.01))

    assert mend(inspect(parts, PARENT), parts) == {}


def test_a_repair_that_would_break_a_part_in_two_is_not_offered():
    thin = shapely.union_all([box(0.01, 0, 0.014, 0.01), box(0.014, 0.005, 0.016, 0.005005), box(0.016, 0, 0.02, 0.01)])
    over = box(0.0139, 0.004, 0.0161, 0.006)
    parts = [Part(1, "1", over), Part(2, "2", thin)]

    assert all(shapely.get_num_geometries(new) == 1 for new in mend(inspect(parts, None), parts).values())


@given(st.lists(st.tuples(st.floats(0.2, 0.8), st.floats(-0.15, 0.15)), min_size=1, max_size=12), st.floats(-0.9, 0.9))
def test_a_winding_border_that_was_drawn_twice_is_mended_without_a_rest(bends, off):
    ends = [(0.5, 0.0), *sorted(((0.5 + x, y) for y, x in bends), key=lambda at: at[1]), (0.5, 1.0)]
    line = [[round(103 + 0.02 * x, 7), round(26 + 0.01 * y, 7)] for x, y in ends]
    moved = [[round(x + off * METRE, 7), y] for x, y in line]
    west = shapely.Polygon([*line, [103.0, 26.01], [103.0, 26.0]])
    east = shapely.Polygon([*moved, [103.02, 26.01], [103.02, 26.0]])
    if not (west.is_valid and east.is_valid):
        return
    parts = parts_of(west, east)
    found = inspect(parts, PARENT)

    changed = mend(found, parts)
    after = [Part(part.number, part.code, changed.get(part.number, part.shape)) for part in parts]

    assert {problem.kind for problem in found} <= {ProblemKind.SLIVER}
    assert inspect(after, PARENT) == []


def test_a_problem_keeps_its_name_while_nothing_changes():
    parts = parts_of(WEST, box(0.012, 0, 0.02, 0.01))

    assert inspect(parts, PARENT)[0].name == inspect(parts, PARENT)[0].name == "gap_1_2_103.011000_26.005000"


def test_a_square_of_the_samples_is_sound():
    assert inspect([Part(1, "", shape(square(103, 26)))], None) == []
