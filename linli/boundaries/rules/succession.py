"""What a plan makes of the present communities: who goes on, who is new, who ends, which share went where. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from linli.boundaries.rules.base import NOWHERE, Base
from linli.boundaries.rules.sheet import FREE, Sheet

PROVISIONAL_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Future:
    """
    A community of the plan. number: in the plan; present: the one it continues, NOWHERE if it is new.

    origin: the present community that most of its households come from. renamed: its new name was given on purpose.
    """

    number: int
    name: str
    present: int
    origin: int
    units: tuple[int, ...]
    households: int
    renamed: bool = False
    changed: bool = True

    @property
    def is_new(self) -> bool:
        """Return whether the community begins."""
        return self.present == NOWHERE


@dataclass(frozen=True, slots=True)
class Passed:
    """What passes from a present community to another one. share: of the present one's households, above 0 to 1."""

    present: int
    number: int
    households: int
    share: float
    ends: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan comes to. ended: present communities that nobody continues; moved: units that change community."""

    communities: tuple[Future, ...]
    ended: tuple[int, ...]
    passed: tuple[Passed, ...]
    moved: tuple[int, ...]

    @property
    def founded(self) -> tuple[Future, ...]:
        """Return the new communities."""
        return tuple(one for one in self.communities if one.is_new)

    @property
    def kept(self) -> tuple[Future, ...]:
        """Return the communities that go on."""
        return tuple(one for one in self.communities if not one.is_new)


def foresee(base: Base, sheet: Sheet, heirs: Mapping[int, int], called: Mapping[int, str]) -> Outcome:
    """
    Return what a plan makes of the present communities. heirs: community of the plan -> present one it continues.

    called: names. Free units are in nobody's community.
    """
    return _Plan(base, sheet, heirs, called).outcome()


def codes_from(first: str, count: int) -> list[str]:
    """Return so many provisional codes in a row, the first given; fewer if they run out, empty ones after no code."""
    if not first:
        return [""] * count
    start, last = int(first[-PROVISIONAL_DIGITS:]), 10**PROVISIONAL_DIGITS - 1
    stem = first[:-PROVISIONAL_DIGITS]
    return [f"{stem}{number:0{PROVISIONAL_DIGITS}d}" for number in range(start, min(start + count, last + 1))]


@dataclass(frozen=True)
class _Plan:
    base: Base
    sheet: Sheet
    heirs: Mapping[int, int]
    called: Mapping[int, str]

    def outcome(self) -> Outcome:
        """Return what the plan comes to."""
        used = sorted(set(self.sheet.labels) - {FREE})
        communities = tuple(self._future(label) for label in used)
        goes_on = {one.present for one in communities}
        ended = tuple(number for number, units in enumerate(self.before) if units and number not in goes_on)
        moved = tuple(unit for unit, label in enumerate(self.sheet.labels) if label != FREE and self._moves(unit))
        return Outcome(communities, ended, tuple(self._passed(moved, ended)), moved)

    @cached_property
    def before(self) -> list[set[int]]:
        """Return the units of every present community."""
        units: list[set[int]] = [set() for _ in self.base.communities]
        for number, unit in enumerate(self.base.units):
            if unit.community != NOWHERE:
                units[unit.community].add(number)
        return units

    def _moves(self, unit: int) -> bool:
        """Return whether a unit that is not free comes into another community than it is in."""
        present = self.heirs.get(self.sheet.labels[unit], NOWHERE)
        return present == NOWHERE or present != self.base.units[unit].community

    def _future(self, label: int) -> Future:
        units = self.sheet.units_of(label)
        present, given = self.heirs.get(label, NOWHERE), self.sheet.names.get(label, "")
        is_new = present == NOWHERE
        return Future(
            number=label,
            name=self.called[label],
            present=present,
            origin=self._origin(units) if is_new else present,
            units=units,
            households=self._households(units),
            renamed=not is_new and given not in ("", self.base.communities[present].name),
            changed=is_new or set(units) != self.before[present],
        )

    def _origin(self, units: Iterable[int]) -> int:
        """Return the present community with most households, then most units, among some units."""
        theirs: dict[int, list[int]] = {}
        for unit in units:
            theirs.setdefault(self.base.units[unit].community, []).append(unit)
        theirs.pop(NOWHERE, None)
        weight = {present: (self._households(found), len(found), -present) for present, found in theirs.items()}
        return max(weight, key=lambda present: weight[present], default=NOWHERE)

    def _passed(self, moved: Iterable[int], ended: Sequence[int]) -> Iterator[Passed]:
        """Yield what passed between communities, as shares of households; of one without households, of units."""
        gone: dict[tuple[int, int], list[int]] = {}
        for unit in moved:
            gone.setdefault((self.base.units[unit].community, self.sheet.labels[unit]), []).append(unit)
        for (present, label), units in sorted(gone.items()):
            if present == NOWHERE:
                continue
            households, whole = self._households(units), self._households(self.before[present])
            share = households / whole if whole else len(units) / len(self.before[present])
            if share > 0:
                yield Passed(present, label, households, share, present in ended)

    def _households(self, units: Iterable[int]) -> int:
        return sum(self.base.units[unit].households for unit in units)
