"""Points among dated outlines, against a reference that knows nothing of floating point, grids or strips."""

import math
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from linli.places import rules
from linli.places.samples import square

DAYS = [date(2019, 10, 31), date(2021, 3, 1), date(2023, 6, 30)]
"""Days on which outlines change."""
NUMBERS = st.one_of(
    st.integers(0, 6).map(float),
    st.floats(0, 6, allow_nan=False, allow_subnormal=False),
    st.integers(0, 60).map(lambda tenth: tenth / 10),
)


def on_edge(start, end, x, y):
    (x0, y0), (x1, y1) = start, end
    if (x1 - x0) * (y - y0) != (x - x0) * (y1 - y0):
        return False
    return min(x0, x1) <= x <= max(x0, x1) and min(y0, y1) <= y <= max(y0, y1)


def reference(shape, longitude, latitude):
    """Return by exact fractions whether the shape holds the point: on a border, or an odd number of edges beyond."""
    x, y = Fraction(longitude), Fraction(latitude)
    inside = False
    for polygon in [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]:
        for ring in polygon:
            for start, end in pairwise([tuple(map(Fraction, point)) for point in ring]):
                if on_edge(start, end, x, y):
                    return True
                (x0, y0), (x1, y1) = start, end
                if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                    inside = not inside
    return inside


@st.composite
def stars(draw):
    """A simple polygon around a middle, sometimes with a square hole: corners in the order of their angle."""
    middle = (draw(st.integers(1, 5)), draw(st.integers(1, 5)))
    reach = draw(st.lists(st.floats(0.3, 2), min_size=3, max_size=24))
    turn = 2 * math.pi / len(reach)
    ring = [
        [middle[0] + far * math.cos(turn * at), middle[1] + far * math.sin(turn * at)] for at, far in enumerate(reach)
    ]
    holes = [square(middle[0] - 0.05, middle[1] - 0.05, 0.1)["coordinates"][0]] if draw(st.booleans()) else []
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]], *holes]}


@st.composite
def tilings(draw):
    """Triangles that share corners and borders: a grid of quarters whose corners lie anywhere near their places."""
    near = st.one_of(st.just(0.0), st.floats(-0.3, 0.3))
    corner = {(i, j): [i + draw(near), j + draw(near)] for i in range(4) for j in range(4)}
    shapes = []
    for i in range(3):
        for j in range(3):
            a, b, c, d = (corner[at] for at in ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)))
            shapes += [{"type": "Polygon", "coordinates": [[*three, three[0]]]} for three in ([a, b, c], [a, c, d])]
    return shapes


@st.composite
def grounds(draw):
    """Some outlines, each true for one stretch of time, in their order of preference."""
    shapes = draw(st.one_of(tilings(), st.lists(stars(), min_size=1, max_size=6)))
    known = []
    for shape in shapes:
        first = draw(st.integers(0, len(DAYS) - 1))
        last = draw(st.sampled_from([*DAYS[first + 1 :], None]))
        known.append((shape, DAYS[first], last))
    return known


@st.composite
def asked(draw, known):
    """A point: anywhere, at a corner, or as near to a border as floating point comes."""
    corners = [point for shape, _, _ in known for ring in shape["coordinates"] for point in ring]
    if draw(st.booleans()):
        return draw(NUMBERS), draw(NUMBERS)
    at = draw(st.integers(0, len(corners) - 2))
    share = draw(st.sampled_from([0.0, 0.25, 0.5, 1.0, 1 / 3]))
    (x0, y0), (x1, y1) = corners[at], corners[at + 1]
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def locator_of(known):
    edges = [rules.Edges(shape) for shape, _, _ in known]
    placed = [
        rules.Placed(at, at, since.toordinal(), to.toordinal() if to else rules.OPEN, rules.box_of(shape))
        for at, (shape, since, to) in enumerate(known)
    ]
    return rules.Locator(placed, edges.__getitem__)


@given(st.data())
def test_every_point_lies_where_exact_fractions_say_on_every_day(data):
    known = data.draw(grounds())
    locator = locator_of(known)
    for _ in range(4):
        point = data.draw(asked(known))
        day = data.draw(st.sampled_from(DAYS)) + timedelta(days=data.draw(st.integers(-1, 1)))
        holding = [at for at, (shape, _, _) in enumerate(known) if reference(shape, *point)]
        then = [at for at in holding if known[at][1] <= day and (known[at][2] is None or day < known[at][2])]
        today = [at for at in holding if known[at][2] is None]

        assert locator.find(*point, day.toordinal()) == (then[0] if then else None)
        assert locator.find(*point) == (today[0] if today else None)


@given(st.data())
def test_the_edges_of_one_shape_answer_as_exact_fractions_do(data):
    shape = data.draw(stars())
    edges = rules.Edges(shape)
    for _ in range(4):
        point = data.draw(asked([(shape, None, None)]))

        assert edges.covers(*point) == reference(shape, *point)


@given(tilings(), st.data())
def test_a_tiled_ground_leaves_no_point_between_its_tiles(shapes, data):
    locator = locator_of([(shape, DAYS[0], None) for shape in shapes])

    point = data.draw(st.tuples(st.floats(0.5, 2.5), st.floats(0.5, 2.5)))

    assert locator.find(*point) is not None


def test_a_saw_of_long_teeth_keeps_few_entries_and_the_same_answers():
    teeth = [[at / 100, (at % 2) * 5.0] for at in range(600)]
    saw = {"type": "Polygon", "coordinates": [[*teeth, [6.0, -1.0], [0.0, -1.0], teeth[0]]]}
    edges = rules.Edges(saw)

    assert all(edges.covers(x / 7, y / 3) == reference(saw, x / 7, y / 3) for x in range(43) for y in range(16))


def test_without_outlines_nothing_holds_a_point():
    assert rules.Locator([], {}.__getitem__).find(103.0, 26.0) is None


def test_a_coordinate_that_is_no_number_lies_nowhere():
    locator = locator_of([(square(103, 26), DAYS[0], None)])

    assert locator.find(math.nan, 26.0) is None
    assert locator.find(103.0, math.inf) is None
