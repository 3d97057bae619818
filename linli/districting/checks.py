"""Why a problem can have no plan: certificates of infeasibility, as sentences that name the units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from linli.districting.locks import check_locks
from linli.districting.pieces import Branch, branches, gap, pieces, reach
from linli.districting.problem import Ints, Problem
from linli.districting.sentences import at, named
from linli.districting.sums import largest, smallest, sums_of
from linli.values import Reason, noop

NONE = (1, 0)
"""Numbers of communities where no community is possible."""
REACH = 40
"""Units beyond which a unit's surroundings are taken to be large enough; above it the search costs too much."""


def check(problem: Problem, *, barrier_m: float | None = None) -> list[Reason]:
    """
    Return why no plan can exist, one sentence a cause; an empty list is no promise that one does.

    barrier_m: distance in metres above which points were not taken for neighbours, for the sentence.
    Every reason carries its units as `at`, so that a map can show them. Answers within a second for 1 000 units.
    """
    parts = _parts(problem)
    totals = list(_totals(problem))
    found = [*check_locks(problem, [part.units for part in parts]), *_heavy_units(problem), *totals]
    small = [part for part in parts if part.households < problem.low]
    found += [_small_piece(problem, part, barrier_m) for part in small]
    sound = [part for part in parts if part.households >= problem.low]
    counts = [(part, _counts(problem, part)) for part in sound]
    for part, span in counts:
        found += _tied_units(problem, part) if span != NONE else []  # where nothing fits, no unit is to blame
    if not totals or len(parts) > 1:  # else it would be said twice
        found += [_unfitting(problem, part, several=len(parts) > 1) for part, (least, most) in counts if least > most]
    return found or _wrong_number(problem, [span for _part, span in counts])


def describe_pieces(problem: Problem, *, barrier_m: float | None = None) -> list[Reason]:
    """
    Return where the map falls apart, one sentence for every piece but the largest; empty if it hangs together.

    That alone forbids no plan: each piece is split for itself. `check` says where it does.
    """
    parts = sorted(_parts(problem), key=lambda part: -part.households)
    return [_lonely_piece(problem, part, barrier_m) for part in parts[1:]]


@dataclass(frozen=True)
class _Part:
    """One piece of the graph."""

    units: Ints
    households: int


def _parts(problem: Problem) -> list[_Part]:
    of = pieces(problem.graph)
    order = np.argsort(of, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(of[order])) + 1)
    return [_Part(group, int(problem.households[group].sum())) for group in groups]


# Single units and the total


def _heavy_units(problem: Problem) -> Iterator[Reason]:
    for unit in np.flatnonzero(problem.households > problem.high).tolist():
        yield Reason(
            "districting.unit_above_high",
            noop("%(unit)s alone has %(households)s households, more than the %(high)s a community may have."),
            {
                "unit": problem.name(unit),
                "households": int(problem.households[unit]),
                "high": problem.high,
                "at": [unit],
            },
        )


def _totals(problem: Problem) -> Iterator[Reason]:
    figures = {"households": problem.total, "low": problem.low, "high": problem.high, "wished": problem.wished}
    if problem.wished is None:
        if not problem.counts:
            yield Reason(
                "districting.no_number",
                noop("No number of communities of %(low)s to %(high)s households makes up %(households)s households."),
                figures,
            )
    elif problem.wished * problem.low > problem.total:
        yield Reason(
            "districting.too_few_households",
            noop(
                "%(wished)s communities of at least %(low)s households need %(need)s households, "
                "but there are %(households)s."
            ),
            {**figures, "need": problem.wished * problem.low},
        )
    elif problem.wished * problem.high < problem.total:
        yield Reason(
            "districting.too_many_households",
            noop(
                "%(wished)s communities of at most %(high)s households hold %(hold)s households, "
                "but there are %(households)s."
            ),
            {**figures, "hold": problem.wished * problem.high},
        )


# Pieces


