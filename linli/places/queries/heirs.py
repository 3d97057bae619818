"""What areas came from and who holds today what they held, over chains of splits and mergers."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from linli.places import rules
from linli.places.models import Area, Succession
from linli.places.rules.heirs import DAY, Lineage, Step

from .reach import in_subtree, list_in_force

AT_ONCE = 900
"""So many keys at most are named in one statement."""


@dataclass(frozen=True, slots=True)
class Heir:
    """An area in force and its share of what another one held."""

    area: Area
    share: Fraction

    @property
    def percent(self) -> int:
        """Return the share in whole per cent."""
        return round(self.share * 100)


def lineage_after(areas: Iterable[int]) -> Lineage:
    """
    Return the steps that lead from areas to whoever holds in the end what they held.

    An area that ended without a step of its own follows the nearest area above it that ended with one.
    """
    steps: list[Step] = []
    ends: dict[int, date] = {}
    known: dict[int, tuple[date | None, str]] = {}
    frontier, seen = set(areas), set[int]()
    while frontier:
        seen |= frontier
        taken, met = _steps(frontier)
        known |= met
        quiet = frontier - {step.predecessor for step in taken}
        known |= _facts(quiet - known.keys())
        gone = {pk: known[pk][1] for pk in quiet if known[pk][0]}
        taken += _followed(gone)
        steps += taken
        ends |= {pk: end for pk, (end, _path) in known.items() if end}
        frontier = {step.successor for step in taken} - seen
    return Lineage(steps, ends)


def heirs_of(areas: Collection[Area]) -> dict[int, list[Heir]]:
    """
    Return by key who holds today what each area held on its last day, the greatest share first.

    An area in force holds it itself; what ended without a successor in force is held by nobody.
    """
    found = {area.pk: [Heir(area, Fraction(1))] for area in areas if area.valid_to is None}
    ended = {area.pk: area.valid_to - DAY for area in areas if area.valid_to is not None}
    if not ended:
        return found
    lineage = lineage_after(ended)
    shares = {pk: lineage.heirs(pk, last) for pk, last in ended.items()}
    known = {area.pk: area for area in _in_force({heir for parts in shares.values() for heir in parts})}
    for pk, parts in shares.items():
        heirs = [Heir(known[heir], share) for heir, share in parts.items() if heir in known]
        found[pk] = sorted(heirs, key=lambda heir: (-heir.share, heir.area.code, heir.area.pk))
    return found


def forebears_of(path: str) -> dict[int, date | None]:
    """
    Return the areas outside a subtree from which it got households, over chains, by key.

    The value is the first day from which what is recorded there belongs elsewhere; None for an area that has ended.
    What lay in an ended area and ended without a successor of its own is a forebear as well.
    """
    found: dict[int, date | None] = {}
    if not path:
        return found
    rows = list(_given(in_subtree(path, "successor__path")))
    while rows:
        fresh: dict[int, str] = {}
        for heir, pk, above, end, on in rows:
            if above.startswith(path) or on >= (found.get(heir) or date.max):
                continue
            if pk not in found:
                fresh[pk] = above if end else ""
            found[pk] = None if end else max(on, found.get(pk) or on)
        ended = [above for above in fresh.values() if above]
        fresh |= dict.fromkeys(_left_in(ended) - found.keys(), "")
        found |= {pk: None for pk in fresh if pk not in found}
        rows = [row for some in _parts(fresh) for row in _given(Q(successor__in=some))]
    return found


def givers_in(path: str) -> set[int]:
    """Return the areas in a subtree that gave something to others, ended ones among them."""
    rows = Succession.objects.filter(in_subtree(path, "predecessor__path")).exclude(predecessor=F("successor"))
    return set(rows.values_list("predecessor", flat=True))


@dataclass(frozen=True, slots=True)
class Reach:
    """
    What a person may see of other days: what lies in his scope today, and what has ended and went into it.

    paths: of his scope; forebears: keys of what has ended.
    """

    paths: frozenset[str]
    forebears: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether it is everything."""
        return "" in self.paths

    def holds(self, prefix: str) -> Q:
        """Return the condition that an area, whose look-ups begin with the prefix, is within reach."""
        if self.is_whole:
            return Q()
        reach = Q(**{f"{prefix}pk__in": self.forebears})
        for path in self.paths:
            reach |= in_subtree(path, f"{prefix}path")
        return reach


