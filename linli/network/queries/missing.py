"""What is missing: areas that need more holders of a post than there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from linli.network.models import PostKind
from linli.network.queries.kinds import list_kinds
from linli.network.queries.needs import list_needs
from linli.places import queries as places

MISSING_ORDER = ("post_order", "post", "area__path")
"""How pages walk the list."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A post that is not filled: its kind, the area, the areas above it, and how many are there of how many."""

    kind: PostKind
    area: places.Area
    above: list[places.Area]
    held: int
    need: int


def list_missing(area: places.Area, on: date, *, kinds: Iterable[PostKind] | None = None) -> QuerySet[Any]:
    """
    Return what is missing in an area on a day, for `paging.page` in `MISSING_ORDER`; rows that `gaps_of` reads.

    kinds: only these kinds of posts; otherwise all in use.
    """
    rows = list_needs(on, path=area.path, kinds=kinds).filter(held__lt=F("need"))
    return rows.values("area_id", "area__path", "post", "post_order", "held", "need")


def gaps_of(rows: Iterable[Mapping[str, Any]]) -> list[Gap]:
    """Return rows of `list_missing` with their kinds and areas; three queries, however many rows."""
    rows = list(rows)
    kinds = {kind.pk: kind for kind in list_kinds(every=True)} if rows else {}
    keys = {row["area_id"] for row in rows}
    areas = {area.pk: area for area in places.Area.objects.filter(pk__in=keys).select_related("tier")}
    above = places.lineages_of(areas.values()) if areas else {}
    return [
        Gap(kinds[row["post"]], areas[row["area_id"]], above[row["area_id"]], row["held"], row["need"]) for row in rows
    ]
