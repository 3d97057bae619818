"""Why a plan is as it is: sentences for its boundaries, its units and its communities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from linli.districting.plan import keeps_marks
from linli.districting.problem import MAIN_ROAD, Ints, Problem
from linli.districting.reading.lines import Stretch
from linli.values import Reason, noop

FOLLOWS = {
    0: noop("The boundary of %(one)s and %(other)s follows alleys and walls for %(metres)s m."),
    1: noop("The boundary of %(one)s and %(other)s follows streets for %(metres)s m."),
    2: noop("The boundary of %(one)s and %(other)s follows a main road for %(metres)s m."),
    3: noop("The boundary of %(one)s and %(other)s follows a river or railway for %(metres)s m."),
}
FOLLOWS_NAMED = noop("The boundary of %(one)s and %(other)s follows %(line)s for %(metres)s m.")


@dataclass(frozen=True)
class Norms:
    """What a community is due. Sources: 1 worker per 400 households, 20 m2 of rooms per 100 households (issue 3)."""

    households_per_worker: int = 400
    room_m2_per_100_households: float = 20.0


@dataclass(frozen=True)
class Explanation:
    """All sentences of a plan; communities by number, units only those that touch another community."""

    communities: Sequence[Sequence[Reason]]
    boundaries: Sequence[Reason]
    units: Sequence[Sequence[Reason]]


def explain(
    problem: Problem,
    labels: Ints,
    *,
    stretches: Sequence[Stretch] = (),
    called: Sequence[str] = (),
    norms: Norms | None = None,
) -> Explanation:
    """
    Return why a plan is as it is. labels: (n,) communities 0 to k - 1.

    stretches: which lines the borders follow, by name. called: (k,) what people call the communities.
    """
    called = called or [f"C{community}" for community in range(int(labels.max()) + 1)]
    edges = problem.borders
    cut = labels[edges.u] != labels[edges.v]
    rim = np.union1d(edges.u[cut], edges.v[cut]).tolist()
    return Explanation(
        [explain_community(problem, labels, community, called=called, norms=norms) for community in range(len(called))],
        explain_boundaries(problem, labels, stretches=stretches, called=called),
        [explain_unit(problem, labels, unit, called=called) for unit in rim],
    )


# Boundaries


def explain_boundaries(
    problem: Problem, labels: Ints, *, called: Sequence[str], stretches: Iterable[Stretch] = ()
) -> list[Reason]:
    """Return for every two communities that touch what their boundary follows, and for how many metres."""
    edges = problem.borders
    parts = list(stretches) or [
        Stretch(border, int(kind), "", float(metres))
        for border, (kind, metres) in enumerate(zip(edges.kind, edges.length, strict=True))
    ]
    sums: dict[tuple[int, int, int, str], float] = {}
    for part in parts:
        one, other = sorted((int(labels[edges.u[part.border]]), int(labels[edges.v[part.border]])))
        if one != other:
            key = (one, other, -part.kind, part.name)
            sums[key] = sums.get(key, 0.0) + part.metres
    found = []
    for (one, other, kind, line), metres in sorted(sums.items()):
        places = {"one": called[one], "other": called[other], "metres": round(metres), "line": line, "kind": -kind}
        text = FOLLOWS_NAMED if line else FOLLOWS[-kind]
        found.append(Reason("districting.boundary_follows", text, places | {"communities": [one, other]}))
    return found


# Units


@dataclass(frozen=True)
class WhatIf:
    """What a plan would be if one unit went to another community."""

    community: int
    households_left: int
    households_there: int
    pieces_left: int
    keeps_marks: bool
    cost: float
    is_possible: bool


def what_if(problem: Problem, labels: Ints, unit: int, community: int) -> WhatIf:
    """Return what would become of a plan if a unit went to a neighbouring community; cost: metres of J more."""
    home = labels[unit]
    moved = labels.copy()
    moved[unit] = community
    own = int(problem.households[unit])
    left, there = int(problem.households[labels == home].sum()) - own, int(problem.households[moved == community].sum())
    parts = _pieces_left(problem, labels, unit)
    marks = keeps_marks(problem, moved)
    row = slice(problem.graph.start[unit], problem.graph.start[unit + 1])
    beside, cost = labels[problem.graph.unit[row]], problem.borders.cost[problem.graph.border[row]]
    dearer = float(cost[beside == home].sum() - cost[beside == community].sum())
    possible = parts == 1 and marks and left >= problem.low and there <= problem.high
    return WhatIf(community, left, there, parts, marks, dearer, possible)


def _pieces_left(problem: Problem, labels: Ints, unit: int) -> int:
    """Return into how many pieces a unit's community falls without it; 0 if nothing is left."""
    graph, home = problem.graph, labels[unit]
    seen, count = {unit}, 0
    for first in graph.unit[graph.start[unit] : graph.start[unit + 1]].tolist():
        if labels[first] != home or first in seen:
            continue
        count += 1
        seen.add(first)
        waiting = [first]
        while waiting:
            here = waiting.pop()
            for other in graph.unit[graph.start[here] : graph.start[here + 1]].tolist():
                if labels[other] == home and other not in seen:
                    seen.add(other)
                    waiting.append(other)
    return count


