"""How alike two texts are: shared pairs of neighbouring characters."""

from itertools import pairwise


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters and digits of a text, case folded."""
    kept = [char for char in text.casefold() if char.isalnum()]
    return frozenset(left + right for left, right in pairwise(kept))


def likeness(one: str, other: str) -> float:
    """Return the share of common pairs (Dice), from 0 to 1; texts without pairs are like nothing."""
    left, right = pairs_of(one), pairs_of(other)
    if not left or not right:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))
