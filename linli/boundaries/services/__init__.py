"""What the room does; every service changes and records in one transaction."""

from linli.boundaries.rules.pieces import GroundRefused
from linli.boundaries.rules.sheet import SheetRefused
from linli.boundaries.services.conflicts import ConflictError
from linli.boundaries.services.consultation import CountsRefused, enter_record, withdraw_record
from linli.boundaries.services.edits import edit
from linli.boundaries.services.ground import keep_ground, take_ground
from linli.boundaries.services.locks import lock, unlock
from linli.boundaries.services.plans import begin_plan, copy_plan, put_away, rename_plan
from linli.boundaries.services.projects import ProjectRefused, create_project
from linli.boundaries.services.runs import RunRefused, cancel_run, carry_out, keep_choice, start_run, take_up_lost
from linli.boundaries.services.voices import (
    Sender,
    VoiceChanged,
    moderate,
    record_reply_list,
    reply,
    reveal_sender,
    take_comment,
    take_neighbourhood,
    weigh,
)

__all__ = [
    "ConflictError",
    "CountsRefused",
    "GroundRefused",
    "ProjectRefused",
    "RunRefused",
    "Sender",
    "SheetRefused",
    "VoiceChanged",
    "begin_plan",
    "cancel_run",
    "carry_out",
    "copy_plan",
    "create_project",
    "edit",
    "enter_record",
    "keep_choice",
    "keep_ground",
    "lock",
    "moderate",
    "put_away",
    "record_reply_list",
    "rename_plan",
    "reply",
    "reveal_sender",
    "start_run",
    "take_comment",
    "take_ground",
    "take_neighbourhood",
    "take_up_lost",
    "unlock",
    "weigh",
    "withdraw_record",
]
