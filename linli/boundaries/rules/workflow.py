"""
From a draft to a boundary in force: who leads a project from which state to which, and what must be there. Pure.

Set-up, abolition and resizing are proposed by the subdistrict office and approved by the district (today.md, fact 2);
residents are asked before (002-3); four levels work together (002-4).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from linli.boundaries.terms import ProjectState
from linli.values import Reason, noop

LAW, ASKED, LEVELS = "today.md 0.2", "002-3", "002-4"
S = ProjectState


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What is known of a project when somebody wants to lead it on.

    free: units without a community; wrong: findings that break a hard rule; survey: questionnaires that came back;
    meetings: meetings of resident representatives that took place; unanswered: objections without a reply; waiting:
    open cases of a boundary in force of which nobody has said yet where they belong.
    """

    state: ProjectState
    today: date
    has_plan: bool = False
    free: int = 0
    wrong: int = 0
    survey: int = 0
    meetings: int = 0
    unanswered: int = 0
    waiting: int = 0
    is_proposer: bool = False
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What comes with a passage; empty where nothing was given."""

    introduction: str = ""
    comments_until: date | None = None
    document: str = ""
    document_date: date | None = None
    effective_on: date | None = None
    note: str = ""


Check = Callable[[Facts, Brought], Reason | None]


@dataclass(frozen=True, slots=True)
class Way:
    """One row of the table. asks: what a form takes; label: what the button says (message ids)."""

    before: ProjectState
    after: ProjectState
    action: str
    label: str
    asks: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()


def judge(way: Way, facts: Facts, brought: Brought) -> tuple[Reason, ...]:
    """Return everything that speaks against a passage, at once; empty if nothing does."""
    if facts.state is not way.before:
        return (Reason(LAW, noop("The project is in another state by now; this step does not begin there.")),)
    return tuple(reason for check in way.checks if (reason := check(facts, brought)) is not None)


def missing(way: Way, facts: Facts) -> tuple[Reason, ...]:
    """Return what speaks against a passage before anybody filled in its form."""
    return judge(way, facts, _everything(facts))


def find_way(before: ProjectState, after: ProjectState) -> Way | None:
    """Return the row of a passage, or None if there is none."""
    return next((way for way in WAYS if (way.before, way.after) == (before, after)), None)


def ways_from(state: ProjectState) -> list[Way]:
    """Return the rows that start in a state, the one onwards first."""
    return [way for way in WAYS if way.before is state]


def _everything(facts: Facts) -> Brought:
    """Return a form as if all of it were filled in well."""
    day = facts.today
    return Brought("-", day, "-", day, day, "-")


def _plan(facts: Facts, brought: Brought) -> Reason | None:
    return None if facts.has_plan else Reason(LAW, noop("No plan is chosen yet; choose the one to go on with."))


def _complete(facts: Facts, brought: Brought) -> Reason | None:
    if not facts.has_plan or not facts.free:
        return None
    return Reason("002-2", noop("%(count)s units of the chosen plan have no community yet."), {"count": facts.free})


def _right(facts: Facts, brought: Brought) -> Reason | None:
    if not facts.has_plan or not facts.wrong:
        return None
    text = noop("The checks find %(count)s things wrong with the chosen plan; mend them on its desk first.")
    return Reason("002-1", text, {"count": facts.wrong})


def _introduction(facts: Facts, brought: Brought) -> Reason | None:
    return None if brought.introduction else Reason(ASKED, noop("Tell residents in a few words what it is about."))


def _until(facts: Facts, brought: Brought) -> Reason | None:
    if brought.comments_until is None:
        return Reason(ASKED, noop("Say until which day residents may comment."))
    if brought.comments_until < facts.today:
        return Reason(ASKED, noop("The last day for comments must not lie in the past."))
    return None


def _survey(facts: Facts, brought: Brought) -> Reason | None:
    text = noop("No survey is recorded; write down how many questionnaires were given out and came back.")
    return None if facts.survey else Reason(ASKED, text)


def _representatives(facts: Facts, brought: Brought) -> Reason | None:
    text = noop("No meeting with resident representatives is recorded.")
    return None if facts.meetings else Reason(ASKED, text)


def _objections(facts: Facts, brought: Brought) -> Reason | None:
    if not facts.unanswered:
        return None
    text = noop("%(count)s objections of residents have no answer yet.")
    return Reason(ASKED, text, {"count": facts.unanswered})


def _document(facts: Facts, brought: Brought) -> Reason | None:
    return None if brought.document else Reason(LAW, noop("The approval needs the number of its document."))


def _document_date(facts: Facts, brought: Brought) -> Reason | None:
    if brought.document_date is None:
        return Reason(LAW, noop("The approval needs the date of its document."))
    if brought.document_date > facts.today:
        return Reason(LAW, noop("The document's date lies in the future."))
    return None


def _effective(facts: Facts, brought: Brought) -> Reason | None:
    if brought.effective_on is None:
        return Reason(LAW, noop("Say from which day the boundary is in force."))
    if brought.document_date is not None and brought.effective_on < brought.document_date:
        return Reason(LAW, noop("The boundary cannot be in force before the day of its document."))
    return None


def _second_person(facts: Facts, brought: Brought) -> Reason | None:
    return Reason(LEVELS, noop("Whoever proposed the plan cannot approve it.")) if facts.is_proposer else None


def _reason(facts: Facts, brought: Brought) -> Reason | None:
    return None if brought.note else Reason(LEVELS, noop("Give the reason."))


def _due(facts: Facts, brought: Brought) -> Reason | None:
    if facts.effective_on is not None and facts.effective_on <= facts.today:
        return None
    return Reason(LAW, noop("The day of the approval has not come yet: %(on)s."), {"on": facts.effective_on})


def _settled(facts: Facts, brought: Brought) -> Reason | None:
    text = noop("%(count)s open cases still wait for a person to say where they belong.")
    return Reason(LEVELS, text, {"count": facts.waiting}) if facts.waiting else None


GOOD_PLAN = (_plan, _complete, _right)
TOLD = ("chosen", "introduction", "comments_until")
WAYS: tuple[Way, ...] = (
    Way(
        S.DRAFT,
        S.CONSULTATION,
        "boundaries.consult",
        noop("Begin the consultation"),
        TOLD,
        (*GOOD_PLAN, _introduction, _until),
    ),
    Way(S.DRAFT, S.ARCHIVED, "boundaries.edit", noop("Put the project away"), ("note",), (_reason,)),
    Way(
        S.CONSULTATION,
        S.PROPOSED,
        "boundaries.propose",
        noop("Propose to the district"),
        ("note",),
        (*GOOD_PLAN, _survey, _representatives, _objections),
    ),
    Way(
        S.CONSULTATION,
        S.CONSULTATION,
        "boundaries.consult",
        noop("Reopen the consultation"),
        (*TOLD, "note"),
        (*GOOD_PLAN, _introduction, _until, _reason),
    ),
    Way(S.CONSULTATION, S.DRAFT, "boundaries.consult", noop("Take back to a draft"), ("note",), (_reason,)),
    Way(
        S.PROPOSED,
        S.APPROVED,
        "boundaries.approve",
        noop("Approve"),
        ("document", "document_date", "effective_on", "note"),
        (*GOOD_PLAN, _document, _document_date, _effective, _second_person),
    ),
    Way(
        S.PROPOSED,
        S.CONSULTATION,
        "boundaries.approve",
        noop("Send back to the consultation"),
        ("note",),
        (_reason,),
    ),
    Way(S.PROPOSED, S.DRAFT, "boundaries.approve", noop("Send back to a draft"), ("note",), (_reason,)),
    Way(S.APPROVED, S.IN_FORCE, "boundaries.enforce", noop("Put in force"), (), (_due,)),
    Way(S.APPROVED, S.DRAFT, "boundaries.approve", noop("Withdraw the approval"), ("note",), (_reason,)),
    Way(S.IN_FORCE, S.ARCHIVED, "boundaries.enforce", noop("Put the project away"), ("note",), (_settled,)),
)
"""Every passage there is. A job puts an approved project in force on its day; nothing else happens by itself."""
