"""What the room does; every service changes and records in one transaction."""

from linli.boundaries.rules.pieces import GroundRefused
from linli.boundaries.rules.sheet import SheetRefused
from linli.boundaries.services.conflicts import ConflictError
from linli.boundaries.services.consultation import CountsRefused, enter_record, withdraw_record
from linli.boundaries.services.documents import record_document
from linli.boundaries.services.edits import edit
from linli.boundaries.services.enforcing import enforce, enforce_due
from linli.boundaries.services.facilities import set_facilities
from linli.boundaries.services.filing import Taken, take_file
from linli.boundaries.services.ground import keep_ground, take_ground
from linli.boundaries.services.locks import lock, unlock
from linli.boundaries.services.plans import begin_plan, copy_plan, new_plan, put_away, rename_plan
from linli.boundaries.services.projects import (
    ProjectRefused,
    change_project,
    create_project,
    record_list,
    weigh_terms,
)
from linli.boundaries.services.rehoming import settle_rehoming
from linli.boundaries.services.retaking import foresee_retake, retake_ground
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
from linli.boundaries.services.workflow import PassageRefused, ProjectChanged, advance

__all__ = [
    "ConflictError",
    "CountsRefused",
    "GroundRefused",
    "PassageRefused",
    "ProjectChanged",
    "ProjectRefused",
    "RunRefused",
    "Sender",
    "SheetRefused",
    "Taken",
    "VoiceChanged",
    "advance",
    "begin_plan",
    "cancel_run",
    "carry_out",
    "change_project",
    "copy_plan",
    "create_project",
    "edit",
    "enforce",
    "enforce_due",
    "enter_record",
    "foresee_retake",
    "keep_choice",
    "keep_ground",
    "lock",
    "moderate",
    "new_plan",
    "put_away",
    "record_document",
    "record_list",
    "record_reply_list",
    "rename_plan",
    "reply",
    "retake_ground",
    "reveal_sender",
    "set_facilities",
    "settle_rehoming",
    "start_run",
    "take_comment",
    "take_file",
    "take_ground",
    "take_neighbourhood",
    "take_up_lost",
    "unlock",
    "weigh",
    "weigh_terms",
    "withdraw_record",
]
