"""How much of the network is filled: by tier and kind of post, for an area, its parts, and over time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Sum
from django.db.models.functions import Substr

from linli.network import rules
from linli.network.models import NetworkTier, Posting, PostKind
from linli.network.queries.kinds import list_kinds, list_network_tiers
from linli.network.queries.needs import list_needs
from linli.network.queries.policy import get_policy
from linli.network.rules import Coverage, Spot, Stretch
from linli.network.terms import CoverageLight, Expectation
from linli.places import queries as places

STEP = 4
POINTS = 13


@dataclass(frozen=True, slots=True)
class KindCoverage:
    """How much of one kind of post is filled; held: all who hold it, also more than are needed."""

    kind: PostKind
    coverage: Coverage
    held: int


@dataclass(frozen=True, slots=True)
class TierCoverage:
    """How much of one tier of the network is filled, and how that stands against what is aimed at."""

    tier: NetworkTier
    kinds: tuple[KindCoverage, ...]
    target: Fraction | None
    clause: str
    light: CoverageLight

    @property
    def coverage(self) -> Coverage:
        """Return all kinds taken together."""
        return rules.total(each.coverage for each in self.kinds)

    @property
    def percent(self) -> str | None:
        """Return the target in percent, None without one."""
        return None if self.target is None else rules.in_percent(self.target)

    @property
    def held(self) -> int:
        """Return how many posts are held."""
        return sum(each.held for each in self.kinds)


Counts = Mapping[int, tuple[Coverage, int]]
"""By key of a kind of post: coverage, and how many hold it."""


@dataclass(frozen=True, slots=True)
class Part:
    """An area directly below another one, and how much of the network in it is filled."""

    area: places.Area
    tiers: tuple[TierCoverage, ...]

    @property
    def coverage(self) -> Coverage:
        """Return all tiers taken together."""
        return rules.total(each.coverage for each in self.tiers)


def coverage(area: places.Area, on: date, kinds: Iterable[PostKind] | None = None) -> tuple[TierCoverage, ...]:
    """
    Return how much of the network in an area was filled on a day, for every tier and kind of post.

    Three queries, whatever the area. kinds: only these; otherwise all in use.
    """
    chosen = list(list_kinds() if kinds is None else kinds)
    counts = _count(area.path, on, chosen, len(area.path))
    return _judge(list(list_network_tiers()), chosen, counts.get(area.path, {}), on)


def coverage_of_children(
    area: places.Area, on: date, kinds: Iterable[PostKind] | None = None
) -> tuple[tuple[TierCoverage, ...], list[Part]]:
    """Return the coverage of an area on a day and that of each area directly below it, by code; four queries."""
    kinds, tiers = list(list_kinds() if kinds is None else kinds), list(list_network_tiers())
    counts = _count(area.path, on, kinds, len(area.path) + STEP)
    whole = _judge(tiers, kinds, _sum(counts.values()), on)
    children = places.list_children(area)
    return whole, [Part(child, _judge(tiers, kinds, counts.get(child.path, {}), on)) for child in children]


def coverage_trend(
    area: places.Area,
    on: date,
    kinds: Iterable[PostKind] | None = None,
    *,
    days: int = 365,
    points: int = POINTS,
) -> tuple[list[date], dict[int, list[Coverage]]]:
    """
    Return how coverage stood on evenly spread days up to a day: the days, and by number of a tier of the network the
    coverage on each of them. What was needed and who held it both count as of the day; three queries.
    """
    when = rules.days_of(on, days, points)
    expecting = [kind for kind in kinds or list_kinds() if kind.expectation != Expectation.NONE]
    return when, rules.series(_spots(area, expecting, when[0]), when)


def _count(path: str, on: date, kinds: Iterable[PostKind], width: int) -> dict[str, Counts]:
    """Return by the beginning of the path, `width` signs long, what is filled of every kind of post; one query."""
    rows = list_needs(on, path=path, kinds=kinds).order_by().annotate(top=Substr("area__path", 1, width))
    sums = rows.values_list("top", "post").annotate(Sum("filled"), Sum("need"), Sum("held"))
    found: dict[str, dict[int, tuple[Coverage, int]]] = defaultdict(dict)
    for top, post, filled, need, held in sums:
        found[top][post] = Coverage(filled, need), held
    return dict(found)


def _sum(parts: Iterable[Counts]) -> Counts:
    """Return several counts taken together."""
    found: dict[int, tuple[Coverage, int]] = {}
    for part in parts:
        for post, (more, held) in part.items():
            so_far, before = found.get(post, (Coverage(), 0))
            found[post] = so_far + more, before + held
    return found


def _judge(
    tiers: Sequence[NetworkTier], kinds: Sequence[PostKind], counts: Counts, on: date
) -> tuple[TierCoverage, ...]:
    """Return the tiers with their kinds, what they aim at and how they stand."""
    policy = get_policy()
    found = []
    for tier in tiers:
        own = [kind for kind in kinds if kind.network_tier_id == tier.pk]
        parts = tuple(KindCoverage(kind, *counts.get(kind.pk, (Coverage(), 0))) for kind in own)
        aim = policy.target(tier.number, on)
        target = Fraction(tier.target_share) if tier.target_share is not None else aim.share if aim else None
        light = rules.light(rules.total(each.coverage for each in parts), target, policy.judging(on).near)
        clause = aim.clause if aim and tier.target_share is None else ""
        found.append(TierCoverage(tier, parts, target, clause, light))
    return tuple(found)


def _spots(area: places.Area, kinds: Sequence[PostKind], first: date) -> Iterator[tuple[int, Spot]]:
    """Yield every place that needed a post at any time since a day, by the number of its tier of the network."""
    held: dict[tuple[int, int], list[Stretch]] = defaultdict(list)
    below = places.in_subtree(area.path, "area__path")
    postings = Posting.objects.filter(below, kind__in=[kind.pk for kind in kinds]).exclude(valid_to__lte=first)
    rows = postings.values_list("area_id", "kind_id", "valid_from", "valid_to", "organisation__valid_to")
    for where, kind_id, since, until, gone in rows:
        ends = [day for day in (until, gone) if day is not None]
        held[where, kind_id].append(Stretch(since, min(ends, default=None)))
    by_tier: dict[int, list[PostKind]] = defaultdict(list)
    for kind in kinds:
        by_tier[kind.area_tier_id].append(kind)
    versions = places.AreaVersion.objects.filter(below, tier__in=list(by_tier)).exclude(valid_to__lte=first)
    needed: dict[tuple[int, int], list[tuple[int | None, date, date | None]]] = defaultdict(list)
    for where, tier, households, since, until in versions.values_list(
        "area_id", "tier_id", "households", "valid_from", "valid_to"
    ):
        needed[where, tier].append((households, since, until))
    for (where, tier), facts in needed.items():
        for kind in by_tier[tier]:
            stretches = [Stretch(since, until, rules.expected(kind, households)) for households, since, until in facts]
            yield kind.network_tier.number, Spot(stretches, held.get((where, kind.pk), ()))
