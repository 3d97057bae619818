"""Words of the room: what a project is in, what is done to a plan, what residents say. Source: rules 002-1 to 002-4."""

from linli.values import Term, noop


class ProjectState(Term):
    """Where a split stands on its way from a draft to a boundary in force (today.md, facts 1 and 2)."""

    DRAFT = "draft", noop("Draft of a split")
    CONSULTATION = "consultation", noop("Consultation of residents")
    PROPOSED = "proposed", noop("Proposed by the subdistrict")
    APPROVED = "approved", noop("Approved by the district")
    IN_FORCE = "in_force", noop("In force")
    ARCHIVED = "archived", noop("Archived")


class UnitKind(Term):
    """What a unit is; none is ever cut."""

    COMPOUND = "compound", noop("Residential compound")
    BUILDING = "building", noop("Building")
    PLOT = "plot", noop("Plot without households")


class EditAct(Term):
    """What is done to a plan; every one makes a step that can be undone."""

    START = "start", noop("Begun")
    ASSIGN = "assign", noop("Units assigned")
    MERGE = "merge", noop("Communities merged")
    SPLIT = "split", noop("Community split")
    ADD = "add", noop("Community added")
    REMOVE = "remove", noop("Community removed")
    RENAME = "rename", noop("Community renamed")
    APPLY = "apply", noop("Result of the engine taken over")
    IMPORT = "import", noop("Taken over from a file")
    RESTORE = "restore", noop("Earlier step restored")


class LockKind(Term):
    """What stays, whoever edits and whatever the engine would rather do."""

    UNIT = "unit", noop("Unit stays in its community")
    COMMUNITY = "community", noop("Community stays as it is")
    BORDER = "border", noop("Stretch of boundary stays a boundary")
    SEAT = "seat", noop("Seat keeps its community")
    TOGETHER = "together", noop("Keep together")
    APART = "apart", noop("Keep apart")


OF_TWO = (LockKind.BORDER, LockKind.TOGETHER, LockKind.APART)
"""Kinds of locks that name two units."""


class RunKind(Term):
    """What the engine is asked for."""

    PROPOSE = "propose", noop("Propose plans")
    IMPROVE = "improve", noop("Improve here")
    BALANCE = "balance", noop("Balance these two")
    SPLIT = "split", noop("Split in three ways")
    REPAIR = "repair", noop("Repair")


class RunState(Term):
    """How far the engine is."""

    WAITING = "waiting", noop("Waiting")
    RUNNING = "running", noop("Running")
    DONE = "done", noop("Done")
    CANCELLED = "cancelled", noop("Cancelled")
    FAILED = "failed", noop("Failed")


class ConsultationKind(Term):
    """How residents were asked (002-3)."""

    SURVEY = "survey", noop("Survey questionnaire")
    ROUND_TABLE = "round_table", noop("Round table")
    COURTYARD_MEETING = "courtyard_meeting", noop("Courtyard meeting")
    REPRESENTATIVES = "representatives", noop("Meeting of resident representatives")


class CommentKind(Term):
    """What a resident says about a plan."""

    COMMENT = "comment", noop("Comment on a plan")
    OBJECTION = "objection", noop("Objection")


class Moderation(Term):
    """What became of something residents sent in."""

    WAITING = "waiting", noop("Waiting to be looked at")
    SHOWN = "shown", noop("Accepted and shown")
    HIDDEN = "hidden", noop("Not shown")


class RehomingReason(Term):
    """How an open case found its community after a split, or why nobody but a person can say."""

    POINT = "point", noop("By its point on the map")
    BUILDING = "building", noop("By its compound or building")
    NO_PLACE = "no_place", noop("It has neither a point nor a building")
    CONTRADICTION = "contradiction", noop("Its point and its building lie in different communities")
    OUTSIDE = "outside", noop("Its point lies outside of the communities of the plan")
    PERSON = "person", noop("Decided by a person")
