"""What an area was, and what became of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from linli.places.models import Area, AreaVersion, Succession
from linli.places.terms import SuccessionKind


def list_versions(area: Area) -> QuerySet[AreaVersion]:
    """Return the dated rows of an area, the newest first, without the shapes themselves."""
    return area.versions.select_related("tier", "parent").order_by("-valid_from")


def list_successions(area: Area) -> QuerySet[Succession]:
    """Return what became of the area and what it came from, the newest first."""
    rows = Succession.objects.filter(Q(predecessor=area) | Q(successor=area))
    return rows.select_related("predecessor", "successor").order_by("-on", "-pk")


def splits_of(areas: Collection[int]) -> list[tuple[int, int, date]]:
    """Return predecessor, successor and day of every split and merger that touched one of the areas; one query."""
    kinds = (SuccessionKind.SPLIT, SuccessionKind.MERGE)
    rows = Succession.objects.filter(kind__in=kinds).order_by("on", "pk")
    found = rows.values_list("predecessor_id", "successor_id", "on")
    return [row for row in found if row[0] in areas or row[1] in areas]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One version of an area and what it changed: (field name, before, after) of each fact; empty for the first."""

    version: AreaVersion
    changes: tuple[tuple[str, Any, Any], ...]


def get_history(area: Area) -> list[Chapter]:
    """Return the area's versions, the newest first, each with what it changed."""
    versions = list(list_versions(area))
    chapters = []
    for version, older in zip(versions, [*versions[1:], None], strict=True):
        changes = () if older is None else tuple(_differences(older, version))
        chapters.append(Chapter(version, changes))
    return chapters


def _differences(older: AreaVersion, newer: AreaVersion) -> Iterator[tuple[str, Any, Any]]:
    """Yield each dated fact in which two versions differ; a shape only says that it differs."""
    for name in ("tier_id", "parent_id", "kind", "code", "name", "households", "outline_id"):
        if getattr(older, name) != getattr(newer, name):
            fact = name.removesuffix("_id")
            shown = (None, None) if fact == "outline" else (getattr(older, fact), getattr(newer, fact))
            yield fact, *shown


def get_version_on(area: Area, day: date) -> AreaVersion | None:
    """Return what the area was on that day, or None if it did not exist."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return area.versions.filter(in_force, valid_from__lte=day).select_related("tier", "parent").first()


def end_documents(areas: Collection[int]) -> dict[int, str]:
    """Return the decisions by which areas ended, by key; of those that name one."""
    rows = AreaVersion.objects.filter(area__in=areas, end_document__isnull=False).order_by("valid_to")
    return {pk: document or "" for pk, document in rows.values_list("area_id", "end_document")}


def names_on(wanted: Collection[tuple[int, date]]) -> dict[tuple[int, date], str]:
    """
    Return what areas were called on days, by key and day; one query for all.

    Of an area that did not exist yet the first name, of one that had ended the last.
    """
    names: dict[tuple[int, date], str] = {}
    if not wanted:
        return names
    rows = AreaVersion.objects.filter(area__in={pk for pk, _on in wanted}).order_by("valid_from")
    for area, name, first in rows.values_list("area", "name", "valid_from"):
        for pk, on in wanted:
            if pk == area and (first <= on or (pk, on) not in names):
                names[pk, on] = name
    return names
