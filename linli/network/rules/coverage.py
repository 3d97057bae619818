"""Coverage: how many posts a territory needs, how many of them are filled, and how that stands against a target."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from linli.network.terms import CoverageLight, Expectation

Place = TypeVar("Place")
TENTH = Decimal("0.1")


class Needing(Protocol):
    """What says how many holders an area needs: a kind of post."""

    @property
    def expectation(self) -> str:
        """Which way of counting."""

    @property
    def number(self) -> int | None:
        """For how many households one is needed."""


def expected(kind: Needing, households: int | None) -> int:
    """
    Return how many holders one area of the kind's tier needs.

    households: of the area; where it is said that nobody lives (a park, a school), nobody is needed. None is unknown,
    and counts as one, because nobody builds a building for none.
    Sources: 004-2 (a steward for every building), 004-3 (key households by households).
    """
    if kind.expectation == Expectation.NONE or households == 0:
        return 0
    if kind.expectation == Expectation.EACH:
        return 1
    return -(-(1 if households is None else households) // (kind.number or 1))


@dataclass(frozen=True, slots=True)
class Coverage:
    """So many posts filled of so many expected."""

    filled: int = 0
    expected: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        """Return both taken together."""
        return Coverage(self.filled + other.filled, self.expected + other.expected)

    @property
    def share(self) -> Fraction | None:
        """Return filled by expected, None where nothing is expected."""
        return Fraction(self.filled, self.expected) if self.expected else None

    @property
    def missing(self) -> int:
        """Return how many are not filled."""
        return self.expected - self.filled

    @property
    def percent(self) -> Decimal | None:
        """Return the share in percent to one place, never rounded up: 100.0 means that nothing is missing."""
        if not self.expected:
            return None
        return (Decimal(100 * self.filled) / self.expected).quantize(TENTH, ROUND_DOWN)

    @property
    def text(self) -> str:
        """Return the sum as people write it: "18/19 = 94.7 %"; only the parts where nothing is expected."""
        sum_ = f"{self.filled}/{self.expected}"
        return sum_ if self.percent is None else f"{sum_} = {self.percent} %"


def in_percent(share: Fraction) -> str:
    """Return a share in percent with no more places than it needs, two at most."""
    return f"{float(100 * share):.2f}".rstrip("0").rstrip(".")


def cover(filled: Mapping[Place, int], needed: Mapping[Place, int]) -> Coverage:
    """
    Return the coverage of many places.

    Of each place at most what it needs is counted: a second steward of one building fills no other's gap.
    """
    return Coverage(sum(min(filled.get(place, 0), need) for place, need in needed.items()), sum(needed.values()))


def total(parts: Iterable[Coverage]) -> Coverage:
    """Return all parts taken together."""
    return sum(parts, Coverage())


def light(coverage: Coverage, target: Fraction | None, near: Fraction) -> CoverageLight:
    """Return how coverage stands. target: what is aimed at, None if nothing is; near: how far below is nearly there."""
    share = coverage.share
    if share is None or target is None:
        return CoverageLight.GREY
    if share >= target:
        return CoverageLight.GREEN
    return CoverageLight.YELLOW if share >= target - near else CoverageLight.RED
