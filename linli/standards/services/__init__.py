"""Writes of the room: one function, one transaction, one line of history."""

from linli.standards.services.acceptances import decide as decide_acceptance
from linli.standards.services.acceptances import (
    finish_visit,
    open_acceptances,
    record_acceptance_list,
    return_assessment,
    set_team,
    submit_assessment,
)
from linli.standards.services.drafts import (
    begin_standard,
    change_version,
    next_draft,
    open_preset,
    publish_version,
    record_item_list,
    retire_version,
)
from linli.standards.services.findings import make_case, record_finding
from linli.standards.services.indicators import (
    IndicatorFacts,
    change_indicator,
    create_indicator,
    end_indicator,
    install_presets,
    record_indicator_list,
)
from linli.standards.services.items import add_item, change_item, delete_item, move_item, replace_items
from linli.standards.services.milestones import mark_milestone
from linli.standards.services.plans import begin_plan, change_plan, plan_from_preset
from linli.standards.services.refusals import StandardRefused
from linli.standards.services.selections import change_selection, create_selection, delete_selection
from linli.standards.services.subjects import ensure_asked, ensure_subjects, ensure_tier
from linli.standards.services.targets import add_target, change_target, copy_target, delete_target, move_row

__all__ = [
    "IndicatorFacts",
    "StandardRefused",
    "add_item",
    "add_target",
    "begin_plan",
    "begin_standard",
    "change_indicator",
    "change_item",
    "change_plan",
    "change_selection",
    "change_target",
    "change_version",
    "copy_target",
    "create_indicator",
    "create_selection",
    "decide_acceptance",
    "delete_item",
    "delete_selection",
    "delete_target",
    "end_indicator",
    "ensure_asked",
    "ensure_subjects",
    "ensure_tier",
    "finish_visit",
    "install_presets",
    "make_case",
    "mark_milestone",
    "move_item",
    "move_row",
    "next_draft",
    "open_acceptances",
    "open_preset",
    "plan_from_preset",
    "publish_version",
    "record_acceptance_list",
    "record_finding",
    "record_indicator_list",
    "record_item_list",
    "replace_items",
    "retire_version",
    "return_assessment",
    "set_team",
    "submit_assessment",
]
