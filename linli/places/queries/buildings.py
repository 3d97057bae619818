"""Buildings of an area: their list, their sums, their rows for the list that comes back."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from linli.places import rules
from linli.places.models import Area, BuildingFacts
from linli.places.rules import cells
from linli.places.rules.buildings import use_word
from linli.places.terms import BuildingUse, TierCode

from .reach import in_subtree, list_in_force

AT_ONCE = 500


def list_buildings(area: Area, *, search: str = "", use: str = "", missing: str = "") -> QuerySet[Area]:
    """
    Return the buildings in force in an area with their facts and the place each lies in.

    search: in the name, the address, the number; missing: only those without a point ("point") or dwellings
    ("dwellings").
    """
    rows = list_in_force().filter(in_subtree(area.path), tier__code=TierCode.BUILDING)
    if text := search.strip():
        rows = rows.filter(Q(name__contains=text) | Q(facts__address__contains=text) | Q(facts__code__startswith=text))
    if use:
        rows = rows.filter(facts__use=use)
    if missing == "point":
        rows = rows.filter(longitude__isnull=True)
    elif missing == "dwellings":
        rows = rows.filter(facts__dwellings__isnull=True)
    structure = {name: F(f"facts__{name}") for name in ("storeys", "year_built", "dwellings")}
    return rows.annotate(**structure).select_related("parent", "facts")


def building_sums(area: Area) -> dict[str, int]:
    """Return how many buildings lie in an area, and the sums of their dwellings and households; one query."""
    rows = Area.objects.filter(in_subtree(area.path), valid_to__isnull=True, tier__code=TierCode.BUILDING)
    found = rows.aggregate(
        buildings=Count("pk"),
        dwellings=Coalesce(Sum("facts__dwellings"), 0),
        households=Coalesce(Sum("households"), 0),
    )
    return {name: int(value) for name, value in found.items()}


def sums_beside(area: Area) -> dict[str, int | None]:
    """Return the sums of an area's buildings, and by how much the households declared exceed them; None if unsaid."""
    sums = building_sums(area)
    is_told = area.households is not None and sums["buildings"] > 0
    return {**sums, "difference": (area.households or 0) - sums["households"] if is_told else None}


def structure_of(building: Area) -> BuildingFacts:
    """Return the facts of a building, empty ones where nobody has given any."""
    try:
        return building.facts
    except BuildingFacts.DoesNotExist:
        return BuildingFacts()


def building_rows(buildings: QuerySet[Area]) -> Iterator[dict[str, Any]]:
    """Yield the buildings as rows of the list that an import takes back, in the order of the tree."""
    homes: dict[str, Area] = {}
    communities = list_in_force().filter(tier__code=TierCode.COMMUNITY)
    for building in buildings.order_by("path").iterator(chunk_size=AT_ONCE):
        path = next((path for path in reversed(rules.lineage(building.path)) if path in homes), "")
        if not path:
            found = communities.filter(path__in=rules.lineage(building.path)).first()
            if found is None:
                continue
            path, homes[found.path] = found.path, found
        yield _row(building, homes[path])


def _row(building: Area, community: Area) -> dict[str, Any]:
    """Return one building as a row."""
    facts, parent = structure_of(building), building.parent
    said = {name: getattr(facts, name) for name in ("storeys", "year_built", "dwellings", "stairwells")}
    return said | {
        "code": facts.code,
        "name": building.name,
        "address": facts.address,
        "community_code": community.code,
        "community": community.name,
        "compound": parent.name if parent is not None and parent.pk != community.pk else "",
        "use": use_word(BuildingUse(facts.use)) if facts.use else "",
        "households": building.households,
        "longitude": building.longitude,
        "latitude": building.latitude,
    }


def grid_rows(area: Area, object_class: str) -> Iterator[dict[str, Any]]:
    """
    Yield the cells of an area's communities with their codes of twenty digits; number 00 for a community without any.

    object_class: the six digits of the class that the codes are for (CJ/T 348). Communities without an official code
    are left out.
    """
    below = list_in_force().filter(in_subtree(area.path))
    communities = list(below.filter(tier__code=TierCode.COMMUNITY).order_by("code"))
    rows: dict[int, list[Area]] = {}
    for cell in below.filter(tier__code=TierCode.GRID).order_by("code"):
        rows.setdefault(cell.parent_id or 0, []).append(cell)
    for community in communities:
        if not (community.code.isdecimal() and len(community.code) == rules.UNIT_DIGITS):
            continue
        whole = [(cells.cell_code(community.code, cells.UNDIVIDED), community.name)]
        each = [(cell.code, cell.name) for cell in rows.get(community.pk, [])] or whole
        for code, name in each:
            said = {"community_code": community.code, "community": community.name, "name": name, "kept": code}
            yield said | {"code": cells.exported_code(code, object_class)}


def homes_of(buildings: list[Area]) -> dict[int, Area]:
    """Return the community of each building by primary key; one query."""
    steps = {path for building in buildings for path in rules.lineage(building.path)}
    rows = Area.objects.filter(path__in=steps, tier__code=TierCode.COMMUNITY)
    by_path = {area.path: area for area in rows}
    found = {}
    for building in buildings:
        home = next((by_path[path] for path in rules.lineage(building.path) if path in by_path), None)
        if home is not None:
            found[building.pk] = home
    return found
