"""A newer official list is merged: compared, decided about, applied in one transaction, undone as a whole."""

from .applying import Applied, apply_merge
from .comparing import is_newer, keep_merge
from .deciding import correct_heirs, decide_proposals, join_proposals, part_proposal
from .undoing import undo_merge

__all__ = [
    "Applied",
    "apply_merge",
    "correct_heirs",
    "decide_proposals",
    "is_newer",
    "join_proposals",
    "keep_merge",
    "part_proposal",
    "undo_merge",
]
