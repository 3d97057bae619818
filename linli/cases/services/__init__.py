"""Writes of the cases room: one function an act, one transaction, one event in the chain."""

from linli.cases.rules.texts import ADDRESS_MAX, CONTACT_MAX, TEXT_MAX
from linli.cases.services.acceptance import claim, file_case, report_verified, send_verify
from linli.cases.services.asking import (
    ask_exemption,
    ask_extension,
    ask_hold,
    decide_extension,
    decide_hold,
    end_due_holds,
    end_hold,
    reclassify,
    review_exemption,
)
from linli.cases.services.catalogue import (
    add_category,
    add_responsibility,
    change_category,
    end_category,
    end_responsibility,
)
from linli.cases.services.catalogue_lists import import_categories, load_default_categories
from linli.cases.services.checking import close, fail, reopen, self_handle, send_check
from linli.cases.services.declining import appeal, ask_decline, ask_void, decline, merge, void
from linli.cases.services.intake import take_report
from linli.cases.services.oversight import escalate, escalate_due, give_notice, heed, supervise, urge
from linli.cases.services.refusals import ConflictError, MoveRefused, TextRefused
from linli.cases.services.rehoming import follow_territory, rehome
from linli.cases.services.revisiting import revisit
from linli.cases.services.safety import secure
from linli.cases.services.voices import call_back, comment, rate, relocate, reveal_contact, witness
from linli.cases.services.work import answer, assist, dispatch, finish, refuse, release, rework, sign

__all__ = [
    "ADDRESS_MAX",
    "CONTACT_MAX",
    "TEXT_MAX",
    "ConflictError",
    "MoveRefused",
    "TextRefused",
    "add_category",
    "add_responsibility",
    "answer",
    "appeal",
    "ask_decline",
    "ask_exemption",
    "ask_extension",
    "ask_hold",
    "ask_void",
    "assist",
    "call_back",
    "change_category",
    "claim",
    "close",
    "comment",
    "decide_extension",
    "decide_hold",
    "decline",
    "dispatch",
    "end_category",
    "end_due_holds",
    "end_hold",
    "end_responsibility",
    "escalate",
    "escalate_due",
    "fail",
    "file_case",
    "finish",
    "follow_territory",
    "give_notice",
    "heed",
    "import_categories",
    "load_default_categories",
    "merge",
    "rate",
    "reclassify",
    "refuse",
    "rehome",
    "release",
    "relocate",
    "reopen",
    "report_verified",
    "reveal_contact",
    "review_exemption",
    "revisit",
    "rework",
    "secure",
    "self_handle",
    "send_check",
    "send_verify",
    "sign",
    "supervise",
    "take_report",
    "urge",
    "void",
    "witness",
]
