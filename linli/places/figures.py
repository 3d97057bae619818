"""What the room can count for rooms above (households, communities, compounds, buildings), and how to count below."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length, Substr

from linli.foundation.access import in_subtree
from linli.foundation.figures import Figure, Paths, Reading, Values
from linli.places.models import Area, AreaVersion, Tier
from linli.places.rules import Subtrees
from linli.places.terms import TierCode
from linli.values import Span, noop

Name = TypeVar("Name")
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


def in_force(span: Span, prefix: str = "") -> Q:
    """Return the condition that something dated holds on the last day of a span."""
    ends = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": span.last})
    return ends & Q(**{f"{prefix}valid_from__lte": span.last})


def count_within(
    rows: Mapping[Name, QuerySet], subtrees: Subtrees, *, path: str, count: Any = None
) -> Reading[dict[Name, dict[int, int]]]:
    """Return by name how many rows lie in each subtree, zero where none does. path: the column that says where."""
    found = {name: dict.fromkeys(subtrees.keys, 0) for name in rows}
    below = {name: some.filter(in_subtree(path, subtrees.root)).order_by() for name, some in rows.items()}
    parts = {
        (name, width): some.annotate(top=Substr(path, 1, width)).values_list("top").annotate(n=count or Count("pk"))
        for name, some in below.items()
        for width in subtrees.by_width
    }
    for (name, width), (top, number) in (yield parts):
        if top in subtrees.by_width[width]:
            found[name][subtrees.by_width[width][top]] = number
    return found


def _count_areas(codes: Collection[str], paths: Paths, spans: Sequence[Span]) -> Reading[dict[Span, Values]]:
    wanted = {
        (span, code): Area.objects.filter(in_force(span), tier__code=COUNTED[code]) for span in spans for code in codes
    }
    counted = yield from count_within(wanted, Subtrees(paths["area"]), path="path")
    return {span: {code: counted[span, code] for code in codes} for span in spans}


def _count_households(codes: Collection[str], paths: Paths, spans: Sequence[Span]) -> Reading[dict[Span, Values]]:
    """Return the households declared for an area, else the sum of its communities' if all of them declare any."""
    subtrees = Subtrees(paths["area"])
    rows = AreaVersion.objects.filter(in_subtree("area__path", subtrees.root)).annotate(width=Length("area__path"))
    which = {"tops": Q(width__in=list(subtrees.by_width)), "communities": Q(tier__code=TierCode.COMMUNITY)}
    parts = {
        (span, name): rows.filter(in_force(span), some).values_list("area__path", "households")
        for span in spans
        for name, some in which.items()
    }
    declared: dict[Any, list[tuple[Any, ...]]] = {name: [] for name in parts}
    for name, row in (yield parts):
        declared[name].append(row)
    return {
        span: dict.fromkeys(codes, _households(subtrees, dict(declared[span, "tops"]), declared[span, "communities"]))
        for span in spans
    }


def _households(
    subtrees: Subtrees, tops: Mapping[str, int | None], communities: Iterable[tuple[Any, ...]]
) -> dict[int, int]:
    """Return the households of subtrees from those declared, by path."""
    below: dict[int, list[int | None]] = {}
    for path, households in communities:
        for key in subtrees.holding(path):
            below.setdefault(key, []).append(households)
    found = {
        key: sum(known)
        for key, parts in below.items()
        if len(known := [n for n in parts if n is not None]) == len(parts)
    }
    return found | {key: own for key, path in subtrees.paths.items() if (own := tops.get(path)) is not None}


FIGURES = (
    Figure("places.households", noop("Households"), noop("households"), "area", _count_households, clause="002-4"),
    Figure("places.communities", noop("Communities"), noop("communities"), "area", _count_areas),
    Figure("places.compounds", noop("Residential compounds"), noop("compounds"), "area", _count_areas),
    Figure("places.buildings", noop("Buildings"), noop("buildings"), "area", _count_areas),
)
"""What the room offers; all as of the last day of the span."""
