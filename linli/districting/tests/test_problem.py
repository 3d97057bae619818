"""A problem is validated when it is made; every error is a sentence with the unit."""

import numpy as np
import pytest

from linli.districting.problem import Affinity, Borders, Graph, Problem, ProblemError


def row(households=(10, 20, 30), **facts) -> Problem:
    """Return three units in a row."""
    given = {"borders": Borders.of([0, 1], [1, 2], [100.0, 50.0], [0, 3]), "low": 10, "high": 40}
    return Problem(np.array(households), **(given | facts))


def test_a_border_costs_its_length_by_the_class_of_its_line():
    assert row().borders.cost.tolist() == [100.0, 2.5]


def test_neighbours_are_listed_by_unit():
    graph = Graph.of(3, row().borders)

    assert [graph.unit[graph.start[u] : graph.start[u + 1]].tolist() for u in range(3)] == [[1], [0, 2], [1]]
    assert graph.border.tolist() == [0, 0, 1, 1]


def test_the_bounds_allow_these_numbers_of_communities():
    assert list(row().counts) == [2, 3, 4, 5, 6]
    assert list(row(wished=2).counts) == [2]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"households": ()}, "There is no unit"),
        ({"households": (10, -1, 30), "names": ("甲", "乙", "丙")}, "Unit 乙 has -1 households"),
        ({"low": 50}, "50 to 40 are no bounds"),
        ({"wished": 0}, "0 communities"),
        ({"x": np.zeros(2)}, "x has 2 values for 3 units"),
        ({"x": np.array([0.0, np.nan, 0.0])}, "x of unit #1 is not a number"),
        ({"names": ("a",)}, "names has 1 values for 3 units"),
        ({"borders": Borders.of([0], [5], [1.0])}, "names unit 5, which is none"),
        ({"borders": Borders.of([1], [1], [1.0])}, "Unit #1 borders on itself"),
        ({"borders": Borders.of([0, 1], [1, 0], [1.0, 1.0])}, "The border of #0 and #1 is given twice"),
        ({"borders": Borders.of([0], [1], [-1.0])}, "has no length, or a cost below zero"),
        ({"seats": np.array([7])}, "seats names unit 7"),
        ({"apart": ((0, 3),)}, "together and apart names unit 3"),
        ({"affinity": Affinity(np.array([0]), np.array([1]), np.array([]))}, "The arrays of affinity differ"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_unit(facts, said):
    with pytest.raises(ProblemError, match=said):
        row(**facts)
