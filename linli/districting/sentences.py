"""How units are named in sentences."""

from collections.abc import Iterable

from linli.districting.problem import Problem

NAMED = 5
"""How many units a sentence names before it only counts."""


def named(problem: Problem, units: Iterable[int]) -> str:
    """Return the names of units for a sentence; of many only the first, and how many more there are."""
    all_of_them = [problem.name(int(unit)) for unit in units]
    rest = len(all_of_them) - NAMED
    return ", ".join(all_of_them[:NAMED]) + (f", … (+{rest})" if rest > 0 else "")


def at(units: Iterable[int]) -> list[int]:
    """Return units as the plain list that a reason carries, for a map."""
    return [int(unit) for unit in units]
