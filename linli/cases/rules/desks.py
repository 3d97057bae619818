"""Whose turn it is: exactly one desk holds a case at any time."""

from enum import Enum

from linli.cases.terms import Level, OwnerClass, State

STREET_REFUSALS = 2
DISTRICT_REFUSALS = 3
"""Source: design/cases.md, transitions: the second refusal goes to the street, the third to the district."""


class Desk(Enum):
    """Who must act: an office of the case's area, or the responsible unit."""

    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    UNIT = "unit"
    STAYS = "stays"


def coordination_level(refusals: int, *, two_streets: bool) -> Level | None:
    """Return the level that must settle whose a refused case is; None while the ordinary dispatcher may try again."""
    if refusals >= DISTRICT_REFUSALS or (two_streets and refusals >= STREET_REFUSALS):
        return Level.DISTRICT
    return Level.SUBDISTRICT if refusals >= STREET_REFUSALS else None


def desk_for(
    state: State, owner_class: OwnerClass | None, *, coordination: Level | None = None, unit_is_community: bool = False
) -> Desk:
    """
    Return whose turn it is in a state.

    coordination: the level refusals have lifted the case to. unit_is_community: the work was the committee's own, so
    the street judges it. A case that has ended stays with whoever held it last.
    """
    if state in (State.DISPATCHED, State.IN_PROGRESS):
        return Desk.UNIT
    if state in (State.DRAFT, State.SUBMITTED, State.VERIFYING):
        return Desk.COMMUNITY
    if state is State.FILED:
        return _dispatcher(owner_class, coordination)
    if state in (State.ANSWERED, State.CHECKING):
        return Desk.SUBDISTRICT if unit_is_community else Desk.COMMUNITY
    return Desk.STAYS


def _dispatcher(owner_class: OwnerClass | None, coordination: Level | None) -> Desk:
    if coordination is not None:
        return Desk(coordination.value)
    return Desk.COMMUNITY if owner_class is OwnerClass.COMMUNITY else Desk.SUBDISTRICT