def _whereabouts(problem: Problem, part: _Part, barrier_m: float | None) -> dict[str, Any]:
    """Return the figures of a piece, and how far it is from the rest where that is known."""
    figures = {
        "count": len(part.units),
        "households": part.households,
        "units": named(problem, part.units),
        "low": problem.low,
        "at": at(part.units),
    }
    apart = gap(problem, part.units)
    if apart is None:
        return figures
    inside, outside, metres = apart
    figures |= {"inside": problem.name(inside), "outside": problem.name(outside), "metres": round(metres)}
    return figures | ({"barrier": round(barrier_m)} if barrier_m is not None and metres > barrier_m else {})


def _small_piece(problem: Problem, part: _Part, barrier_m: float | None) -> Reason:
    figures = _whereabouts(problem, part, barrier_m)
    if "barrier" in figures:
        text = noop(
            "The piece of %(count)s units with %(households)s households (%(units)s) stands alone, and a community "
            "needs at least %(low)s households: from %(inside)s to the nearest unit outside, %(outside)s, it is "
            "%(metres)s m, beyond the barrier of %(barrier)s m."
        )
    elif "metres" in figures:
        text = noop(
            "The piece of %(count)s units with %(households)s households (%(units)s) stands alone, and a community "
            "needs at least %(low)s households: %(outside)s is nearest, %(metres)s m from %(inside)s, "
            "but they share no border."
        )
    else:
        text = noop(
            "The piece of %(count)s units with %(households)s households (%(units)s) has no border with the rest, "
            "and a community needs at least %(low)s households."
        )
    return Reason("districting.small_piece", text, figures)


def _lonely_piece(problem: Problem, part: _Part, barrier_m: float | None) -> Reason:
    figures = _whereabouts(problem, part, barrier_m)
    if "barrier" in figures:
        text = noop(
            "%(count)s units with %(households)s households (%(units)s) are a piece of their own: from %(inside)s to "
            "the nearest unit outside, %(outside)s, it is %(metres)s m, beyond the barrier of %(barrier)s m."
        )
    else:
        text = noop(
            "%(count)s units with %(households)s households (%(units)s) are a piece of their own: "
            "they share no border with the rest."
        )
    return Reason("districting.lonely_piece", text, figures)


def _spread(problem: Problem, part: _Part) -> tuple[int | None, int | None]:
    """Return the least and most households that whole units of a piece can bring a community to, within the bounds."""
    sums = sums_of(problem.households[part.units].tolist(), problem.high)
    return smallest(sums, problem.low), largest(sums, problem.low)


