"""
Workers and premises that a community needs by its size; who goes where when a community is split. Pure.

Sources: 001-8, 001-9; today.md 0.6 and 0.7. The figures themselves are policy data, see linli/policy/equipment.toml.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from math import ceil
from typing import Any


class Counted(Enum):
    """What workers are counted by."""

    HOUSEHOLDS = "households"
    RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class Standard:
    """How many workers and how much room one rule asks for, with its clauses. activity_percent: 0 if it is silent."""

    code: str
    name: str
    workers_per: int
    per: int
    of: Counted
    workers_clause: str
    m2_per_100: int
    least_m2: int
    premises_clause: str
    activity_percent: int = 0


@dataclass(frozen=True, slots=True)
class Equipment:
    """What is in force on a day. persons: members of a household where nobody has counted."""

    persons: Fraction
    persons_source: str
    standards: tuple[Standard, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What a community needs by one standard. activity_m2: part of the square metres, None where it is silent."""

    standard: Standard
    workers: int
    m2: int
    activity_m2: int | None


def read_equipment(policy: Mapping[str, Any], on: date) -> Equipment:
    """Return what is in force on a day. policy: the parsed file. Raises ValueError if nothing was in force yet."""
    households = [row for row in policy["households"] if row["valid_from"] <= on]
    latest: dict[str, Mapping[str, Any]] = {}
    for row in sorted(policy["standards"], key=lambda row: row["valid_from"]):
        if row["valid_from"] <= on:
            latest[row["code"]] = row
    if not households or not latest:
        raise ValueError(f"no standard of equipment is in force on {on}")
    newest = max(households, key=lambda row: row["valid_from"])
    return Equipment(
        Fraction(str(newest["persons"])), newest["source"], tuple(_standard(row) for row in latest.values())
    )


def _standard(row: Mapping[str, Any]) -> Standard:
    facts = {name: value for name, value in row.items() if name != "valid_from"}
    return Standard(**facts | {"of": Counted(row["of"])})


def need_of(standard: Standard, households: int, residents: int) -> Need:
    """Return what a community of that size needs: whole workers and whole square metres, rounded up."""
    size = households if standard.of is Counted.HOUSEHOLDS else residents
    m2 = max(ceil(Fraction(households * standard.m2_per_100, 100)), standard.least_m2)
    activity = ceil(Fraction(m2 * standard.activity_percent, 100)) if standard.activity_percent else None
    return Need(standard, ceil(Fraction(size * standard.workers_per, standard.per)), m2, activity)


def estimate(households: int, persons: Fraction) -> int:
    """Return how many residents households are likely to have."""
    return round(households * persons)


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """
    Return whole numbers that add up to the total, as near to the weights as can be (largest remainders).

    Equal remainders go to the one that stands first. Without any weight nothing is shared out.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [Fraction(total * weight, whole) for weight in weights]
    given = [int(part) for part in exact]
    ranked = sorted(range(len(weights)), key=lambda place: (given[place] - exact[place], place))
    for place in ranked[: total - sum(given)]:
        given[place] += 1
    return given
