"""
Comparing what is in force with a newer official list: events with their reasons, grouped, nothing decided.

The comparison is pure and deterministic: the same two trees give the same proposals in the same order.
"""

from collections.abc import Iterable

from .grouping import group
from .heirs import Heir
from .matching import match
from .places import LEVELS, Key, Place, grow
from .proposing import Comparison, Proposal, propose


def compare(old: Iterable[Place], new: Iterable[Place]) -> Comparison:
    """Return what became of the areas in force (`old`, keys are numbers) in a newer list (`new`, keys are codes)."""
    found = propose(match(grow(old), grow(new)))
    found.proposals, found.groups = group(found.pairs, found.proposals)
    return found


__all__ = ["LEVELS", "Comparison", "Heir", "Key", "Place", "Proposal", "compare"]
