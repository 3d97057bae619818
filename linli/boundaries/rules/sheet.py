"""A plan on the desk: which unit is in which community, and what the communities are called. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from linli.values import Reason, noop

FREE = -1
MOST = 999


class SheetRefused(Exception):
    """Something cannot be done to a plan; `reason` says why."""

    def __init__(self, rule: str, text: str, **params: Any) -> None:
        """Take the reason's rule, text and places."""
        self.reason = Reason(f"boundaries.{rule}", text, params)
        super().__init__(self.reason.text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    The labels of all units, FREE where a unit has no community, and the communities with their names.

    names: number -> name; "" until somebody names it; a community may have no unit yet.
    """

    labels: tuple[int, ...]
    names: Mapping[int, str]

    @classmethod
    def of(cls, labels: Iterable[int], names: Mapping[int, str] | None = None) -> Self:
        """Return the sheet of labels; communities without a name get an empty one."""
        labels = tuple(int(label) for label in labels)
        known = dict.fromkeys(sorted(set(labels) - {FREE}), "")
        return cls(labels, known | {int(number): name for number, name in (names or {}).items()})

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return the sheet that was kept."""
        return cls.of(kept["labels"], {int(number): name for number, name in kept["names"].items()})

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as it is kept."""
        return {"labels": list(self.labels), "names": {str(number): name for number, name in self.names.items()}}

    def units_of(self, community: int) -> tuple[int, ...]:
        """Return the units of a community."""
        return tuple(unit for unit, label in enumerate(self.labels) if label == community)

    def assign(self, units: Iterable[int], to: int) -> Self:
        """Return the sheet with some units in a community, or FREE. Raises SheetRefused."""
        chosen = set(units)
        if to != FREE:
            self._known(to)
        if not chosen or min(chosen) < 0 or max(chosen) >= len(self.labels):
            raise SheetRefused("no_such_unit", noop("Choose units of this plan first."))
        labels = tuple(to if unit in chosen else label for unit, label in enumerate(self.labels))
        return replace(self, labels=labels)

    def merge(self, into: int, other: int) -> Self:
        """Return the sheet with the other community's units in the first. Raises SheetRefused."""
        self._known(into)
        self._known(other)
        if into == other:
            raise SheetRefused("same_community", noop("A community cannot be merged with itself."))
        names = {number: name for number, name in self.names.items() if number != other}
        return replace(self, labels=tuple(into if label == other else label for label in self.labels), names=names)

    def add(self, name: str = "") -> Self:
        """Return the sheet with one more community, without units. Raises SheetRefused."""
        number = next(free for free in range(MOST + 1) if free not in self.names)
        return replace(self, names=dict(self.names) | {number: self._fresh(name)})

    def remove(self, community: int) -> Self:
        """Return the sheet without a community; its units are free. Raises SheetRefused."""
        self._known(community)
        names = {number: name for number, name in self.names.items() if number != community}
        return replace(self, labels=tuple(FREE if label == community else label for label in self.labels), names=names)

    def rename(self, community: int, name: str) -> Self:
        """Return the sheet with a community's new name. Raises SheetRefused."""
        self._known(community)
        return replace(self, names=dict(self.names) | {community: self._fresh(name, but=community)})

    def relabel(self, labels: Iterable[int]) -> Self:
        """Return the sheet with other labels; names stay with their numbers, empty communities without a name go."""
        labels = tuple(int(label) for label in labels)
        used = set(labels) - {FREE}
        names = {number: self.names.get(number, "") for number in sorted(used)}
        named = {number: name for number, name in self.names.items() if name}
        return replace(self, labels=labels, names=names | named)

    def _known(self, community: int) -> None:
        if community not in self.names:
            text = noop("There is no community %(number)s in this plan.")
            raise SheetRefused("no_such_community", text, number=community)

    def _fresh(self, name: str, *, but: int = FREE) -> str:
        name = " ".join(name.split())
        if name and name in {other for number, other in self.names.items() if number != but}:
            raise SheetRefused("name_twice", noop("There already is a community “%(name)s” in this plan."), name=name)
        return name