def reach_back(user: Any, action: str) -> Reach:
    """Return how far a person may look into the past for an action."""
    paths = frozenset(grant.area_path for grant in user.grants(action))
    ended = () if "" in paths else (pk for path in paths for pk, until in forebears_of(path).items() if until is None)
    return Reach(paths, tuple(sorted(set(ended))))


def ended_area(user: Any, action: str, key: str) -> Area | None:
    """Return an area that has ended, if it lay where the person may do an action or went into that."""
    try:
        reach = Q(key=UUID(key), valid_to__isnull=False) & reach_back(user, action).holds("")
    except ValueError:
        return None
    return Area.objects.filter(reach).select_related("tier").first()


def _given(condition: Q) -> QuerySet:
    """Return successor, predecessor, its path and end, and the day of the steps that fit."""
    steps = Succession.objects.filter(condition).exclude(predecessor=F("successor"))
    return steps.values_list("successor_id", "predecessor_id", "predecessor__path", "predecessor__valid_to", "on")


def _left_in(paths: Sequence[str]) -> set[int]:
    """Return the keys of what ended below these areas and has no successor of its own."""
    if not paths:
        return set()
    below = Q()
    for path in paths:
        below |= in_subtree(path)
    gave = Succession.objects.exclude(predecessor=F("successor")).values("predecessor_id")
    return set(Area.objects.filter(below, valid_to__isnull=False).exclude(pk__in=gave).values_list("pk", flat=True))


def _steps(predecessors: Iterable[int]) -> tuple[list[Step], dict[int, tuple[date | None, str]]]:
    """Return the steps from areas, and first day without it and path of every area that they touch."""
    ends = ("predecessor__valid_to", "predecessor__path", "successor__valid_to", "successor__path")
    steps: list[Step] = []
    met: dict[int, tuple[date | None, str]] = {}
    for some in _parts(predecessors):
        rows = Succession.objects.filter(predecessor__in=some).exclude(predecessor=F("successor"))
        for pk, heir, share, on, *facts in rows.values_list("predecessor_id", "successor_id", "share", "on", *ends):
            steps.append(Step.of(pk, heir, share, on))
            met |= {pk: (facts[0], facts[1]), heir: (facts[2], facts[3])}
    return steps, met


def _facts(areas: Iterable[int]) -> dict[int, tuple[date | None, str]]:
    """Return first day without it and path of areas."""
    rows = [Area.objects.filter(pk__in=some).values_list("pk", "valid_to", "path") for some in _parts(areas)]
    return {pk: (end, path) for part in rows for pk, end, path in part}


def _followed(paths: Mapping[int, str]) -> list[Step]:
    """Return for each area the steps of the nearest ended one above it that has any."""
    above = {up for path in paths.values() for up in rules.lineage(path)[:-1]}
    if not above:
        return []
    ended = dict(Area.objects.filter(path__in=above, valid_to__isnull=False).values_list("path", "pk"))
    steps: dict[int, list[Step]] = {}
    for step in _steps(ended.values())[0] if ended else ():
        steps.setdefault(step.predecessor, []).append(step)
    found = []
    for pk, path in paths.items():
        near = next((ended[up] for up in reversed(rules.lineage(path)[:-1]) if ended.get(up) in steps), None)
        found += [Step(pk, step.successor, step.share, step.on) for step in steps.get(near or 0, ())]
    return found


def _in_force(keys: Iterable[int]) -> Iterator[Area]:
    """Yield those of the areas that are in force."""
    for some in _parts(keys):
        yield from list_in_force().filter(pk__in=some)


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    """Yield the keys in parts that one statement may name."""
    every = sorted(keys)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
