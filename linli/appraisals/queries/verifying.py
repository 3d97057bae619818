"""Whether frozen results are as they were frozen, and come out the same when computed again."""

from collections.abc import Iterator
from dataclasses import dataclass

from linli.appraisals.models import Snapshot
from linli.appraisals.queries.frozen import differences_when_recomputed, flaws_of, flaws_of_pictures
from linli.appraisals.terms import ConsequenceSpan
from linli.values import Reason

AT_A_GLANCE, MOST_AGAIN = 1_000, 2_000
"""How many parts are looked at in passing, and computed again for a page; larger results are checked by command."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one snapshot. differing: the names of those who come out differently."""

    snapshot: Snapshot
    parts: int
    flaws: tuple[Reason, ...]
    differing: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.flaws and not self.differing


def soundness(snapshot: Snapshot) -> bool | None:
    """Return whether a frozen result is as it was frozen; None where it is too large to look at in passing."""
    return not any(flaws_of(snapshot)) if snapshot.parts.count() <= AT_A_GLANCE else None


def examine(snapshot: Snapshot) -> Finding:
    """
    Return what is wrong with a frozen result, computing it again from itself.

    A year is not computed again: it rests on its months, which are.
    """
    flaws = tuple(flaws_of(snapshot))
    differing: tuple[str, ...] = ()
    if not flaws:
        flaws = tuple(flaws_of_pictures(snapshot)) if snapshot.round_id else ()
    if not flaws and snapshot.span == ConsequenceSpan.ROUND:
        differing = tuple(differences_when_recomputed(snapshot))
    return Finding(snapshot, snapshot.parts.count(), flaws, differing)


def examine_all() -> Iterator[Finding]:
    """Yield what is wrong with every frozen result, the oldest first."""
    for snapshot in Snapshot.objects.select_related("scheme").order_by("pk").iterator(chunk_size=100):
        yield examine(snapshot)
