"""Rows of a list that says which unit goes to which community. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linli.boundaries.rules.base import Base
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.values import Reason, noop

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Given:
    """
    One row: its number in the file, key and name of the unit, name of the community ("" for none).

    flaw: what is wrong with its characters, as a sentence; "" for nothing.
    """

    number: int
    key: str
    name: str
    community: str
    flaw: str = ""


@dataclass
class Taken:
    """What became of the rows: the sheet they make, and those that were rejected, each with its reason."""

    sheet: Sheet
    total: int = 0
    rejected: list[tuple[Given, Reason]] = field(default_factory=list)


def take(
    rows: Iterable[Given],
    base: Base,
    sheet: Sheet,
    called: Mapping[int, str],
    *,
    held: frozenset[int] = frozenset(),
    closed: frozenset[int] = frozenset(),
) -> Taken:
    """
    Return the sheet with every unit of the rows in the community its row names.

    A unit is found by its key, else by its name. A community that the plan does not know is added. called: names of
    the communities. held: units, closed: communities that a lock keeps as they are.
    """
    taken, finder, names = Taken(sheet), _Finder(base), _Names(sheet, called)
    labels = list(sheet.labels)
    for row in rows:
        taken.total += 1
        unit = _flaw(row) or finder.find(row)
        if isinstance(unit, Reason):
            taken.rejected.append((row, unit))
            continue
        to = names.number_of(row.community)
        if to != labels[unit] and (unit in held or {to, labels[unit]} & closed):
            why = Reason("boundaries.row_locked", noop("A lock keeps this unit or its community as it is."))
            taken.rejected.append((row, why))
        else:
            labels[unit] = to
    added = {number: name for number, name in names.added.items() if number in set(labels)}
    taken.sheet = Sheet.of(labels, dict(sheet.names) | added)
    return taken


def _flaw(row: Given) -> Reason | None:
    """Return what is wrong with a row before anybody looks for its unit."""
    if row.flaw:
        return Reason("boundaries.row_flawed", "%(why)s", {"why": row.flaw})
    if len(row.community) > LONGEST_NAME:
        text = noop("A name has at most %(most)s characters.")
        return Reason("boundaries.long_name", text, {"most": LONGEST_NAME})
    return None


class _Finder:
    """Finds units by key or name, each once."""

    def __init__(self, base: Base) -> None:
        self.keys = {unit.key: number for number, unit in enumerate(base.units)}
        self.names: dict[str, list[int]] = {}
        for number, unit in enumerate(base.units):
            self.names.setdefault(unit.name, []).append(number)
        self.seen: dict[int, int] = {}

    def find(self, row: Given) -> int | Reason:
        """Return the unit of a row, or why there is none."""
        found = [self.keys[row.key]] if row.key in self.keys else self.names.get(row.name, []) if row.name else []
        if not found:
            return Reason("boundaries.row_unknown", noop("The plan has no unit with this number or name."))
        if len(found) > 1:
            text = noop("%(count)s units have this name; give the unit's number.")
            return Reason("boundaries.row_ambiguous", text, {"count": len(found)})
        if found[0] in self.seen:
            text = noop("Row %(row)s already names this unit.")
            return Reason("boundaries.row_twice", text, {"row": self.seen[found[0]]})
        self.seen[found[0]] = row.number
        return found[0]


class _Names:
    """Finds communities by name, and numbers new ones."""

    def __init__(self, sheet: Sheet, called: Mapping[int, str]) -> None:
        self.numbers = {name: number for number, name in called.items()}
        self.taken = set(sheet.names)
        self.added: dict[int, str] = {}

    def number_of(self, name: str) -> int:
        """Return the number of a community by its name; FREE for none."""
        name = " ".join(name.split())
        if not name:
            return FREE
        if name not in self.numbers:
            number = next(free for free in range(len(self.taken) + 1) if free not in self.taken)
            self.numbers[name] = number
            self.taken.add(number)
            self.added[number] = name
        return self.numbers[name]
