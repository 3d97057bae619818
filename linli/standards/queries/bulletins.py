"""The bulletin of acceptances (001-28: timely bulletins): totals, who passed, and which items are weakest."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from linli.places import queries as places
from linli.standards.models import Acceptance, Finding, StandardVersion
from linli.standards.queries.acceptances import judged, list_acceptances
from linli.standards.queries.items import Item, scored_items
from linli.standards.rules.acceptance import passes
from linli.standards.terms import AcceptanceState, ItemKind, Outcome, ScorerKind

WEAKEST = 10


@dataclass(frozen=True, slots=True)
class Weak:
    """An item over all results: how many had a value, and what share of its points, or of passes, was lost (0 to 1)."""

    item: Item
    judged: int
    lost: Fraction

    @property
    def percent(self) -> str:
        """Return the share lost in percent, with one decimal."""
        return f"{float(100 * self.lost):.1f}"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What the acceptances of a year against one version come to, for those whom the reader may see."""

    version: StandardVersion
    year: int
    counts: dict[str, int]
    met: tuple[Acceptance, ...]
    not_met: tuple[Acceptance, ...]
    weakest: tuple[Weak, ...]

    @property
    def opened(self) -> int:
        """Return how many acceptances there are in all."""
        return sum(self.counts.values())

    @property
    def decided(self) -> int:
        """Return how many have a result."""
        return self.counts.get(AcceptanceState.DECIDED, 0)

    @property
    def met_percent(self) -> str:
        """Return the share of results that meet the standard, in percent; nothing of nothing is a dash."""
        return f"{100 * len(self.met) / self.decided:.1f}" if self.decided else "–"


def bulletin_of(user: Any, *, version: StandardVersion, year: int, area: places.Area | None = None) -> Bulletin:
    """Return the bulletin; five statements however many there are."""
    rows = list_acceptances(user, year=year, area=area).filter(version=version)
    found = list(rows.order_by("subject__area__path", "pk"))
    decided = [row for row in found if row.state is AcceptanceState.DECIDED]
    return Bulletin(
        version=version,
        year=year,
        counts=dict(Counter(row.state.value for row in found)),
        met=tuple(
            sorted((row for row in decided if row.outcome is Outcome.MET), key=lambda row: -(row.centipoints or 0))
        ),
        not_met=tuple(row for row in decided if row.outcome is Outcome.NOT_MET),
        weakest=_weakest(version, decided),
    )


def list_bulletins(user: Any) -> list[tuple[StandardVersion, int]]:
    """Return the versions and years for which the user sees acceptances, newest first."""
    rows = list_acceptances(user).order_by().values_list("version", "year").distinct()
    versions = StandardVersion.objects.select_related("standard").in_bulk({version for version, _year in rows})
    pairs = [(versions[version], year) for version, year in rows]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0].standard.name, -pair[0].number))


def _weakest(version: StandardVersion, decided: Sequence[Acceptance]) -> tuple[Weak, ...]:
    """Return the items that lost most, those that lost nothing left out."""
    items = {item.id: item for item in scored_items(version)}
    lost: dict[int, list[Fraction]] = defaultdict(list)
    for finding in _newest(decided):
        item = items[finding.item_id]
        if (share := _lost(item, finding)) is not None:
            lost[item.id].append(share)
    weak = [Weak(items[key], len(shares), sum(shares, Fraction()) / len(shares)) for key, shares in lost.items()]
    ordered = sorted((each for each in weak if each.lost), key=lambda each: (-each.lost, each.item.code))
    return tuple(ordered[:WEAKEST])


def _newest(decided: Sequence[Acceptance]) -> list[Finding]:
    """Return the findings that counted: the records', else the team's newest."""
    keys = [row.pk for row in decided]
    sides = (ScorerKind.TEAM, ScorerKind.SYSTEM)
    found: dict[tuple[int, int], Finding] = {}
    for finding in Finding.objects.filter(acceptance__in=keys, side__in=sides).order_by("pk"):
        before = found.get((finding.acceptance_id, finding.item_id))
        if before is None or before.side is not ScorerKind.SYSTEM:
            found[finding.acceptance_id, finding.item_id] = finding
    return list(found.values())


def _lost(item: Item, finding: Finding) -> Fraction | None:
    """Return the share of an item that a finding lost; None without a value."""
    if item.kind is ItemKind.POINTS:
        return (
            None
            if finding.centipoints is None
            else Fraction(item.max_centipoints - finding.centipoints, item.max_centipoints)
        )
    asked = judged(item)
    met = passes(asked.kind, asked.rule_kind, asked.rule, finding.value)
    return None if met is None else Fraction(int(not met))
