"""Words of the room: states, acts, stages, classes. Sources: design/cases.md; rules 003-21..003-27."""

from linli.values import Term, noop


class State(Term):
    """Where a case stands. `draft` lives on a device only and is never stored."""

    DRAFT = "draft", noop("Draft")
    SUBMITTED = "submitted", noop("Waiting to be accepted")
    VERIFYING = "verifying", noop("Being verified on site")
    FILED = "filed", noop("Filed, waiting for dispatch")
    DISPATCHED = "dispatched", noop("Dispatched, waiting for signature")
    IN_PROGRESS = "in_progress", noop("Being handled")
    ANSWERED = "answered", noop("Answered by the unit")
    CHECKING = "checking", noop("Being checked")
    CLOSED = "closed", noop("Closed")
    DECLINED = "declined", noop("Not accepted")
    MERGED = "merged", noop("Merged into another case")
    VOID = "void", noop("Void")


TERMINAL = frozenset({State.CLOSED, State.DECLINED, State.MERGED, State.VOID})
STORED = tuple(state for state in State if state is not State.DRAFT)
OPEN = tuple(state for state in STORED if state not in TERMINAL)


class OwnerClass(Term):
    """Who must solve the case. Source: rule 003-23."""

    COMMUNITY = "community", noop("Community or compound")
    SUBDISTRICT = "subdistrict", noop("Subdistrict")
    PARTNER = "partner", noop("Co-construction partner")
    DEPARTMENT = "department", noop("Responsible department")


class Channel(Term):
    """How a report reached us."""

    WEB = "web", noop("Residents' page")
    API = "api", noop("Connected system")
    PHONE = "phone", noop("Phone")
    VISIT = "visit", noop("At the counter")
    HOTLINE = "hotline", noop("12345 hotline")
    PATROL = "patrol", noop("Patrol")
    STEWARD = "steward", noop("Building steward")
    CAMPAIGN = "campaign", noop("Investigation or inspection")
    MEETING = "meeting", noop("Meeting")
    IMPORT = "import", noop("Imported list")


class Stage(Term):
    """What a clock measures."""

    ACCEPT = "accept", noop("Acceptance")
    VERIFY = "verify", noop("Verification")
    DISPATCH = "dispatch", noop("Dispatch")
    SIGN = "sign", noop("Signature")
    HANDLE = "handle", noop("Handling")
    CHECK = "check", noop("Check")
    SAFE = "safe", noop("Making safe")
    OVERALL = "overall", noop("Whole case")


class Act(Term):
    """Everything that can be done to a case; one event each. Source: design/cases.md, transitions."""

    SUBMIT = "submit", noop("Report")
    CLAIM = "claim", noop("Claim")
    VERIFY = "verify", noop("Send to verification")
    VERIFIED = "verified", noop("Report the verification")
    SELF_HANDLE = "self_handle", noop("Solve on the spot")
    DECLINE = "decline", noop("Do not accept")
    MERGE = "merge", noop("Merge into another case")
    FILE = "file", noop("File the case")
    ALERT = "alert", noop("Call to make safe at once")
    SECURE = "secure", noop("Report made safe")
    DISPATCH = "dispatch", noop("Dispatch")
    SIGN = "sign", noop("Sign")
    REFUSE = "refuse", noop("Refuse")
    ANSWER = "answer", noop("Answer")
    REWORK = "rework", noop("Send back for rework")
    CHECK = "check", noop("Send to check")
    FAIL = "fail", noop("Check failed")
    CLOSE = "close", noop("Close the case")
    REVISIT = "revisit", noop("Visit again")
    WITNESS = "witness", noop("A steward looks on site")
    REOPEN = "reopen", noop("Reopen")
    APPEAL = "appeal", noop("Appeal against not accepting")
    VOID = "void", noop("Declare void")
    RECLASSIFY = "reclassify", noop("Change the category")
    RELOCATE = "relocate", noop("Correct the place")
    REHOME = "rehome", noop("Follow the territory")
    ASSIST = "assist", noop("Ask another unit to assist")
    FINISH = "finish", noop("Finish an assisting task")
    RELEASE = "release", noop("Release an assisting unit")
    HOLD_ASK = "hold_ask", noop("Ask to put on hold")
    HOLD = "hold", noop("Put on hold")
    HOLD_DENY = "hold_deny", noop("Refuse the hold")
    HOLD_END = "hold_end", noop("End the hold")
    EXTEND_ASK = "extend_ask", noop("Ask for an extension")
    EXTEND = "extend", noop("Grant the extension")
    EXTEND_DENY = "extend_deny", noop("Refuse the extension")
    ASK_DECLINE = "ask_decline", noop("Propose not to accept")
    ASK_VOID = "ask_void", noop("Propose to declare void")
    URGE = "urge", noop("Urge")
    SUPERVISE = "supervise", noop("Supervise")
    NOTICE = "notice", noop("Give notice to rectify")
    HEED = "heed", noop("Answer an oversight")
    ESCALATE = "escalate", noop("Escalate")
    CALL_BACK = "call_back", noop("Call the reporter back")
    RATE = "rate", noop("Rate")
    COMMENT = "comment", noop("Comment")
    EXEMPT_ASK = "exempt_ask", noop("Appeal against overdue")
    EXEMPT = "exempt", noop("Review the overdue appeal")
    REVEAL = "reveal", noop("Look at a reporter's contact")
    IMPORT = "import", noop("Import")


