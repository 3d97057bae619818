"""Bands of size: how many households a community may have, by which rule. Pure."""

from dataclasses import dataclass

from linli.values import noop


@dataclass(frozen=True, slots=True)
class Band:
    """Bounds of households, both included, with their source and what people call it."""

    code: str
    low: int
    high: int
    label: str
    source: str


LAW = Band("law", 1000, 3000, noop("Organic Law, in force 2026-01-01: 1 000 to 3 000"), "today.md 0.1")
DOCUMENT_002 = Band("document_002", 1500, 3500, noop("Split of oversize communities: 1 500 to 3 500"), "002-1")
DOCUMENT_001 = Band("document_001", 1000, 2000, noop("Building of communities: 1 000 to 2 000"), "001-7")
PRESETS = (LAW, DOCUMENT_002, DOCUMENT_001)
OVERSIZE = 6000
"""Households above which a community must be split or explained (002-1; today.md 0.1)."""


def needs_reason(low: int, high: int) -> bool:
    """Return whether bounds leave the law's band, so that a reason must be given."""
    return low < LAW.low or high > LAW.high


def possible_counts(households: int, low: int, high: int) -> range:
    """Return how many communities a number of households can be divided into within the bounds; empty if none."""
    return range(max(1, -(-households // high)), households // low + 1)
