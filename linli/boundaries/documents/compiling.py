"""The facts of a dossier, drawn from a ground and the communities of its units. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from linli.boundaries.documents.dossier import Moved, Part, People, Premises, Present, Settlement
from linli.boundaries.rules.base import NOWHERE, Base, Unit
from linli.boundaries.rules.equipment import Equipment, estimate, need_of
from linli.boundaries.rules.four_sides import Sides, bounds_of
from linli.boundaries.rules.sheet import FREE


@dataclass(frozen=True)
class Split:
    """
    A plan on its ground. called: name of every community, by its number on the desk.

    heirs: community of the plan -> present community it continues. around: names and outlines of neighbours outside.
    staff: for each present community the names of its people and their number, None where not known.
    """

    base: Base
    labels: Sequence[int]
    called: Mapping[int, str]
    heirs: Mapping[int, int]
    equipment: Equipment
    around: Sequence[tuple[str, BaseGeometry]] = ()
    staff: Sequence[tuple[tuple[str, ...] | None, int | None]] = ()

    def name(self, label: int) -> str:
        """Return the name of a community of the plan, "" for none."""
        return self.called.get(label, "")

    def present_name(self, present: int) -> str:
        """Return the name of a present community, "" for none."""
        return "" if present == NOWHERE else self.base.communities[present].name

    @cached_property
    def successor(self) -> dict[int, int]:
        """Return present community -> community of the plan that continues it."""
        return {present: label for label, present in self.heirs.items()}

    def settlements(self) -> tuple[Settlement, ...]:
        """Return the communities of the plan in the order of the desk, numbered from one; empty ones stand too."""
        sides = bounds_of(self.base, self.labels, self.around)
        return tuple(
            self._settlement(number, label, sides.get(label, {}))
            for number, label in enumerate(sorted(self.called), start=1)
        )

    def presents(self) -> tuple[Present, ...]:
        """Return the present communities in the order of the ground."""
        return tuple(self._present(number) for number in range(len(self.base.communities)))

    def moved(self) -> tuple[Moved, ...]:
        """Return the units whose community changes: those that do not stay with the one that continues theirs."""
        return tuple(
            Moved(
                unit.name,
                unit.kind,
                unit.address,
                unit.households,
                self.present_name(unit.community),
                self.name(label),
            )
            for unit, label in zip(self.base.units, self.labels, strict=True)
            if unit.community == NOWHERE or self.heirs.get(label, NOWHERE) != unit.community
        )

    def premises(self) -> tuple[Premises, ...]:
        """Return the offices of today and the rooms that could be one, with the community they will lie in."""
        seats = {community.seat for community in self.base.communities} - {NOWHERE}
        return tuple(
            Premises(unit.name, unit.address, number in seats, self.present_name(unit.community), self.name(label))
            for number, (unit, label) in enumerate(zip(self.base.units, self.labels, strict=True))
            if unit.room or number in seats
        )

    def _settlement(self, number: int, label: int, sides: Sides) -> Settlement:
        units = [unit for unit, its in zip(self.base.units, self.labels, strict=True) if its == label]
        households, people = _households(units), self._people(units)
        heir = self.heirs.get(label, NOWHERE)
        return Settlement(
            number=number,
            label=label,
            name=self.name(label),
            is_new=heir == NOWHERE,
            households=households,
            units=len(units),
            people=people,
            m2=_m2(units),
            sides=sides,
            seat="" if heir == NOWHERE else self._seat(heir),
            rooms=tuple(unit.name for unit in units if unit.room),
            sources=self._parts((self.present_name(unit.community), unit) for unit in units),
            needs=tuple(need_of(each, households, people.residents) for each in self.equipment.standards),
        )

    def _present(self, number: int) -> Present:
        community = self.base.communities[number]
        held = [
            (unit, label) for unit, label in zip(self.base.units, self.labels, strict=True) if unit.community == number
        ]
        units = [unit for unit, _ in held]
        staff, headcount = self.staff[number] if number < len(self.staff) else (None, None)
        return Present(
            name=community.name,
            code=community.code,
            households=_households(units),
            people=self._people(units),
            m2=_m2(units),
            seat=self._seat(number),
            rooms=tuple(unit.name for unit in units if unit.room),
            kept_as=self.name(self.successor.get(number, FREE)),
            targets=self._parts((self.name(label), unit) for unit, label in held),
            staff=staff,
            headcount=headcount,
        )

    def _seat(self, present: int) -> str:
        seat = self.base.communities[present].seat
        if seat == NOWHERE:
            return ""
        unit = self.base.units[seat]
        return f"{unit.name}（{unit.address}）" if unit.address else unit.name

    def _people(self, units: Iterable[Unit]) -> People:
        counted, uncounted = 0, 0
        for unit in units:
            if unit.population is None:
                uncounted += unit.households
            else:
                counted += unit.population
        estimated = estimate(uncounted, self.equipment.persons)
        return People(counted + estimated, estimated)

    @staticmethod
    def _parts(found: Iterable[tuple[str, Unit]]) -> tuple[Part, ...]:
        """Return the units by the community they come from or go to, the largest part first."""
        sums: dict[str, list[int]] = {}
        for name, unit in found:
            part = sums.setdefault(name, [0, 0])
            part[0] += unit.households
            part[1] += 1
        ordered = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
        return tuple(Part(name, households, units) for name, (households, units) in ordered)


def _households(units: Iterable[Unit]) -> int:
    return sum(unit.households for unit in units)


def _m2(units: Iterable[Unit]) -> float | None:
    return sum(unit.area for unit in units) or None
