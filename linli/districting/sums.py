"""Which sums whole units can make: dynamic programming over bits, the unit's place in the map left aside."""

from collections.abc import Iterable


def sums_of(values: Iterable[int], limit: int, first: int = 0) -> int:
    """Return the sums up to `limit` of some of the values plus `first`, as bits: bit s is set if s can be made."""
    mask = (1 << (limit + 1)) - 1
    sums = (1 << first) & mask
    for value in values:
        if 0 < value <= limit:
            sums |= (sums << value) & mask
    return sums


def largest(sums: int, low: int) -> int | None:
    """Return the largest sum of at least `low`, if any."""
    top = sums.bit_length() - 1
    return top if top >= low else None


def smallest(sums: int, low: int) -> int | None:
    """Return the smallest sum of at least `low`, if any."""
    rest = sums >> low
    return low + (rest & -rest).bit_length() - 1 if rest else None
