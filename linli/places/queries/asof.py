"""
The territory as it was on a day: the tree, what lay in an area, how much of it, and what lay above it.

Paths are those of today; on another day an area lies where the version of that day says. What lies below an area is
walked from parent to parent by the database itself, in one statement however deep the tree is.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from linli.places import rules
from linli.places.models import Area, AreaVersion, Tier

from .finding import search_areas
from .former import past_rows
from .heirs import Reach
from .reach import list_in_force, list_tiers

DEEPEST = 12
"""More tiers than any tree has: a circle of dated parents ends here."""
BELOW = """
WITH RECURSIVE below(area_id, day) AS (
    SELECT CAST(%s AS bigint), %s
    UNION
    SELECT v.area_id, below.day FROM below JOIN places_areaversion v ON v.parent_id = below.area_id
    WHERE v.valid_from <= below.day AND (v.valid_to IS NULL OR v.valid_to > below.day)
)
SELECT area_id FROM below
"""
ABOVE = """
WITH RECURSIVE above(start_id, version_id, name, parent_id, day, height) AS (
    SELECT v.area_id, v.id, v.name, v.parent_id, %s, 0 FROM places_areaversion v
    WHERE v.area_id IN ({keys}) AND v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to > %s)
    UNION ALL
    SELECT above.start_id, v.id, v.name, v.parent_id, above.day, above.height + 1
    FROM above JOIN places_areaversion v ON v.area_id = above.parent_id
    WHERE above.height < {deepest} AND v.valid_from <= above.day AND (v.valid_to IS NULL OR v.valid_to > above.day)
)
SELECT start_id, version_id, name FROM above ORDER BY start_id, height DESC
"""
"""
The day travels along as a column: compared with a constant, SQLite sifts the whole table into a Bloom filter first.
"""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An area on a day. then: the area with the facts of that day, None if it did not exist; above: the city first."""

    area: Area
    then: Area | None
    above: list[Area]


def on_day(day: date, prefix: str = "") -> Q:
    """Return the condition that something dated holds on a day."""
    ends = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return ends & Q(**{f"{prefix}valid_from__lte": day})


def versions_on(day: date) -> QuerySet[AreaVersion]:
    """
    Return what every area was on a day.

    Tiers are not joined: SQLite, which knows no figures of the data, would begin with them and pass over everything.
    """
    return AreaVersion.objects.filter(on_day(day)).select_related("area")


def as_then(versions: Iterable[AreaVersion]) -> list[Any]:
    """Return the areas of versions with the facts of these, to be shown and never saved; one query for the tiers."""
    tiers = {tier.pk: tier for tier in list_tiers()}
    areas = []
    for version in versions:
        then = copy(version.area)
        for name in ("parent_id", "kind", "code", "name", "households", "outline_id"):
            setattr(then, name, getattr(version, name))
        then.tier = tiers[version.tier_id]
        if version.name != version.area.name:
            then.short_name = rules.short_name(version.name)
        areas.append(then)
    return areas


def children_on(area: Area | None, day: date) -> QuerySet[AreaVersion]:
    """Return what lay directly below an area on a day, in the order of codes; the cities for None."""
    return versions_on(day).filter(parent=area).order_by("code", "pk")


def counts_below(areas: Iterable[int], day: date) -> dict[int, tuple[int, int | None]]:
    """Return how many areas lay directly below each on a day, and the sum of their households; one query for all."""
    rows = AreaVersion.objects.filter(on_day(day), parent__in=list(areas)).values_list("parent")
    return {pk: (count, total) for pk, count, total in rows.annotate(n=Count("pk"), total=Sum("households"))}


def with_counts_then(areas: Iterable[Area], counts: Mapping[int, tuple[int, int | None]]) -> list[Any]:
    """Return the areas with `child_count` and `child_households`, from what `counts_below` counted."""
    counted: list[Any] = list(areas)
    for area in counted:
        area.child_count, area.child_households = counts.get(area.pk, (0, None))
    return counted


def seen_on(versions: Iterable[AreaVersion], day: date) -> list[Any]:
    """Return the areas of versions with the facts of these and with counts of the day; two queries for all."""
    areas = as_then(versions)
    return with_counts_then(areas, counts_below([area.pk for area in areas], day))


