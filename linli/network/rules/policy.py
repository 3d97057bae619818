"""Dated numbers of the policy: targets of tiers, what is doubted, how long data are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """The share a tier aims at from a day on, and the clause that says so."""

    valid_from: date
    tiers: tuple[int, ...]
    share: Fraction
    clause: str


@dataclass(frozen=True, slots=True)
class Judging:
    """How near is near, and when a figure lies too unevenly; see linli/policy/network.toml."""

    valid_from: date
    near: Fraction
    uneven_factor: Fraction
    uneven_least: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many days after the last post data are kept, and which text people agree to."""

    valid_from: date
    days: int
    consent: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything the policy file says, each list by day."""

    targets: tuple[Target, ...]
    judgings: tuple[Judging, ...]
    keepings: tuple[Keeping, ...]

    def target(self, tier: int, on: date) -> Target | None:
        """Return what a tier of the network aims at on a day, None if nothing."""
        return _last([each for each in self.targets if tier in each.tiers and each.valid_from <= on])

    def next_target(self, tier: int, on: date) -> Target | None:
        """Return what a tier will aim at next after a day, None if nothing else is decided."""
        later = [each for each in self.targets if tier in each.tiers and each.valid_from > on]
        return min(later, key=lambda each: each.valid_from, default=None)

    def judging(self, on: date) -> Judging:
        """Return how figures are judged on a day."""
        return max((each for each in self.judgings if each.valid_from <= on), key=lambda each: each.valid_from)

    def keeping(self, on: date) -> Keeping:
        """Return how long data are kept on a day."""
        return max((each for each in self.keepings if each.valid_from <= on), key=lambda each: each.valid_from)


def read_policy(data: Mapping[str, Any]) -> Policy:
    """Return the policy of a parsed file. Raises KeyError or ValueError where it is incomplete."""
    return Policy(
        tuple(
            Target(row["valid_from"], tuple(row["tiers"]), _share(row["share"]), row["clause"])
            for row in data["target"]
        ),
        tuple(
            Judging(row["valid_from"], _share(row["near"]), _share(row["uneven_factor"]), row["uneven_least"])
            for row in data["judging"]
        ),
        tuple(Keeping(row["valid_from"], row["days"], row["consent"]) for row in data["keeping"]),
    )


def _share(parts: Sequence[int]) -> Fraction:
    """Return a share written as [parts, whole]."""
    return Fraction(*parts)


def _last(found: Sequence[Target]) -> Target | None:
    return max(found, key=lambda each: each.valid_from, default=None)