def explain_unit(problem: Problem, labels: Ints, unit: int, *, called: Sequence[str]) -> list[Reason]:
    """Return why a unit is where it is: one sentence a community that it touches, the likeliest other choice first."""
    row = problem.graph.unit[problem.graph.start[unit] : problem.graph.start[unit + 1]]
    others = sorted(set(labels[row].tolist()) - {int(labels[unit])})
    places = {"unit": problem.name(unit), "home": called[labels[unit]], "at": [unit]}
    if not others:
        text = noop("%(unit)s lies within %(home)s: all its neighbours belong to it.")
        return [Reason("districting.unit_inside", text, places)]
    choices = [what_if(problem, labels, unit, other) for other in others]
    choices.sort(key=lambda choice: (not choice.is_possible, choice.cost, choice.community))
    return [_why_not(problem, choice, places | {"other": called[choice.community]}) for choice in choices]


def _why_not(problem: Problem, choice: WhatIf, places: dict[str, object]) -> Reason:
    """Return why a unit does not go to another community."""
    places |= {
        "there": choice.households_there,
        "left": choice.households_left,
        "low": problem.low,
        "high": problem.high,
        "pieces": choice.pieces_left,
        "more": round(abs(choice.cost)),
        "community": choice.community,
        "is_possible": choice.is_possible,
    }
    if choice.households_there > problem.high:
        text = noop(
            "%(unit)s stays with %(home)s because %(other)s would have %(there)s households, more than %(high)s."
        )
    elif choice.households_left < problem.low:
        text = noop(
            "%(unit)s stays with %(home)s because without it only %(left)s households would be left there, "
            "fewer than %(low)s."
        )
    elif choice.pieces_left > 1:
        text = noop("%(unit)s stays with %(home)s because without it %(home)s would fall into %(pieces)s pieces.")
    elif not choice.keeps_marks:
        text = noop("%(unit)s stays with %(home)s because of a lock, an office or a wish to stay together or apart.")
    elif choice.cost > 0:
        text = noop(
            "%(unit)s stays with %(home)s because with %(other)s the boundaries would follow roads and water worse, "
            "by as much as %(more)s m more through alleys."
        )
    else:
        text = noop(
            "%(unit)s could go to %(other)s as well: the boundaries would be better by as much as %(more)s m less "
            "through alleys, with %(there)s households there and %(left)s left."
        )
    return Reason("districting.unit_stays", text, places)


# Communities


