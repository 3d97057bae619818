"""Begins the demo's split of the oversize communities: a draft with a finished plan, and what residents said so far."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from linli.boundaries import services
from linli.boundaries.models import Neighbourhood, Plan, Project
from linli.boundaries.queries import base_of, desk, projects
from linli.boundaries.rules import drawing
from linli.boundaries.rules.base import Base
from linli.boundaries.rules.consultation import Counts
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.terms import ConsultationKind, LockKind, Moderation
from linli.districting import Weights
from linli.web.demo.territory import Ground

CHUNKS = 30
"""How long the engine searches; so counted, the same plan comes out on every run."""
ROOMS = 5
"""How many compounds of each present community have a room that could become an office."""
STREET = 1
"""Class of border up to which compounds are one neighbourhood."""
FRIENDS = 3
COUNTS = ("asked", "answered", "representatives", "in_favour", "against", "abstained")


@dataclass
class Splitting:
    """Carries what every step needs: the hand-written parts, the territory, who acts, and the present moment."""

    words: Mapping[str, Any]
    ground: Ground
    planner: Any
    now: datetime

    def begin(self, say: Callable[[str], object]) -> Project:
        """Begin the project, write down what residents said, and find and keep a plan."""
        forget()
        communities = sorted((one for one in self.ground.communities if one.is_oversize), key=lambda one: one.area.code)
        area = communities[0].subdistrict
        base = services.take_ground(area=area, communities=[one.area for one in communities])
        facts = {key: self.words[key] for key in ("title", "low", "high", "wished", "band_reason")}
        project = services.create_project(area=area, base=base, actor=self.planner, now=self.now, **facts)
        project = services.set_facilities(
            project_id=project.pk, version=project.version, actor=self.planner, now=self.now, **facilities(base)
        )
        for number, drawn in enumerate(self.words["neighbourhoods"]):
            self._neighbourhood(project, base, friends(base, number), drawn)
        for record in self.words["records"]:
            self._record(project, record)
        say(f"a plan for {project.wished} communities; where the engine was never used it is compiled, half a minute")
        self._plan(project, base_of(project))
        return project

    def _neighbourhood(self, project: Project, base: Base, units: Sequence[int], drawn: Mapping[str, Any]) -> None:
        """Take a neighbourhood that a resident drew at a meeting, and accept it."""
        outline = drawing.around(base, units)
        row = Neighbourhood.objects.create(
            project=project, text=drawn["text"], outline=outline, units=list(units), sent_at=self.now
        )
        facts = {"pk": row.pk, "actor": self.planner, "now": self.now}
        services.moderate(of="neighbourhoods", to=Moderation.SHOWN, note="", seen=Moderation.WAITING, **facts)
        services.weigh(weight=drawn["weight"], note=drawn["why"], seen=row.weight, **facts)

    def _record(self, project: Project, record: Mapping[str, Any]) -> None:
        """Write down a meeting that took place some days ago."""
        today = localdate(self.now)
        services.enter_record(
            project=project,
            kind=ConsultationKind(record["kind"]),
            on=today - timedelta(days=record["days"]),
            counts=Counts(*(record[name] for name in COUNTS)),
            actor=self.planner,
            now=self.now,
            today=today,
            place=record["place"],
            summary=record["summary"],
        )

    def _plan(self, project: Project, base: Base) -> None:
        """Find a plan, name its new communities, lock two compounds together, and set a checkpoint."""
        labels = best_labels(project, base)
        facts = {"actor": self.planner, "now": self.now}
        plan = services.begin_plan(project=project, name=self.words["plan"], sheet=Sheet.of(labels), **facts)
        taken = {one.area.name for one in self.ground.communities}
        for number, name in reversed(new_names(base, labels, taken).items()):
            plan = self._edit(plan, act="rename", community=number, name=name)
        first, second = inseparable(base, labels)
        facts |= {"plan_id": plan.pk, "head": plan.head_id}
        services.lock(kind=LockKind.TOGETHER, first=first, second=second, note=self.words["lock_note"], **facts)
        self._edit(plan, act="checkpoint", name=self.words["checkpoint"])

    def _edit(self, plan: Plan, **params: Any) -> Plan:
        return services.edit(plan_id=plan.pk, head=plan.head_id or 0, actor=self.planner, now=self.now, **params)


def forget() -> None:
    """Forget what this process knows of grounds that had the same numbers, of a demo that was taken back."""
    projects._base.cache_clear()
    desk._problem.cache_clear()


def facilities(base: Base) -> dict[str, Any]:
    """Return seats in the middle of the present communities, rooms in large compounds, and the residents of all."""
    seats: dict[int, int] = {}
    rooms: dict[int, bool] = {}
    for number in range(len(base.communities)):
        own = _largest(base, [unit for unit, each in enumerate(base.units) if each.community == number])
        x, y = (sum(getattr(base.units[unit], axis) for unit in own) / len(own) for axis in "xy")
        seats[number] = min(own, key=lambda unit: math.hypot(base.units[unit].x - x, base.units[unit].y - y))
        rooms |= dict.fromkeys([unit for unit in own if unit != seats[number]][:ROOMS], True)
    people = {unit: round(each.households * (2.3 + unit % 7 / 10)) for unit, each in enumerate(base.units)}
    return {"seats": seats, "rooms": rooms, "populations": people}


def friends(base: Base, community: int) -> list[int]:
    """Return an inhabited compound of a present community and those around it, no main road or river between."""
    own = _largest(base, [unit for unit, each in enumerate(base.units) if each.community == community])
    near = {unit: [v for v in _across(base, unit) if v in own] for unit in own}
    middle = max(own, key=lambda unit: (min(len(near[unit]), FRIENDS), base.units[unit].households))
    return sorted([middle, *_largest(base, near[middle])[:FRIENDS]])


def best_labels(project: Project, base: Base) -> list[int]:
    """Return the communities of the best plan that the engine finds with all terms."""
    from linli.districting.solving import solve  # noqa: PLC0415 - compiled; whoever builds no demo never loads it
    from linli.districting.stopping import iterations  # noqa: PLC0415

    found = solve(desk.problem_of(project, base), stop=iterations(CHUNKS), seed=1, weights=Weights())
    if not found.plans:
        raise ValueError(f"no plan for {project.wished} communities was found")
    return [int(label) for label in found.plans[0].labels]


def new_names(base: Base, labels: Sequence[int], taken: set[str]) -> dict[int, str]:
    """Return names of the new communities, those without a seat, after their largest compounds."""
    kept = {labels[one.seat] for one in base.communities}
    found: dict[int, str] = {}
    for number in sorted(set(labels) - kept):
        own = _largest(base, [unit for unit, label in enumerate(labels) if label == number])
        names = (f"{base.units[unit].name[:2]}社区" for unit in own)
        found[number] = next(name for name in names if name not in taken and name not in found.values())
    return found


def inseparable(base: Base, labels: Sequence[int]) -> tuple[int, int]:
    """Return two compounds of one community with the longest wall between them."""
    walls = [edge for edge in base.borders if edge.kind == 0 and labels[edge.u] == labels[edge.v]]
    inhabited = [edge for edge in walls if base.units[edge.u].households and base.units[edge.v].households]
    longest = max(inhabited, key=lambda edge: edge.length)
    return longest.u, longest.v


def _largest(base: Base, units: Sequence[int]) -> list[int]:
    """Return the inhabited ones of some units, the largest first."""
    inhabited = [unit for unit in units if base.units[unit].households]
    return sorted(inhabited, key=lambda unit: -base.units[unit].households)


def _across(base: Base, unit: int) -> list[int]:
    """Return the units across a wall or street."""
    near = [edge for edge in base.borders if unit in (edge.u, edge.v) and edge.kind <= STREET]
    return [edge.v if edge.u == unit else edge.u for edge in near]
