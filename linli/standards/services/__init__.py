"""Writes of the room: one function, one transaction, one line of history."""

from linli.standards.services.drafts import begin_standard, change_version, next_draft, publish_version, retire_version
from linli.standards.services.items import add_item, change_item, delete_item, move_item, replace_items
from linli.standards.services.milestones import mark_milestone
from linli.standards.services.plans import begin_plan, change_plan, plan_from_preset
from linli.standards.services.refusals import StandardRefused
from linli.standards.services.selections import change_selection, create_selection, delete_selection
from linli.standards.services.subjects import ensure_subjects, ensure_tier
from linli.standards.services.targets import add_target, change_target, copy_target, delete_target, move_row

__all__ = [
    "StandardRefused",
    "add_item",
    "add_target",
    "begin_plan",
    "begin_standard",
    "change_item",
    "change_plan",
    "change_selection",
    "change_target",
    "change_version",
    "copy_target",
    "create_selection",
    "delete_item",
    "delete_selection",
    "delete_target",
    "ensure_subjects",
    "ensure_tier",
    "mark_milestone",
    "move_item",
    "move_row",
    "next_draft",
    "plan_from_preset",
    "publish_version",
    "replace_items",
    "retire_version",
]
