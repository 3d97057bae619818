"""Writes of the room: one function, one transaction, one line of history."""

from linli.standards.services.drafts import begin_standard, change_version, next_draft, publish_version, retire_version
from linli.standards.services.items import add_item, change_item, delete_item, move_item, replace_items
from linli.standards.services.refusals import StandardRefused
from linli.standards.services.subjects import ensure_subjects, ensure_tier

__all__ = [
    "StandardRefused",
    "add_item",
    "begin_standard",
    "change_item",
    "change_version",
    "delete_item",
    "ensure_subjects",
    "ensure_tier",
    "move_item",
    "next_draft",
    "publish_version",
    "replace_items",
    "retire_version",
]
