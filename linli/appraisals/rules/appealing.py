"""Who may appeal against what and until when, and who may decide. Pure. Source: today.md 3.5."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from linli.appraisals.rules.points import in_points
from linli.appraisals.terms import AppealState, RoundState
from linli.values import Reason, noop

LEAST_WORDS = 5
MOST_PHOTOS = 5


@dataclass(frozen=True, slots=True)
class Filing:
    """
    An appeal as it is filed. full, points: of the item, now; vetoed: the item vetoes the subject.

    asked: hundredths of a point. is_waiting: an appeal against the same item waits already.
    """

    state: RoundState
    today: date
    until: date | None
    full: int | None
    points: int | None
    asked: int | None
    text: str
    photos: int = 0
    vetoed: bool = False
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Judging:
    """An appeal as it is decided. scorers: who gave the points; is_own: the judge belongs to the subject."""

    state: AppealState
    round_state: RoundState
    decision: AppealState
    judge: int | None
    appellant: int | None
    scorers: Collection[int]
    is_own: bool
    full: int
    points: int | None
    asked: int | None
    granted: int | None
    text: str


def against_filing(facts: Filing) -> tuple[Reason, ...]:
    """Return everything that stands against filing an appeal."""
    if facts.state is not RoundState.ANNOUNCED or facts.until is None:
        return (Reason("appraisals.appeal.not_announced", noop("Appeals are taken after a result was announced.")),)
    if facts.today > facts.until:
        text = noop("Appeals were taken until %(day)s.")
        return (Reason("appraisals.appeal.over", text, {"day": facts.until.isoformat()}),)
    return tuple(reason for test in _FILING for reason in [test(facts)] if reason is not None)


def against_judging(facts: Judging) -> tuple[Reason, ...]:
    """Return everything that stands against deciding an appeal so."""
    if facts.state is not AppealState.FILED:
        return (Reason("appraisals.appeal.decided", noop("This appeal is decided already.")),)
    if facts.round_state not in (RoundState.ANNOUNCED, RoundState.APPEALS):
        text = noop("Appeals are decided between the announcement and the confirmation.")
        return (Reason("appraisals.appeal.too_late", text),)
    return tuple(reason for test in _JUDGING for reason in [test(facts)] if reason is not None)


def granted_points(decision: AppealState, *, full: int, asked: int | None, granted: int | None) -> int | None:
    """Return the points that a decision gives the item, None if it leaves them as they are."""
    if decision is AppealState.GRANTED:
        return full if asked is None else asked
    return granted if decision is AppealState.PARTLY else None


def _known(facts: Filing) -> Reason | None:
    if facts.full is not None:
        return None
    return Reason("appraisals.appeal.item", noop("This subject was not judged by that item."))


def _waiting(facts: Filing) -> Reason | None:
    if not facts.is_waiting:
        return None
    return Reason("appraisals.appeal.twice", noop("An appeal against this item waits for a decision already."))


def _asked(facts: Filing) -> Reason | None:
    if facts.full is None or facts.vetoed:
        return None
    least = facts.points or 0
    if facts.asked is not None and least < facts.asked <= facts.full:
        return None
    if least >= facts.full:
        return Reason("appraisals.appeal.full", noop("This item has its full points already."))
    text = noop("Ask for more than the %(points)s points given and for no more than the full %(full)s.")
    return Reason("appraisals.appeal.asked", text, {"points": in_points(least), "full": in_points(facts.full)})


def _said(facts: Filing) -> Reason | None:
    if len(facts.text.strip()) >= LEAST_WORDS:
        return None
    return Reason("appraisals.appeal.text", noop("Say what is wrong with this item, in a sentence at least."))


def _pictures(facts: Filing) -> Reason | None:
    if facts.photos <= MOST_PHOTOS:
        return None
    return Reason("appraisals.appeal.photos", noop("At most %(count)s photos."), {"count": MOST_PHOTOS})


def _somebody_else(facts: Judging) -> Reason | None:
    """Whoever gave the points or appealed does not decide, nor whoever belongs to the subject."""
    if facts.judge is not None and facts.judge == facts.appellant:
        return Reason("appraisals.appeal.own", noop("You filed this appeal; another person must decide."))
    if facts.judge in facts.scorers:
        return Reason("appraisals.appeal.scorer", noop("You gave these points; another person must decide."))
    if facts.is_own:
        return Reason("appraisals.appeal.belongs", noop("You belong to the appraised; another person must decide."))
    return None


def _decision(facts: Judging) -> Reason | None:
    if facts.decision in (AppealState.GRANTED, AppealState.PARTLY, AppealState.REJECTED):
        return None
    return Reason("appraisals.appeal.decision", noop("An appeal is granted, granted in part, or rejected."))


def _explained(facts: Judging) -> Reason | None:
    if len(facts.text.strip()) >= LEAST_WORDS:
        return None
    return Reason("appraisals.appeal.reason", noop("Say why; the appraised reads exactly this."))


def _part(facts: Judging) -> Reason | None:
    if facts.decision is not AppealState.PARTLY:
        return None
    least, most = facts.points or 0, facts.full if facts.asked is None else facts.asked
    if facts.granted is not None and least < facts.granted < most:
        return None
    text = noop("In part means more than the %(points)s points given and less than the %(asked)s asked for.")
    return Reason("appraisals.appeal.part", text, {"points": in_points(least), "asked": in_points(most)})


_FILING = (_known, _waiting, _asked, _said, _pictures)
_JUDGING = (_somebody_else, _decision, _explained, _part)
