"""
How evenly the communities develop: spread by dimension, and who needs help in which. Sources: 000-3, 000-30. Pure.

Shares are in basis points: points reached of full marks, 10 000 is all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.appraisals.rules.points import half_up, in_percent, root_half_up
from linli.values import Reason, noop

ALL = 10_000


@dataclass(frozen=True, slots=True)
class HelpPolicy:
    """Who needs help in a dimension: below a floor, or so far below the mean of all; both shares in basis points."""

    floor: int
    below_mean: int


@dataclass(frozen=True, slots=True)
class Dispersion:
    """
    How far apart subjects are in one dimension. variation: standard deviation over mean; both it and Gini as shares.

    strongest: whose share is the highest: from whom others may learn (000-4).
    """

    dimension: str
    count: int
    mean: int
    lowest: int
    highest: int
    variation: int | None
    gini: int | None
    strongest: tuple[int, ...]
    reason: Reason

    @property
    def range(self) -> int:
        """Return the distance from the lowest to the highest share."""
        return self.highest - self.lowest


@dataclass(frozen=True, slots=True)
class Need:
    """That a subject needs help in a dimension. gap: below the mean of all, negative if above."""

    subject: int
    dimension: str
    share: int
    gap: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Balance:
    """Dimensions from the most uneven to the most even, and needs from the lowest share on."""

    dispersions: tuple[Dispersion, ...]
    needs: tuple[Need, ...]


def balance_of(by_subject: Mapping[int, Mapping[str, tuple[int, int]]], policy: HelpPolicy) -> Balance:
    """Return how even it is. by_subject: subject -> dimension -> (points, full marks), as `Totals.by_dimension`."""
    shares: dict[str, dict[int, int]] = {}
    for subject in sorted(by_subject):
        for dimension, (points, full) in by_subject[subject].items():
            if full > 0:
                shares.setdefault(dimension, {})[subject] = half_up(ALL * points, full)
    found = [_dispersion(dimension, of_subject) for dimension, of_subject in shares.items()]
    needs = [need for one in found for need in _needs(one, shares[one.dimension], policy)]
    return Balance(
        tuple(sorted(found, key=lambda one: (-(one.gini or 0), one.dimension))),
        tuple(sorted(needs, key=lambda need: (need.share, need.subject, need.dimension))),
    )


def gini_of(shares: Sequence[int]) -> int | None:
    """Return the Gini coefficient in basis points: 0 if all are equal; None of nothing. Shares below 0 count as 0."""
    ordered = sorted(max(0, share) for share in shares)
    total, count = sum(ordered), len(ordered)
    if not total:
        return None
    weighted = sum(place * share for place, share in enumerate(ordered, 1))
    return half_up(ALL * (2 * weighted - (count + 1) * total), count * total)


def _dispersion(dimension: str, of_subject: Mapping[int, int]) -> Dispersion:
    """Return how far apart subjects are in a dimension."""
    shares = list(of_subject.values())
    count, total = len(shares), sum(shares)
    mean, lowest, highest = half_up(total, count), min(shares), max(shares)
    deviation = root_half_up(count * sum(share * share for share in shares) - total * total, count * count)
    gini = gini_of(shares)
    text = noop("“%(dimension)s”: between %(low)s %% and %(high)s %% of the points, %(mean)s %% on average.")
    params = {
        "dimension": dimension,
        "low": in_percent(lowest),
        "high": in_percent(highest),
        "mean": in_percent(mean),
    }
    return Dispersion(
        dimension=dimension,
        count=count,
        mean=mean,
        lowest=lowest,
        highest=highest,
        variation=half_up(ALL * deviation, mean) if mean > 0 else None,
        gini=gini,
        strongest=tuple(subject for subject, share in of_subject.items() if share == highest),
        reason=Reason("appraisals.dispersion", text, params),
    )


def _needs(found: Dispersion, of_subject: Mapping[int, int], policy: HelpPolicy) -> list[Need]:
    """Return who needs help in a dimension."""
    needs = []
    for subject, share in of_subject.items():
        gap = found.mean - share
        params = {
            "dimension": found.dimension,
            "share": in_percent(share),
            "gap": in_percent(abs(gap)),
            "floor": in_percent(policy.floor),
        }
        if share < policy.floor:
            text = noop("“%(dimension)s”: %(share)s %% of the points, below the floor of %(floor)s %%.")
        elif gap >= policy.below_mean:
            text = noop("“%(dimension)s”: %(share)s %% of the points, %(gap)s percentage points below the mean of all.")
        else:
            continue
        needs.append(Need(subject, found.dimension, share, gap, Reason("appraisals.need", text, params)))
    return needs
