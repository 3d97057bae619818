"""Why a plan is as it is: sentences for a unit, a community, or the boundary of two, and what a unit could do else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from linli.boundaries.queries.desk import Desk
from linli.districting.explain import explain_boundaries, explain_community, explain_unit, what_if
from linli.districting.problem import FREE, Ints
from linli.values import Reason, noop

NO_HOME = noop("%(unit)s belongs to no community yet.")
NO_BORDER = noop("%(one)s and %(other)s have no common boundary.")
NOWHERE = noop("%(community)s has no unit yet.")


@dataclass(frozen=True)
class Other:
    """What would be if a unit went to another community. more_m: metres of J more, below zero if it is cheaper."""

    number: int
    name: str
    households_there: int
    households_left: int
    more_m: int
    is_possible: bool


@dataclass(frozen=True)
class Why:
    """An answer: what it is about, its sentences, and for a unit the other choices. unit: its number, None else."""

    title: str
    sentences: Sequence[str]
    others: Sequence[Other] = ()
    unit: int | None = None


def why_unit(desk: Desk, unit: int) -> Why:
    """Return why a unit is where it is, and what would become of each other choice."""
    labels, called = _numbered(desk)
    problem, nowhere = desk.problem, len(called) - 1
    others = [_other(desk, labels, unit, number) for number in _beside(desk, unit)]
    others.sort(key=lambda other: (not other.is_possible, other.more_m, other.number))
    if desk.labels[unit] == FREE:
        sentences = [_(NO_HOME) % {"unit": problem.name(unit)}]
    else:
        found = explain_unit(problem, labels, unit, called=called)
        sentences = _rendered(reason for reason in found if reason.params.get("community") != nowhere)
    return Why(problem.name(unit), sentences, others, unit)


def why_community(desk: Desk, community: int) -> Why:
    """Return what speaks for and against a community."""
    labels, called = _numbered(desk)
    name = called[community]
    if not (labels == community).any():
        return Why(name, [_(NOWHERE) % {"community": name}])
    return Why(name, _rendered(explain_community(desk.problem, labels, community, called=called)))


def why_between(desk: Desk, one: int, other: int) -> Why:
    """Return what the boundary of two communities follows, and for how many metres."""
    labels, called = _numbered(desk)
    found = explain_boundaries(desk.problem, labels, called=called, stretches=desk.base.stretches)
    pair = sorted((one, other))
    sentences = _rendered(reason for reason in found if reason.params["communities"] == pair)
    places = {"one": called[pair[0]], "other": called[pair[1]]}
    return Why(f"{places['one']} – {places['other']}", sentences or [_(NO_BORDER) % places])


def touching(desk: Desk) -> list[tuple[int, int]]:
    """Return the pairs of communities that have a common boundary."""
    labels = desk.sheet.labels
    pairs = {tuple(sorted((labels[border.u], labels[border.v]))) for border in desk.base.borders}
    return sorted((a, b) for a, b in pairs if a not in (b, FREE))


def _numbered(desk: Desk) -> tuple[Ints, list[str]]:
    """Return labels and names as the library takes them: what belongs to no community is one more, without a name."""
    most = max([*desk.sheet.names, 0])
    labels = np.where(desk.labels == FREE, most + 1, desk.labels)
    return labels, [desk.called.get(number, "") for number in range(most + 1)] + [_("no community")]


def _beside(desk: Desk, unit: int) -> list[int]:
    """Return the other communities that a unit touches."""
    near = {desk.sheet.labels[other] for other in desk.base.neighbours_of[unit]}
    return sorted(near - {FREE, desk.sheet.labels[unit]})


def _other(desk: Desk, labels: Ints, unit: int, number: int) -> Other:
    """Return what would be if a unit went to a community; a unit that belongs nowhere leaves nothing behind."""
    found = what_if(desk.problem, labels, unit, number)
    is_free = desk.labels[unit] == FREE
    is_possible = found.households_there <= desk.problem.high and found.keeps_marks if is_free else found.is_possible
    return Other(
        number, desk.called[number], found.households_there, found.households_left, round(found.cost), bool(is_possible)
    )


def _rendered(reasons: Any) -> list[str]:
    """Return reasons in the language of the page."""
    texts: list[Reason] = list(reasons)
    return [reason.render(_) for reason in texts]
