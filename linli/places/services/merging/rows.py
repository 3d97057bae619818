"""What the steps of a merge share: reasons as they are kept, and a merge held against others working on it."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from linli.places.models import ListMerge
from linli.places.services.checks import AreaRefused
from linli.places.terms import MergeState
from linli.values import Reason, noop

BATCH = 500
Item = TypeVar("Item")


def pieces(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield items as many at a time as one statement takes."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def plain(reason: Reason) -> dict[str, Any]:
    """Return a reason as it is kept."""
    return {"rule": reason.rule, "text": reason.text, "params": dict(reason.params)}


def hold(merge_id: int) -> ListMerge:
    """Return a merge, locked against others. Raises ListMerge.DoesNotExist, or AreaRefused if it was undone."""
    merge = ListMerge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    if merge.state is MergeState.UNDONE:
        raise AreaRefused("merge", noop("This merge was undone. Bring the list in again."))
    return merge
