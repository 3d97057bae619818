from itertools import product

import numpy as np
import pytest

from linli.districting.findings import examine_plan
from linli.districting.plan import is_feasible
from linli.districting.problem import Borders, Problem


def a_row(**rest) -> Problem:
    """Six units of 1000 households in a row, A to F."""
    borders = Borders.of([0, 1, 2, 3, 4], [1, 2, 3, 4, 5], [100.0] * 5)
    return Problem(np.full(6, 1000), borders, 2000, 3500, names=list("ABCDEF"), **rest)


def found(problem: Problem, *labels: int) -> list[tuple[str, str]]:
    return [
        ("wrong" if each.is_wrong else "incomplete", each.reason.render())
        for each in examine_plan(problem, np.array(labels))
    ]


def test_a_plan_that_keeps_every_rule_has_nothing_to_mend():
    assert found(a_row(wished=3), 0, 0, 1, 1, 2, 2) == []


def test_while_units_are_free_small_communities_are_incomplete_and_not_wrong():
    assert found(a_row(wished=3), 0, 0, 1, -1, -1, -1) == [
        ("incomplete", "C1 has 1000 households, fewer than 2000."),
        ("incomplete", "There are 2 communities, but 3 are wished for."),
        ("incomplete", "3 units belong to no community yet: D, E, F."),
    ]


def test_a_stray_piece_is_wrong_even_while_units_are_free():
    assert found(a_row(), 0, 0, -1, 0, 1, 1)[0] == (
        "wrong",
        "D belong to C0 but do not hang together with the rest of it.",
    )


def test_sizes_out_of_the_bounds_are_wrong():
    assert found(a_row(), 0, 0, 0, 0, 0, 1) == [
        ("wrong", "C0 has 5000 households, more than 3500."),
        ("wrong", "C1 has 1000 households, fewer than 2000."),
    ]


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        ({"together": ((1, 2),)}, "B, C must stay together."),
        ({"apart": ((0, 1),)}, "A, B must be kept apart."),
        ({"seats": np.array([0, 1])}, "A, B hold offices that need communities of their own."),
        ({"anchors": np.array([4, 5, -1, -1, -1, -1])}, "A, B are locked to different communities."),
    ],
)
def test_broken_marks_are_wrong(marks, sentence):
    assert found(a_row(**marks), 0, 0, 1, 1, 2, 2) == [("wrong", sentence)]


def test_free_units_break_no_mark():
    problem = a_row(together=((1, 2),), apart=((3, 4),), seats=np.array([0, 5]))

    assert {gravity for gravity, _said in found(problem, 0, 0, -1, -1, -1, -1)} == {"incomplete"}


def test_findings_and_feasibility_agree_on_every_plan():
    problem = a_row(apart=((0, 5),), seats=np.array([2, 4]))
    plans = [np.array(plan) for plan in product(range(3), repeat=6)]

    feasible = [is_feasible(problem, plan) for plan in plans]

    assert any(feasible)
    assert feasible == [examine_plan(problem, plan) == [] for plan in plans]
