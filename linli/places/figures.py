"""What the room can count for rooms above (households, communities, compounds, buildings), and how to count below."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length, Substr

from linli.foundation.access import in_subtree
from linli.foundation.figures import Figure
from linli.places.models import Area, AreaVersion, Tier
from linli.places.rules import Subtrees
from linli.places.terms import TierCode
from linli.values import Span, noop

KEYS_AT_ONCE = 900
COUNTED = {
    "places.communities": TierCode.COMMUNITY,
    "places.compounds": TierCode.COMPOUND,
    "places.buildings": TierCode.BUILDING,
}


def paths_of(keys: Iterable[int], *, below: str = "") -> dict[int, str]:
    """Return the paths of areas by their keys; below: only of those whose tier is lower than the one of that code."""
    wanted = sorted(set(keys))
    paths: dict[int, str] = {}
    lower = Q(tier__order__gt=Tier.objects.filter(code=below).values("order")) if below else Q()
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        some = Area.objects.filter(lower, pk__in=wanted[start : start + KEYS_AT_ONCE])
        paths |= dict(some.values_list("pk", "path"))
    return paths


def subtrees_of(keys: Iterable[int]) -> Subtrees:
    """Return the subtrees of areas by their keys."""
    return Subtrees(paths_of(keys))


def in_force(span: Span, prefix: str = "") -> Q:
    """Return the condition that something dated holds on the last day of a span."""
    ends = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": span.last})
    return ends & Q(**{f"{prefix}valid_from__lte": span.last})


def count_within(rows: QuerySet, subtrees: Subtrees, *, path: str, count: Any = None) -> dict[int, int]:
    """Return how many rows lie in each subtree, zero where none does. path: the column that says where a row lies."""
    found = dict.fromkeys(subtrees.keys, 0)
    below = rows.filter(in_subtree(path, subtrees.root)).order_by()
    for width, keys in subtrees.by_width.items():
        tops = below.annotate(top=Substr(path, 1, width)).values_list("top")
        for top, number in tops.annotate(number=count or Count("pk")):
            if top in keys:
                found[keys[top]] = number
    return found


def _count_areas(codes: Collection[str], keys: Collection[int], span: Span) -> dict[str, dict[int, int]]:
    subtrees = subtrees_of(keys)
    there = Area.objects.filter(in_force(span))
    return {code: count_within(there.filter(tier__code=COUNTED[code]), subtrees, path="path") for code in codes}


def _count_households(codes: Collection[str], keys: Collection[int], span: Span) -> dict[str, Mapping[int, int]]:
    """Return the households declared for an area, else the sum of its communities' if all of them declare any."""
    subtrees = subtrees_of(keys)
    rows = AreaVersion.objects.filter(in_force(span), in_subtree("area__path", subtrees.root))
    tops = Q(width__in=list(subtrees.by_width)) | Q(tier__code=TierCode.COMMUNITY)
    facts = rows.annotate(width=Length("area__path")).filter(tops)
    own: dict[str, int] = {}
    below: dict[int, list[int | None]] = {}
    for path, tier, households in facts.values_list("area__path", "tier__code", "households"):
        if households is not None:
            own[path] = households
        if tier == TierCode.COMMUNITY:
            for key in subtrees.holding(path):
                below.setdefault(key, []).append(households)
    found = {
        key: sum(known)
        for key, parts in below.items()
        if len(known := [n for n in parts if n is not None]) == len(parts)
    }
    found |= {key: own[path] for keys in subtrees.by_width.values() for path, key in keys.items() if path in own}
    return dict.fromkeys(codes, found)


FIGURES = (
    Figure("places.households", noop("Households"), noop("households"), "area", _count_households, clause="002-4"),
    Figure("places.communities", noop("Communities"), noop("communities"), "area", _count_areas),
    Figure("places.compounds", noop("Residential compounds"), noop("compounds"), "area", _count_areas),
    Figure("places.buildings", noop("Buildings"), noop("buildings"), "area", _count_areas),
)
"""What the room offers; all as of the last day of the span."""
