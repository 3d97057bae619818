"""The four bounds of communities on small grounds made of squares, 200 m wide, west to east and south to north."""

import pytest
import shapely

from linli.boundaries.rules.base import Base, Border, Line, Unit
from linli.boundaries.rules.four_sides import Beyond, Side, bounds_of
from linli.boundaries.rules.sheet import FREE
from linli.districting.reading.lines import Stretch

STEP = 0.002
WEST, SOUTH = 103.2, 26.1


def square(column, row):
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return [[west, south], [west + STEP, south], [west + STEP, south + STEP], [west, south + STEP], [west, south]]


def unit(column, row, *, outlined=True):
    return Unit(
        key=f"{column}-{row}",
        name=f"{column}-{row}",
        kind="compound",
        households=100,
        x=0.0,
        y=0.0,
        longitude=WEST + (column + 0.5) * STEP,
        latitude=SOUTH + (row + 0.5) * STEP,
        shape={"type": "Polygon", "coordinates": [square(column, row)]} if outlined else None,
    )


def line(name, *corners, kind=2):
    course = [[WEST + column * STEP, SOUTH + row * STEP] for column, row in corners]
    return Line(kind, name, {"type": "LineString", "coordinates": course})


@pytest.fixture
def pair():
    """Two squares side by side, a road between them, a river along the south of both."""
    lines = (line("迎宾路", (1, -1), (1, 2)), line("小江", (-1, 0), (3, 0), kind=3))
    return Base(
        (unit(0, 0), unit(1, 0)),
        (Border(0, 1, 222.0, 2, 60.0),),
        lines=lines,
        stretches=(Stretch(0, 2, "迎宾路", 222.0),),
    )


def names(sides):
    return {side: [(bound.beyond, bound.name or bound.community) for bound in bounds] for side, bounds in sides.items()}


def test_a_road_between_two_communities_is_the_bound_of_both(pair):
    found = bounds_of(pair, (0, 1))

    assert found[0][Side.EAST][0].name == found[1][Side.WEST][0].name == "迎宾路"


def test_a_river_along_the_edge_of_the_ground_is_a_bound(pair):
    found = bounds_of(pair, (0, 1))

    assert names(found[0])[Side.SOUTH] == names(found[1])[Side.SOUTH] == [(Beyond.LINE, "小江")]


def test_where_nothing_has_a_name_the_edge_is_unknown(pair):
    assert names(bounds_of(pair, (0, 1))[0])[Side.NORTH] == [(Beyond.UNKNOWN, FREE)]


def test_a_community_beside_the_ground_is_named(pair):
    outside = shapely.Polygon(square(0, 1))

    assert names(bounds_of(pair, (0, 1), [("古铜社区", outside)])[0])[Side.NORTH] == [(Beyond.OUTSIDE, "古铜社区")]


def test_without_a_road_the_neighbour_is_the_bound(pair):
    plain = Base(pair.units, pair.borders)

    assert names(bounds_of(plain, (4, 7))[4])[Side.EAST] == [(Beyond.COMMUNITY, 7)]


def test_beside_free_units_the_bound_says_so(pair):
    plain = Base(pair.units, pair.borders)

    assert names(bounds_of(plain, (0, FREE))[0])[Side.EAST] == [(Beyond.FREE, FREE)]


def test_each_leg_of_a_bent_border_is_called_after_its_own_road():
    """The unit in the south-west is held by an L of three; a road runs east of it, a lane north of it."""
    units = (unit(0, 0), unit(1, 0), unit(0, 1), unit(1, 1))
    borders = (Border(0, 1, 222.0, 2, 60.0), Border(0, 2, 200.0, 1, 120.0))
    lines = (line("东街", (1, -1), (1, 3)), line("北巷", (-1, 1), (3, 1), kind=1))
    stretches = (Stretch(0, 2, "东街", 222.0), Stretch(1, 1, "北巷", 200.0))

    sides = names(bounds_of(Base(units, borders, lines=lines, stretches=stretches), (0, 1, 1, 1))[0])

    assert (sides[Side.EAST], sides[Side.NORTH]) == ([(Beyond.LINE, "东街")], [(Beyond.LINE, "北巷")])


def test_a_street_between_units_of_one_community_is_no_outer_edge():
    """Two squares with a gap of 40 m: the edge of the ground runs around both, not through the gap."""
    apart = [[x + (0.0004 if x > WEST + STEP / 2 + 1e-9 else 0), y] for x, y in square(1, 0)]
    other = Unit(
        **{name: getattr(unit(1, 0), name) for name in Unit.__slots__}
        | {"shape": {"type": "Polygon", "coordinates": [apart]}}
    )
    base = Base((unit(0, 0), other), (Border(0, 1, 200.0, 0, 200.0),))

    assert names(bounds_of(base, (0, 1))[0])[Side.EAST] == [(Beyond.COMMUNITY, 1)]


def test_points_know_their_neighbours_and_nothing_of_the_edge():
    base = Base((unit(0, 0, outlined=False), unit(1, 0, outlined=False)), (Border(0, 1, 200.0, 0, 200.0),))

    sides = names(bounds_of(base, (0, 1))[0])

    assert sides[Side.EAST] == [(Beyond.COMMUNITY, 1)]
    assert sides[Side.WEST] == sides[Side.NORTH] == sides[Side.SOUTH] == [(Beyond.UNKNOWN, FREE)]


def test_the_shares_of_a_side_never_exceed_it(pair):
    for sides in bounds_of(pair, (0, 1)).values():
        assert all(0 < sum(bound.share for bound in bounds) <= 1.001 for bounds in sides.values())
