"""What differs between two sheets on the same ground: units that change, by pair of communities. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from linli.boundaries.rules.base import Base
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.districting.difference import renumbered


@dataclass(frozen=True)
class Flow:
    """What goes from one community to another: names ("" for no community), units by number, their households."""

    source: str
    target: str
    units: tuple[int, ...]
    households: int


@dataclass(frozen=True)
class Changes:
    """What differs between two sheets: the flows, most households first, and communities with another name."""

    flows: tuple[Flow, ...]
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def units(self) -> int:
        """Return how many units change."""
        return sum(len(flow.units) for flow in self.flows)

    @property
    def households(self) -> int:
        """Return how many households change, those of units without a community before or after included."""
        return sum(flow.households for flow in self.flows)


def difference(
    base: Base, before: Sheet, after: Sheet, called: Mapping[int, str], renamed: Mapping[int, str]
) -> Changes:
    """
    Return what differs. called, renamed: names of the communities before and after.

    Communities are the same if they have the same number; see `with_numbers_of` for plans of different makers.
    """
    found: dict[tuple[int, int], list[int]] = {}
    for unit, pair in enumerate(zip(before.labels, after.labels, strict=True)):
        if pair[0] != pair[1]:
            found.setdefault(pair, []).append(unit)
    flows = [
        Flow(
            called.get(old, ""), renamed.get(new, ""), tuple(units), sum(base.units[unit].households for unit in units)
        )
        for (old, new), units in found.items()
    ]
    names = [(called[number], renamed[number]) for number in sorted({*called} & {*renamed})]
    return Changes(
        tuple(sorted(flows, key=lambda flow: (-flow.households, flow.source, flow.target))),
        tuple((old, new) for old, new in names if old != new),
    )


def with_numbers_of(
    base: Base, before: Sheet, after: Sheet, renamed: Mapping[int, str]
) -> tuple[Sheet, dict[int, str]]:
    """
    Return a sheet under the numbers of another one, and its names by these numbers.

    A community gets the number of the one with which it has most households in common. renamed: its names.
    """
    households = np.asarray([unit.households for unit in base.units], np.int64)
    old, new = np.asarray(before.labels, np.int64), np.asarray(after.labels, np.int64)
    settled = new != FREE
    given = np.full(len(new), FREE, np.int64)
    given[settled] = renumbered(households[settled], old[settled], new[settled], taken=before.names)
    pairs = dict(zip(new.tolist(), given.tolist(), strict=True))
    names = {number: renamed.get(label, "") for label, number in pairs.items() if label != FREE}
    return Sheet.of(given.tolist()), names
