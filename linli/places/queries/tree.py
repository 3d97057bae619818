"""The tree: what lies above and below an area, and how much of it."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet, Sum

from linli.places import rules
from linli.places.models import Area, Tier

from .reach import get_tier, in_subtree, list_in_force, list_tiers

TREE_LIMIT = 2_000


def list_children(area: Area | None) -> QuerySet[Area]:
    """Return the areas in force directly below the area; the cities for None."""
    return list_in_force().filter(parent=area).order_by("code", "path")


def with_child_counts(areas: QuerySet[Area]) -> QuerySet[Area]:
    """Return the areas with `child_count` and `child_households`: how many lie directly below, and their sum."""
    in_force = Q(children__valid_to__isnull=True)
    return areas.annotate(
        child_count=Count("children", filter=in_force), child_households=Sum("children__households", filter=in_force)
    )


def get_ancestors(area: Area) -> list[Area]:
    """Return the areas above, the city first; the area itself is not among them."""
    above = rules.lineage(area.path)[:-1]
    return list(Area.objects.filter(path__in=above).select_related("tier").order_by("path"))


def lineages_of(areas: Iterable[Area]) -> dict[int, list[Area]]:
    """Return the areas above each of these, the city first, by primary key; one query for all."""
    areas = list(areas)
    wanted = {path for area in areas for path in rules.lineage(area.path)[:-1]}
    by_path = {area.path: area for area in Area.objects.filter(path__in=wanted)}
    return {area.pk: [by_path[path] for path in rules.lineage(area.path)[:-1] if path in by_path] for area in areas}


def get_tree(area: Area | None = None, *, deepest: str = "community") -> list[Area]:
    """Return the areas in force of a subtree in tree order, down to the tier named; at most 2 000."""
    areas = list_in_force().filter(in_subtree(area.path if area else ""))
    return list(areas.filter(tier__order__lte=get_tier(deepest).order)[:TREE_LIMIT])


def count_by_tier(area: Area | None = None) -> dict[str, int]:
    """Return how many areas in force each tier has in the subtree, the area itself included, the highest tier first."""
    rows = Area.objects.filter(in_subtree(area.path if area else ""), valid_to__isnull=True)
    counts = rows.values_list("tier__code").annotate(count=Count("pk")).order_by("tier__order")
    return dict(counts)


def count_tiers(areas: QuerySet[Area]) -> list[tuple[Tier, int]]:
    """Return how many of these areas each tier has, the highest first, tiers without any left out."""
    counts = dict(areas.order_by().values_list("tier").annotate(count=Count("pk")))
    return [(tier, counts[tier.pk]) for tier in list_tiers() if tier.pk in counts]


def household_sums(area: Area) -> dict[str, int | None]:
    """Return the households declared for the area and the sum of those declared directly below it."""
    below = Area.objects.filter(parent=area, valid_to__isnull=True).aggregate(total=Sum("households"))
    return {"declared": area.households, "sum": below["total"]}