def _counts(problem: Problem, part: _Part) -> tuple[int, int]:
    """Return the least and most communities that a piece can be split into; the least is larger if none can."""
    least, most = _spread(problem, part)
    if least is None or most is None:
        return NONE
    large = int((2 * problem.households[part.units] > problem.high).sum())  # no two of them fit together
    return max(-(-part.households // most), large), part.households // least


def _unfitting(problem: Problem, part: _Part, *, several: bool) -> Reason:
    least, most = _spread(problem, part)
    figures = {
        "count": len(part.units),
        "households": part.households,
        "units": named(problem, part.units),
        "low": problem.low,
        "high": problem.high,
        "at": at(part.units),
    }
    if least is None or most is None:
        text = noop(
            "No choice among the %(count)s units %(units)s has %(low)s to %(high)s households: "
            "whole units do not make a community."
        )
        return Reason("districting.no_sum", text, figures)
    fewer = part.households // least
    figures |= {"fewer": fewer, "hold": fewer * most, "more": fewer + 1, "need": (fewer + 1) * least}
    if several:
        text = noop(
            "The piece of %(count)s units with %(households)s households (%(units)s) cannot be split: whole units "
            "bring %(fewer)s communities to at most %(hold)s households, and %(more)s need at least %(need)s."
        )
    else:
        text = noop(
            "%(count)s units with %(households)s households (%(units)s) cannot be split: whole units bring "
            "%(fewer)s communities to at most %(hold)s households, and %(more)s need at least %(need)s."
        )
    return Reason("districting.unfitting_piece", text, figures)


def _wrong_number(problem: Problem, spans: Sequence[tuple[int, int]]) -> list[Reason]:
    """Return why the pieces' possible numbers of communities do not add up to the wished one."""
    least, most = sum(span[0] for span in spans), sum(span[1] for span in spans)
    if problem.wished is None or least <= problem.wished <= most:
        return []
    figures = {"wished": problem.wished, "least": least, "most": most, "pieces": len(spans)}
    if len(spans) > 1:
        shares = ", ".join(f"{a}-{b}" if a < b else f"{a}" for a, b in spans)
        text = noop(
            "The %(pieces)s pieces can be split into %(least)s to %(most)s communities together (%(shares)s), "
            "not into %(wished)s."
        )
        return [Reason("districting.wrong_number", text, figures | {"shares": shares})]
    text = noop("Whole units can make %(least)s to %(most)s communities within the bounds, not %(wished)s.")
    return [Reason("districting.wrong_number", text, figures)]


# Units that their neighbours leave no choice


def _tied_units(problem: Problem, part: _Part) -> Iterator[Reason]:
    """Yield units that hold too much hanging on them, and units that no community can take in."""
    hanging: dict[int, list[Branch]] = {}
    for branch in branches(problem, int(part.units[0]), problem.low):
        hanging.setdefault(branch.stem, []).append(branch)
    told: set[int] = set()
    for stem, ends in sorted(hanging.items()):
        together = int(problem.households[stem]) + sum(branch.households for branch in ends)
        if together > problem.high >= problem.households[stem]:
            units = sorted(unit for branch in ends for unit in branch.units)
            told.update([stem, *units])
            yield _overloaded(problem, stem, units, together)
    for unit in part.units.tolist():
        if unit not in told and 0 < problem.households[unit] <= problem.high and _is_stuck(problem, unit):
            yield _stuck(problem, unit)


def _overloaded(problem: Problem, stem: int, units: list[int], together: int) -> Reason:
    return Reason(
        "districting.overloaded_unit",
        noop(
            "%(units)s reach the rest only through %(unit)s and are too small alone, but all of them together have "
            "%(households)s households, more than %(high)s."
        ),
        {
            "unit": problem.name(stem),
            "units": named(problem, units),
            "households": together,
            "high": problem.high,
            "at": [stem, *units],
        },
    )


def _is_stuck(problem: Problem, unit: int) -> bool:
    """Tell whether no group of a unit and what it can reach has households within the bounds."""
    if _grown(problem, unit) >= problem.low:
        return False
    others = reach(problem, unit, problem.high, REACH)
    if others is None:
        return False
    sums = sums_of(problem.households[others[1:]].tolist(), problem.high, int(problem.households[unit]))
    return smallest(sums, problem.low) is None


def _grown(problem: Problem, unit: int) -> int:
    """Return the households of a community grown from a unit, taking in what fits until it is large enough."""
    start, neighbours, households = problem.graph.start, problem.graph.unit, problem.households
    seen, waiting, total = {unit}, [unit], int(households[unit])
    while waiting and total < problem.low:
        here = waiting.pop()
        for other in neighbours[start[here] : start[here + 1]].tolist():
            if other not in seen and total + households[other] <= problem.high:
                seen.add(other)
                waiting.append(other)
                total += int(households[other])
    return total


def _stuck(problem: Problem, unit: int) -> Reason:
    row = problem.graph.unit[problem.graph.start[unit] : problem.graph.start[unit + 1]]
    return Reason(
        "districting.stuck_unit",
        noop(
            "%(unit)s has %(households)s households, and no group of it and the units around it (%(units)s) "
            "has %(low)s to %(high)s."
        ),
        {
            "unit": problem.name(unit),
            "households": int(problem.households[unit]),
            "units": named(problem, row),
            "low": problem.low,
            "high": problem.high,
            "at": [unit],
        },
    )
