"""The plan as residents see it: its communities, where each compound goes, and the ground for their map."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import mapping, shape

from linli.boundaries.models import Passage, Plan, Project, Step
from linli.boundaries.queries.desk import Desk, open_desk, problem_of
from linli.boundaries.queries.projects import base_of
from linli.boundaries.rules.base import NOWHERE, Base, Unit
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.districting.explain import explain_boundaries
from linli.values import Reason

GRID = 1e-6
"""Degrees to which outlines are rounded before they are dissolved, so that neighbours leave no slivers: 0.1 m."""
COLOURS = (
    "#4e79a7",
    "#f28e2b",
    "#59a14f",
    "#b07aa1",
    "#edc948",
    "#76b7b2",
    "#e15759",
    "#9c755f",
    "#86bcb6",
    "#ff9da7",
    "#8cd17d",
    "#bab0ac",
)
MOST_FOUND = 20
SHORTEST_M = 10
"""Metres of a boundary that are worth a sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a new community takes from one present community: its name ("" if unknown) and the units by name."""

    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicCommunity:
    """A community of the plan as residents see it; why: sentences about its boundary, not yet translated."""

    number: int
    name: str
    households: int
    colour: str
    parts: tuple[Part, ...]
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A compound or building: where it belongs today and where it would belong; "" where that is not known."""

    name: str
    address: str
    present: str
    future: str

    @property
    def is_moved(self) -> bool:
        """Return whether its community changes."""
        return self.present != self.future


@dataclass(frozen=True, slots=True)
class PublicPlan:
    """A plan without anything internal. ground: the GeoJSON of the map, as text; digest: changes with the ground."""

    communities: tuple[PublicCommunity, ...]
    units: tuple[Moved, ...]
    ground: str
    digest: str

    @property
    def called(self) -> dict[int, str]:
        """Return number -> name of the communities."""
        return {one.number: one.name for one in self.communities}

    def search(self, sought: str) -> list[Moved]:
        """Return the compounds whose name or address holds the words sought, those that begin with them first."""
        words = _folded(sought)
        found = [unit for unit in self.units if words in _folded(unit.name) or words in _folded(unit.address)]
        found.sort(key=lambda unit: not _folded(unit.name).startswith(words))
        return found[:MOST_FOUND] if words else []


def shown_step(project: Project) -> Step:
    """
    Return the state of the chosen plan that residents see.

    It is the one that last passed from state to state, so that nobody watches a plan while it is being edited; a plan
    chosen since shows its head. The project has a chosen plan.
    """
    plan: Any = project.chosen
    passed = Passage.objects.filter(project=project, plan=plan, step__isnull=False).select_related("step")
    last = passed.order_by("-pk").first()
    return last.step if last and last.step else plan.head


def get_public_plan(project: Project) -> PublicPlan:
    """Return what residents may know of the plan that is shown; remembered, as a step never changes."""
    return _public_plan(project.pk, shown_step(project).pk)


def names_in(project: Project, plan: Plan) -> dict[int, str]:
    """Return number -> name of a plan's communities as a comment means them: those shown, or of a plan shown before."""
    return get_public_plan(project).called if plan.pk == project.chosen_id else open_desk(plan).called


@lru_cache(maxsize=8)
def _public_plan(project_id: int, step_id: int) -> PublicPlan:
    project = Project.objects.get(pk=project_id)
    step = Step.objects.select_related("plan").get(pk=step_id)
    desk = Desk(step.plan, base_of(project), Sheet.from_json(step.sheet), ())
    communities = tuple(_communities(desk, project))
    ground = json.dumps(_ground(desk, communities), ensure_ascii=False, separators=(",", ":"))
    return PublicPlan(communities, tuple(_moves(desk)), ground, hashlib.sha256(ground.encode()).hexdigest()[:32])


