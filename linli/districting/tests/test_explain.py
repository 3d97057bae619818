import numpy as np
import pytest

from linli.districting.explain import Norms, explain, explain_boundaries, explain_community, explain_unit, what_if
from linli.districting.plan import cost_of, is_feasible, pieces
from linli.districting.problem import Borders, Problem
from linli.districting.reading import Stretch

CALLED = ["East", "West"]


def a_row(**rest) -> Problem:
    """Five units in a row, A to E: a main road between B and C, alleys elsewhere."""
    return Problem(
        np.array([1000, 900, 1000, 1000, 600]),
        Borders.of([0, 1, 2, 3], [1, 2, 3, 4], [100.0, 340.0, 80.0, 90.0], [0, 2, 0, 0]),
        1500,
        3500,
        area=np.full(5, 10_000.0),
        perimeter=np.full(5, 400.0),
        names=list("ABCDE"),
        **rest,
    )


PLAN = np.array([0, 0, 1, 1, 1])


def rendered(reasons) -> list[str]:
    return [reason.render() for reason in reasons]


def test_a_boundary_says_what_it_follows_and_how_far():
    assert rendered(explain_boundaries(a_row(), PLAN, called=CALLED)) == [
        "The boundary of East and West follows a main road for 340 m."
    ]


def test_a_boundary_says_the_name_of_its_line_where_it_is_known():
    parts = [Stretch(1, 2, "解放路", 300.4), Stretch(1, 0, "", 39.6), Stretch(0, 1, "", 100)]

    assert rendered(explain_boundaries(a_row(), PLAN, called=CALLED, stretches=parts)) == [
        "The boundary of East and West follows 解放路 for 300 m.",
        "The boundary of East and West follows alleys and walls for 40 m.",
    ]


def test_what_if_is_what_the_moved_plan_is():
    moved = np.array([0, 0, 0, 1, 1])

    answer = what_if(a_row(), PLAN, 2, 0)

    assert (answer.households_left, answer.households_there, answer.pieces_left) == (1600, 2900, 1)
    assert answer.cost == pytest.approx(cost_of(a_row(), moved) - cost_of(a_row(), PLAN))
    assert answer.is_possible


def test_what_if_agrees_with_counting_anew_on_random_maps():
    random = np.random.default_rng(11)
    number = np.arange(30).reshape(5, 6)
    u = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    v = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    for _ in range(20):
        problem = Problem(random.integers(0, 50, 30), Borders.of(u, v, random.uniform(1, 9, len(u))), 1, 900)
        labels = np.repeat([0, 1, 2], 10)
        edge = random.choice(np.flatnonzero(labels[u] != labels[v]))
        unit, other = int(u[edge]), int(labels[v[edge]])
        moved = labels.copy()
        moved[unit] = other

        answer = what_if(problem, labels, unit, other)

        assert answer.cost == pytest.approx(cost_of(problem, moved) - cost_of(problem, labels))
        assert answer.pieces_left == pieces(problem, moved) - 2
        assert answer.is_possible == is_feasible(problem, moved)


@pytest.mark.parametrize(
    ("plan", "unit", "sentence"),
    [
        ([0, 0, 1, 1, 1], 0, "A lies within East: all its neighbours belong to it."),
        (
            [0, 0, 1, 1, 1],
            1,
            "B stays with East because without it only 1000 households would be left there, fewer than 1500.",
        ),
        ([0, 0, 0, 1, 1], 3, "D stays with West because East would have 3900 households, more than 3500."),
        ([0, 0, 1, 1, 1], 2, "C stays with West because with East the boundaries would follow roads and water worse, "
         "by as much as 29 m more through alleys."),
        ([0, 0, 0, 1, 1], 2, "C could go to West as well: the boundaries would be better by as much as 29 m less "
         "through alleys, with 2600 households there and 1900 left."),
    ],
)  # fmt: skip
def test_a_unit_says_why_it_stays(plan, unit, sentence):
    assert rendered(explain_unit(a_row(), np.array(plan), unit, called=CALLED)) == [sentence]


def test_a_unit_that_holds_its_community_together_stays():
    problem = Problem(
        np.array([2000, 100, 2000, 1500]), Borders.of([0, 1, 1], [1, 2, 3], [10.0, 10.0, 10.0]), 1500, 5000,
        names=list("ABCD"),
    )  # fmt: skip

    assert rendered(explain_unit(problem, np.array([0, 0, 0, 1]), 1, called=CALLED)) == [
        "B stays with East because without it East would fall into 2 pieces."
    ]


def test_a_locked_unit_stays_for_its_lock():
    problem = a_row(anchors=np.array([-1, -1, 5, 5, -1]))

    assert rendered(explain_unit(problem, PLAN, 2, called=CALLED)) == [
        "C stays with West because of a lock, an office or a wish to stay together or apart."
    ]


def test_a_community_says_its_size_shape_rooms_and_what_it_is_due():
    problem = a_row(rooms=np.array([3]), existing=np.array([0, 0, 0, 1, 1]))

    assert rendered(explain_community(problem, PLAN, 1, called=CALLED)) == [
        "West has 2600 households, within 1500 to 3500.",
        "Its shape has 51 % of the area of a circle with the same outline.",
        "100 % of its boundary with other communities follows main roads, rivers or railways.",
        "1 rooms could serve as its office: D.",
        "It needs 7 community workers, one for every 400 households.",
        "It needs 520 m2 of rooms, 20 m2 for every 100 households.",
        "62 % of its households come from one present community, the rest from 1 others.",
    ]
    other = explain_community(problem, PLAN, 0, called=CALLED, norms=Norms(950, 10))
    assert "It needs 2 community workers, one for every 950 households." in rendered(other)
    assert "No room in it could serve as its office." in rendered(other)


def test_a_plan_is_explained_as_a_whole():
    found = explain(a_row(), PLAN)

    assert len(found.communities) == 2
    assert len(found.boundaries) == 1
    assert [reasons[0].params["unit"] for reasons in found.units] == ["B", "C"]
