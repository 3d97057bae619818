"""Who sits in several bodies of one community: secretary and director one person, cross-appointments (001-19)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from linli.values import Term, noop

SECRETARY, DIRECTOR = "secretary", "committee_director"


class Headship(Term):
    """Whether the secretary of a community and the director of its residents' committee are one person."""

    ONE = "one", noop("One person")
    TWO = "two", noop("Two persons")
    OPEN = "open", noop("A post is not filled")


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one post. person: the same for the same person; body: in which kind of body it is a seat."""

    person: Hashable
    post: str
    body: str


def headship(seats: Iterable[Seat]) -> Headship:
    """Tell whether one person is secretary and director; somebody who is both counts, whoever else holds either."""
    held: dict[str, set[Hashable]] = {SECRETARY: set(), DIRECTOR: set()}
    for seat in seats:
        if seat.post in held:
            held[seat.post].add(seat.person)
    if held[SECRETARY] & held[DIRECTOR]:
        return Headship.ONE
    return Headship.TWO if all(held.values()) else Headship.OPEN


def crossing(seats: Iterable[Seat]) -> set[Hashable]:
    """Return the persons who sit in more than one kind of body; several posts in one body are no crossing."""
    bodies: dict[Hashable, set[str]] = defaultdict(set)
    for seat in seats:
        bodies[seat.person].add(seat.body)
    return {person for person, sat in bodies.items() if len(sat) > 1}
