"""Who holds the posts that consequences name: secretary, director, linked leader, lead partner (003-4, 003-14)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from linli.appraisals.rules.consequences import (
    COMMUNITY,
    DIRECTOR,
    LEAD_PARTNER,
    LINKED_LEADER,
    SECRETARY,
    Party,
)
from linli.organisations import queries as organisations
from linli.organisations.terms import OrganisationKind
from linli.people import queries as people
from linli.standards.queries import Subject

WORDS: Mapping[str, tuple[str, ...]] = {
    SECRETARY: ("书记", "secretary"),
    DIRECTOR: ("主任", "director"),
    LINKED_LEADER: ("联系领导", "linked leader"),
}
"""Role -> what the post of an appointment is called; one person may hold several (001-19)."""


def secretaries_of(subjects: Iterable[Subject], day: date) -> dict[int, tuple[int, date]]:
    """Return who leads each subject's area on a day and since when, where it is on record."""
    given = list(subjects)
    held = people.posts_in({one.area_id for one in given}, WORDS[SECRETARY], day)
    return {one.pk: (held[one.area_id][0], held[one.area_id][2]) for one in given if one.area_id in held}


def parties_of(subjects: Sequence[Subject], day: date) -> dict[int, tuple[Party, ...]]:
    """Return whom a publication about each subject would name; whoever is not on record is absent."""
    areas = {one.area_id for one in subjects}
    held = {role: people.posts_in(areas, words, day) for role, words in WORDS.items()}
    partners = organisations.first_in(areas, OrganisationKind.PARTNER, day)
    return {one.pk: tuple(_named(one, held, partners)) for one in subjects}


def _named(
    one: Subject,
    held: Mapping[str, Mapping[int, tuple[int, str, date]]],
    partners: Mapping[int, tuple[int, str]],
) -> Iterable[Party]:
    """Yield the parties of one subject in the order of 003-14."""
    yield Party(COMMUNITY, str(one), one.pk)
    for role in (SECRETARY, DIRECTOR, LINKED_LEADER):
        if one.area_id in held[role]:
            account, name, _since = held[role][one.area_id]
            yield Party(role, name, account, is_person=True)
    if one.area_id in partners:
        yield Party(LEAD_PARTNER, partners[one.area_id][1], partners[one.area_id][0])
