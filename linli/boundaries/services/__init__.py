"""What the room does; every service changes and records in one transaction."""

from linli.boundaries.rules.sheet import SheetRefused
from linli.boundaries.services.conflicts import ConflictError
from linli.boundaries.services.edits import edit
from linli.boundaries.services.locks import lock, unlock
from linli.boundaries.services.plans import begin_plan, copy_plan, put_away, rename_plan

__all__ = [
    "ConflictError",
    "SheetRefused",
    "begin_plan",
    "copy_plan",
    "edit",
    "lock",
    "put_away",
    "rename_plan",
    "unlock",
]
