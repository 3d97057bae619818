"""Tables of the room: schemes, rounds, frozen results and what follows."""

from linli.appraisals.models.rounds import Appeal, AppealPhoto, Calculation, Passage, Result, Round, ScoreLine
from linli.appraisals.models.schemes import Assessor, ConsequenceRule, Scheme, SchemeSubject
from linli.appraisals.models.snapshots import Bulletin, HelpPlan, Proposal, Snapshot, SnapshotPart

__all__ = [
    "Appeal",
    "AppealPhoto",
    "Assessor",
    "Bulletin",
    "Calculation",
    "ConsequenceRule",
    "HelpPlan",
    "Passage",
    "Proposal",
    "Result",
    "Round",
    "Scheme",
    "SchemeSubject",
    "ScoreLine",
    "Snapshot",
    "SnapshotPart",
]
