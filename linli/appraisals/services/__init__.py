"""Writes of the room: one function, one transaction, one line of history."""

from linli.appraisals.services.appeals import decide_appeal, file_appeal, withdraw_appeal
from linli.appraisals.services.calculations import ask_calculation, cancel_calculation, carry_out
from linli.appraisals.services.computing import compute_round
from linli.appraisals.services.confirming import confirm_round
from linli.appraisals.services.refusals import AppraisalChanged, AppraisalRefused
from linli.appraisals.services.revising import revise_snapshot
from linli.appraisals.services.rounds import lead_round, plan_round
from linli.appraisals.services.schemes import (
    activate_scheme,
    add_assessor,
    change_scheme,
    choose_subjects,
    create_scheme,
    delete_rule,
    delete_scheme,
    end_assessor,
    end_scheme,
    save_rule,
    set_type,
)
from linli.appraisals.services.scoring import Entry, Saved, score_lines
from linli.appraisals.services.year_end import close_scheme_year

__all__ = [
    "AppraisalChanged",
    "AppraisalRefused",
    "Entry",
    "Saved",
    "activate_scheme",
    "add_assessor",
    "ask_calculation",
    "cancel_calculation",
    "carry_out",
    "change_scheme",
    "choose_subjects",
    "close_scheme_year",
    "compute_round",
    "confirm_round",
    "create_scheme",
    "decide_appeal",
    "delete_rule",
    "delete_scheme",
    "end_assessor",
    "end_scheme",
    "file_appeal",
    "lead_round",
    "plan_round",
    "revise_snapshot",
    "save_rule",
    "score_lines",
    "set_type",
    "withdraw_appeal",
]