def explain_community(
    problem: Problem, labels: Ints, community: int, *, called: Sequence[str], norms: Norms | None = None
) -> list[Reason]:
    """Return what speaks for and against one community: households, shape, boundary, rooms, staff and space due."""
    units = np.flatnonzero(labels == community)
    households = int(problem.households[units].sum())
    places = {"community": called[community], "households": households, "low": problem.low, "high": problem.high}
    return [
        _size(problem, households, places),
        *_outline(problem, labels, community, places),
        _rooms(problem, units, places),
        *_due(households, norms or Norms(), places),
        *_origin(problem, units, places),
    ]


def _size(problem: Problem, households: int, places: dict[str, object]) -> Reason:
    if households < problem.low:
        text = noop("%(community)s has %(households)s households, fewer than %(low)s.")
    elif households > problem.high:
        text = noop("%(community)s has %(households)s households, more than %(high)s.")
    else:
        text = noop("%(community)s has %(households)s households, within %(low)s to %(high)s.")
    is_within = problem.low <= households <= problem.high
    return Reason("districting.community_size", text, places | {"is_within": is_within})


def _outline(problem: Problem, labels: Ints, community: int, places: dict[str, object]) -> list[Reason]:
    """Return sentences on compactness and on what the boundary follows, where lengths and areas are known."""
    edges, mine = problem.borders, labels == community
    inner = mine[edges.u] & mine[edges.v]
    rim = mine[edges.u] != mine[edges.v]
    around = float(problem.perimeter[mine].sum() - 2 * edges.length[inner].sum())
    area, length = float(problem.area[mine].sum()), float(edges.length[rim].sum())
    found = []
    if area > 0 and around > 0:
        share = round(100 * min(1.0, 4 * np.pi * area / around**2))
        text = noop("Its shape has %(share)s %% of the area of a circle with the same outline.")
        found.append(Reason("districting.community_shape", text, places | {"share": share}))
    if length > 0:
        share = round(100 * float(edges.length[rim & (edges.kind >= MAIN_ROAD)].sum()) / length)
        text = noop("%(share)s %% of its boundary with other communities follows main roads, rivers or railways.")
        found.append(Reason("districting.community_boundary", text, places | {"share": share}))
    return found


def _rooms(problem: Problem, units: Ints, places: dict[str, object]) -> Reason:
    rooms = np.intersect1d(units, problem.rooms)
    figures = places | {"rooms": len(rooms), "units": ", ".join(problem.name(int(unit)) for unit in rooms)}
    if len(rooms):
        return Reason(
            "districting.community_rooms", noop("%(rooms)s rooms could serve as its office: %(units)s."), figures
        )
    return Reason("districting.community_rooms", noop("No room in it could serve as its office."), figures)


def _due(households: int, norms: Norms, places: dict[str, object]) -> list[Reason]:
    workers = -(-households // norms.households_per_worker)
    space = round(households * norms.room_m2_per_100_households / 100)
    return [
        Reason(
            "districting.community_staff",
            noop("It needs %(workers)s community workers, one for every %(norm)s households."),
            places | {"workers": workers, "norm": norms.households_per_worker},
        ),
        Reason(
            "districting.community_space",
            noop("It needs %(space)s m2 of rooms, %(norm)s m2 for every 100 households."),
            places | {"space": space, "norm": f"{norms.room_m2_per_100_households:g}"},
        ),
    ]


def _origin(problem: Problem, units: Ints, places: dict[str, object]) -> list[Reason]:
    """Return from how many present communities a community comes, where they are known."""
    known = problem.existing[units] >= 0
    if not known.any() or not places["households"]:
        return []
    sums = np.bincount(problem.existing[units][known], problem.households[units][known])
    share = round(100 * float(sums.max()) / int(problem.households[units].sum()))
    text = noop("%(share)s %% of its households come from one present community, the rest from %(rest)s others.")
    figures = {"share": share, "rest": max(int((sums > 0).sum()) - 1, 0), "main": int(sums.argmax())}
    return [Reason("districting.community_origin", text, places | figures)]