def _communities(desk: Desk, project: Project) -> Iterable[PublicCommunity]:
    """Yield the communities that have a unit, with what they consist of."""
    why = _why(desk, project)
    for number, name in desk.called.items():
        units = [desk.base.units[unit] for unit in desk.sheet.units_of(number)]
        if units:
            households = sum(unit.households for unit in units)
            colour = COLOURS[number % len(COLOURS)]
            yield PublicCommunity(number, name, households, colour, _parts(desk.base, units), why.get(number, ()))


def _parts(base: Base, units: Sequence[Unit]) -> tuple[Part, ...]:
    """Return the units of a community by the present community they come from; plots without households are left."""
    found: dict[str, list[str]] = {}
    for unit in units:
        if unit.households:
            found.setdefault(_present(base, unit), []).append(unit.name)
    return tuple(Part(name, tuple(names)) for name, names in found.items())


def _present(base: Base, unit: Unit) -> str:
    return base.communities[unit.community].name if unit.community != NOWHERE else ""


def _why(desk: Desk, project: Project) -> dict[int, tuple[Reason, ...]]:
    """Return number of a community -> sentences on what its boundaries follow; nothing while units are free."""
    if FREE in desk.sheet.labels:
        return {}
    names = desk.called
    called = [names.get(number, "") for number in range(max(names) + 1)]
    problem = problem_of(project, desk.base)
    found: dict[int, list[Reason]] = {}
    for reason in explain_boundaries(problem, desk.labels, called=called, stretches=desk.base.stretches):
        for number in reason.params["communities"] if reason.params["metres"] >= SHORTEST_M else ():
            found.setdefault(number, []).append(reason)
    return {number: tuple(reasons) for number, reasons in found.items()}


def _moves(desk: Desk) -> Iterable[Moved]:
    """Yield every compound with where it belongs today and in the plan."""
    called = desk.called
    for unit, label in zip(desk.base.units, desk.sheet.labels, strict=True):
        if unit.households:
            yield Moved(unit.name, unit.address, _present(desk.base, unit), called.get(label, ""))


def _ground(desk: Desk, communities: Sequence[PublicCommunity]) -> dict[str, Any]:
    """Return everything the residents' map draws, as feature collections."""
    base, labels = desk.base, desk.sheet.labels
    moves = zip(base.units, labels, strict=True)
    called = desk.called
    return {
        "bounds": _bounds(base),
        "communities": _collection(
            _feature(
                _dissolved(base, [unit for unit, label in enumerate(labels) if label == one.number]),
                number=one.number,
                name=one.name,
                households=one.households,
                colour=one.colour,
            )
            for one in communities
        ),
        "units": _collection(
            _feature(_drawn(unit), name=unit.name, present=_present(base, unit), future=called.get(label, ""))
            for unit, label in moves
        ),
        "present": _collection(
            _feature(
                _dissolved(base, [each for each, unit in enumerate(base.units) if unit.community == number]),
                name=one.name,
            )
            for number, one in enumerate(base.communities)
        ),
        "lines": _collection(_feature(line.shape, kind=line.kind, name=line.name) for line in base.lines),
    }


def _drawn(unit: Unit) -> Any:
    return unit.shape or {"type": "Point", "coordinates": [unit.longitude, unit.latitude]}


def _dissolved(base: Base, units: Sequence[int]) -> Any:
    """Return the outline of some units together, None if none of them has one."""
    shapes = [shape(base.units[unit].shape) for unit in units if base.units[unit].shape]
    if not shapes:
        return None
    return mapping(shapely.union_all(shapely.set_precision(shapes, GRID)))


def _bounds(base: Base) -> list[float]:
    """Return west, south, east and north of all units."""
    west, south, east, north = shapely.total_bounds([shape(_drawn(unit)) for unit in base.units]).tolist()
    return [west, south, east, north]


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [each for each in features if each["geometry"]]}


def _feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _folded(text: str) -> str:
    """Return a text as it is compared: plain digits and letters, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