class Urgency(Term):
    """How pressing a case is; each has its own limits. Source: domain/today.md 1.3."""

    NORMAL = "normal", noop("Normal")
    URGENT = "urgent", noop("Urgent")
    VERY_URGENT = "very_urgent", noop("Very urgent")


class TaskKind(Term):
    """Whether a unit leads or helps."""

    MAIN = "main", noop("Leads")
    ASSIST = "assist", noop("Assists")


class TaskState(Term):
    """Where one unit's piece of work stands."""

    SENT = "sent", noop("Waiting for signature")
    WORKING = "working", noop("Being handled")
    DONE = "done", noop("Done")
    REFUSED = "refused", noop("Refused")
    RELEASED = "released", noop("Released")


OPEN_TASKS = (TaskState.SENT, TaskState.WORKING)


class EvidenceKind(Term):
    """What a picture or document shows."""

    BEFORE = "before", noop("Before")
    DURING = "during", noop("During the work")
    AFTER = "after", noop("After")
    CHECK = "check", noop("At the check")
    DOCUMENT = "document", noop("Document")


class ActionCode(Term):
    """What the unit achieved."""

    FIXED = "fixed", noop("Solved")
    TEMPORARY = "temporary", noop("Made safe for now")
    CANNOT_FIX = "cannot_fix", noop("Cannot be solved")


class DeclineReason(Term):
    """Why a report is not accepted. Source: domain/today.md 2, "not accepted"."""

    EMERGENCY = "emergency", noop("Belongs to an emergency number")
    IN_PROCEDURE = "procedure", noop("In court, mediation or petition")
    SECRET = "secret", noop("Concerns secrets")
    REPEATED = "repeated", noop("Same matter again without new facts")
    OUTSIDE = "outside", noop("Outside our area or duties")
    UNREASONABLE = "unreasonable", noop("Unreasonable demand")
    NOT_FOUND = "not_found", noop("Not found on the spot")
    NOTHING_SAID = "empty", noop("Nothing can be made out")


class RefusalReason(Term):
    """Why a unit hands a task back."""

    NOT_OURS = "not_ours", noop("Not our duty")
    OTHER_AREA = "other_area", noop("Not our area")
    OTHER_OWNER = "other_owner", noop("Belongs to an owner or manager")
    NEEDS_SEVERAL = "needs_several", noop("Needs several units")
    NOT_CLEAR = "not_clear", noop("Not clear what is asked")


class OversightKind(Term):
    """How others push a case without moving it."""

    URGE = "urge", noop("Urged")
    SUPERVISE = "supervise", noop("Supervised")
    NOTICE = "notice", noop("Notice to rectify")
    ESCALATE = "escalate", noop("Escalated")


class AdjustmentKind(Term):
    """Side records that change clocks or statistics, or wait for a second person."""

    HOLD = "hold", noop("Hold")
    EXTENSION = "extension", noop("Extension")
    DECLINE = "decline", noop("Not accepting")
    VOID = "void", noop("Declaring void")
    EXEMPTION = "exemption", noop("Exemption from overdue")


class AdjustmentState(Term):
    """What became of a request."""

    ASKED = "asked", noop("Asked")
    GRANTED = "granted", noop("Granted")
    DENIED = "denied", noop("Denied")
    ENDED = "ended", noop("Ended")


class Level(Term):
    """Which level of the organisation tree is meant. Source: rules 000-32, 002-4."""

    COMMUNITY = "community", noop("Community")
    SUBDISTRICT = "subdistrict", noop("Subdistrict")
    DISTRICT = "district", noop("District")


class Solved(Term):
    """What the reporter says about the result."""

    YES = "yes", noop("Solved")
    PARTLY = "partly", noop("Partly solved")
    NO = "no", noop("Not solved")


class Lasting(Term):
    """What a re-visit found. Source: rule 003-27; design/cases.md, recurring kinds."""

    HOLDS = "holds", noop("Still in order")
    RELAPSED = "relapsed", noop("Relapsed")


class Light(Term):
    """How a case stands against its clock: a word and a shape, not only a colour. Source: domain/today.md 7.2."""

    GREEN = "green", noop("On time")
    BLUE = "blue", noop("Due soon")
    YELLOW = "yellow", noop("Extended or on hold")
    RED = "red", noop("Overdue")

    @property
    def shape(self) -> str:
        """Return the sign shown beside the word, so that colour is never the only signal."""
        return {"green": "●", "blue": "◆", "yellow": "▲", "red": "■"}[self.value]


class ReportKind(Term):
    """What the reporter wants. Source: domain/today.md 2, work-order fields."""

    COMPLAINT = "complaint", noop("Problem")
    HELP = "help", noop("Request for help")
    SUGGESTION = "suggestion", noop("Suggestion")
    QUESTION = "question", noop("Question")
