"""A plan as it lies on the desk: sheet, locks, the problem they make, and what the communities are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import count

import numpy as np

from linli.boundaries.models import Lock, Neighbourhood, Plan, Project
from linli.boundaries.queries.projects import base_of
from linli.boundaries.rules.affinity import pairs_of
from linli.boundaries.rules.base import NOWHERE, Base
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.terms import LockKind, Moderation
from linli.districting import Problem
from linli.districting.difference import Locks
from linli.districting.problem import Ints

Bounds = tuple[int, int, int | None]
Pairs = tuple[tuple[int, int], ...]
Drawn = tuple[tuple[tuple[int, ...], float], ...]


@dataclass(frozen=True)
class _Ground:
    """A ground known by its number, so that what is made of it can be remembered."""

    number: int
    base: Base = field(compare=False)


@dataclass(frozen=True)
class Desk:
    """A plan with everything it is judged by. locks: rows of the plan; sheet: of one step, by default the head."""

    plan: Plan
    base: Base
    sheet: Sheet
    locks: Sequence[Lock]

    @cached_property
    def labels(self) -> Ints:
        """Return (n,) communities of the units."""
        return np.asarray(self.sheet.labels, np.int64)

    @cached_property
    def problem(self) -> Problem:
        """Return the problem with the plan's notes on what stays together or apart, and residents' affinity."""
        return problem_of(self.plan.project, self.base, self.locks)

    @property
    def fixed(self) -> Locks:
        """Return the locks as the engine takes them."""
        units = [lock.first for lock in self.locks if lock.kind in (LockKind.UNIT, LockKind.SEAT)]
        communities = [lock.first for lock in self.locks if lock.kind == LockKind.COMMUNITY]
        return Locks(np.asarray(units, np.int64), np.asarray(communities, np.int64))

    @cached_property
    def heirs(self) -> dict[int, int]:
        """
        Return community of the plan -> present community that it continues.

        It is the one whose seat it holds; a present community without a known seat goes on where most of it is.
        """
        found: dict[int, int] = {}
        for number, present in enumerate(self.base.communities):
            label = self.sheet.labels[present.seat] if present.seat != NOWHERE else self._most_of(number)
            if label != NOWHERE and label not in found:
                found[label] = number
        return found

    @property
    def called(self) -> dict[int, str]:
        """
        Return what each community is called: the name given, else the name it continues, else a new number.

        No two are called the same: a name that was given goes first.
        """
        names = {number: name for number, name in sorted(self.sheet.names.items()) if name}
        for number, present in sorted(self.heirs.items()):
            inherited = self.base.communities[present].name
            if number in self.sheet.names and number not in names and inherited not in names.values():
                names[number] = inherited
        free = (name for name in map(new_name, count(1)) if name not in set(names.values()))
        fresh = {number: next(free) for number in sorted(self.sheet.names) if number not in names}
        return {number: (names | fresh)[number] for number in sorted(self.sheet.names)}

    def _most_of(self, present: int) -> int:
        """Return the label with most households of a present community, NOWHERE if none has any."""
        households: dict[int, int] = {}
        for unit, label in zip(self.base.units, self.sheet.labels, strict=True):
            if unit.community == present and label != NOWHERE:
                households[label] = households.get(label, 0) + unit.households
        return max(households, key=lambda label: (households[label], -label), default=NOWHERE)


def new_name(number: int) -> str:
    """Return what a community without a name is called until somebody names it."""
    return f"新社区{number}"


def open_desk(plan: Plan, sheet: Sheet | None = None, locks: Sequence[Lock] | None = None) -> Desk:
    """Return a plan on the desk; sheet: another state of it than its head; locks: where they were read before."""
    if sheet is None:
        sheet = Sheet.from_json(plan.head.sheet) if plan.head else Sheet.of([])
    return Desk(plan, base_of(plan.project), sheet, list(plan.locks.order_by("pk") if locks is None else locks))


def drawn_in(project: Project) -> Drawn:
    """Return the neighbourhoods that residents drew and that were accepted: units and weight of each."""
    drawn = Neighbourhood.objects.filter(project=project, state=Moderation.SHOWN).order_by("pk")
    return tuple((tuple(units), weight) for units, weight in drawn.values_list("units", "weight"))


def problem_of(project: Project, base: Base, locks: Sequence[Lock] = (), drawn: Drawn | None = None) -> Problem:
    """
    Return the problem of a project. locks: those of the plan it is solved for; drawn: where it was read before.

    Raises ProblemError.
    """
    return _problem(
        _Ground(project.base_id, base),
        (project.low, project.high, project.wished),
        tuple(_pairs(locks, LockKind.TOGETHER)),
        tuple(_pairs(locks, LockKind.APART, LockKind.BORDER)),
        drawn_in(project) if drawn is None else drawn,
    )


@lru_cache(maxsize=8)
def _problem(ground: _Ground, bounds: Bounds, together: Pairs, apart: Pairs, drawn: Drawn) -> Problem:
    """Return the problem on a ground; problems never change, so the last ones are remembered."""
    low, high, wished = bounds
    affinity = pairs_of(drawn)
    return ground.base.problem(low=low, high=high, wished=wished, together=together, apart=apart, affinity=affinity)


def _pairs(locks: Sequence[Lock], *kinds: LockKind) -> list[tuple[int, int]]:
    return [(lock.first, lock.second) for lock in locks if lock.kind in kinds and lock.second is not None]
