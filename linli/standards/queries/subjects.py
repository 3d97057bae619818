"""Who or what can be measured and judged, and who may see it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from linli.foundation.access import in_subtree, within
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places
from linli.standards.models import Subject
from linli.standards.terms import SubjectKind

NAMES = ("area__tier", "unit", "appointment__account", "appointment__role")
"""What a subject's name on screen is made of."""
UNITS: dict[SubjectKind, tuple[OrganisationKind, ...]] = {
    SubjectKind.DEPARTMENT: (OrganisationKind.DEPARTMENT,),
    SubjectKind.PARTNER: (
        OrganisationKind.PARTNER,
        OrganisationKind.RESIDENT_UNIT,
        OrganisationKind.PROPERTY_MANAGER,
    ),
    SubjectKind.WORKSTATION: (OrganisationKind.WORKSTATION,),
}
"""Which organisations are subjects of a kind."""


def list_subjects(kind: SubjectKind | str, under: places.Area, *, on: date | None = None) -> QuerySet[Subject]:
    """
    Return the subjects of a kind that lie in an area, in the order of the tree.

    on: those that existed on that day; without it those that have not ended.
    """
    rows = Subject.objects.filter(in_subtree("area__path", under.path), _in_force(on), kind=kind)
    return named(rows).order_by("area__path", "pk")


def visible_subjects(user: Any, action: str, kind: SubjectKind | str | None = None) -> QuerySet[Subject]:
    """Return the subjects, ended ones too, on which the user may do the action; deny by default."""
    rows = within(Subject.objects.all(), user, action, units=("unit__path",))
    if kind is not None:
        rows = rows.filter(kind=kind)
    return named(rows)


def named(rows: QuerySet[Subject]) -> QuerySet[Subject]:
    """Return subjects with what their names are made of, so that saying them asks no more."""
    return rows.select_related(*NAMES)


def in_force(rows: QuerySet[Subject], on: date | None = None) -> QuerySet[Subject]:
    """Return those of the subjects that existed on that day; without it those that have not ended."""
    return rows.filter(_in_force(on))


def by_key(keys: Iterable[int]) -> dict[int, Subject]:
    """Return subjects by their keys, ready to be named; one query."""
    return named(Subject.objects.all()).in_bulk(set(keys))


def subjects_of_areas(areas: Collection[int]) -> dict[int, int]:
    """Return the subjects that are these areas themselves: key of the area -> key of the subject."""
    rows = Subject.objects.filter(area_id__in=areas, unit__isnull=True, appointment__isnull=True)
    return dict(rows.values_list("area_id", "pk"))


def _in_force(on: date | None) -> Q:
    """Return the condition that area, organisation and appointment of a subject hold."""
    held = Q()
    for part in ("area", "unit", "appointment"):
        absent = Q() if part == "area" else Q(**{f"{part}__isnull": True})
        if on is None:
            there = Q(**{f"{part}__valid_to__isnull": True})
        else:
            ends = Q(**{f"{part}__valid_to__isnull": True}) | Q(**{f"{part}__valid_to__gt": on})
            there = ends & Q(**{f"{part}__valid_from__lte": on})
        held &= absent | there
    return held