def below_on(areas: Iterable[int], day: date) -> list[Any]:
    """Return what lay directly below any of these areas on a day, with counts as `seen_on` gives them."""
    keys = list(areas)
    rows = versions_on(day).filter(parent__in=keys).order_by("code", "pk") if keys else ()
    return seen_on(rows, day)


def count_seen_on(reach: Reach, day: date) -> list[tuple[Tier, int]]:
    """Return how many areas each tier had on a day within a person's reach, the highest first."""
    return _by_tier(AreaVersion.objects.filter(on_day(day), reach.holds("area__")))


def subtree_on(area: int, day: date) -> RawSQL:
    """Return the keys of all areas that lay in an area on a day, itself included, as a subquery."""
    return RawSQL(BELOW, [area, _said(day)])  # noqa: S611 (no text of anybody in it)


def count_tiers_on(area: Area | None, day: date) -> list[tuple[Tier, int]]:
    """Return how many areas each tier had on a day in an area, itself included, or everywhere; the highest first."""
    rows = AreaVersion.objects.filter(on_day(day))
    if area is not None:
        rows = rows.filter(area__in=subtree_on(area.pk, day))
    return _by_tier(rows)


def _by_tier(rows: QuerySet[AreaVersion]) -> list[tuple[Tier, int]]:
    """Return how many of these rows each tier has, the highest first, tiers without any left out."""
    counts = dict(rows.order_by().values_list("tier").annotate(count=Count("pk")))
    return [(tier, counts[tier.pk]) for tier in list_tiers() if tier.pk in counts]


def lineages_on(areas: Iterable[int], day: date) -> dict[int, list[Area]]:
    """Return what each area and those above it were on a day, the city first, itself last; three queries for all."""
    rows = _above(areas, day)
    versions = AreaVersion.objects.select_related("area").in_bulk({version for _start, version, _name in rows})
    known = dict(zip(versions, as_then(versions.values()), strict=True)) if versions else {}
    found: dict[int, list[Area]] = {}
    for start, version, _name in rows:
        found.setdefault(start, []).append(known[version])
    return found


def way_on(area: int, day: date) -> list[str]:
    """Return the names from the city down to an area as they were on a day; empty if it did not exist. One query."""
    return [name for _start, _version, name in _above([area], day)]


def _above(areas: Iterable[int], day: date) -> list[tuple[int, int, str]]:
    """Return for each area the versions of a day from the city down to itself: area asked for, version, name."""
    keys, said = sorted(set(areas)), _said(day)
    if not keys:
        return []
    sql = ABOVE.format(keys=", ".join(["%s"] * len(keys)), deepest=DEEPEST)
    with connection.cursor() as cursor:
        cursor.execute(sql, [said, *keys, said, said])
        return cursor.fetchall()


def roots_on(reach: Reach, day: date) -> QuerySet[AreaVersion]:
    """Return where a person's tree of a day begins: the topmost areas of that day within his reach."""
    if reach.is_whole:
        return children_on(None, day)
    seen = versions_on(day).filter(reach.holds("area__"))
    return seen.exclude(Q(parent__isnull=False) & reach.holds("parent__")).order_by("code", "pk")


def sight(reach: Reach, area: Area, day: date) -> Sighting | None:
    """
    Return an area, in force today or not, as it was on a day; None for whom it is not there.

    A person may see what lies in his scope today, what has ended and went into it, and what lay in either that day.
    """
    lineage = lineages_on([area.pk], day).get(area.pk, [])
    seen = (each.pk in reach.forebears or each.path.startswith(tuple(reach.paths)) for each in (area, *lineage))
    return Sighting(area, lineage[-1] if lineage else None, lineage[:-1]) if any(seen) else None


def search_on(reach: Reach, text: str, day: date) -> QuerySet[AreaVersion]:
    """Return what was called so on a day, or had a code that begins so, within a person's reach."""
    sought = text.strip()
    if not sought:
        return AreaVersion.objects.none()
    lasting = list_in_force().filter(valid_from__lte=day)
    there = AreaVersion.objects.filter(on_day(day), area__in=search_areas(lasting, sought).order_by().values("pk"))
    found = there.filter(valid_to__isnull=True).values("pk").union(past_rows(sought).filter(on_day(day)).values("pk"))
    return versions_on(day).filter(reach.holds("area__"), pk__in=found).order_by("code", "pk")


def _said(day: date) -> Any:
    """Return a day as the database wants it."""
    return connection.ops.adapt_datefield_value(day)
