"""What anybody may know: one report by its receipt, and the figures of an area. No personal data, no staff names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from linli.cases.models import Case, Event, Report
from linli.cases.queries.policy import get_calendar, get_policy
from linli.cases.rules import texts
from linli.cases.rules.clocks import due_after
from linli.cases.terms import OPEN, TERMINAL, Act, State
from linli.foundation.access import in_subtree
from linli.places.queries import PUBLIC_TIERS, Area
from linli.values import noop

PLAIN_WORDS: dict[State, str] = {
    State.SUBMITTED: noop("We have your report. Somebody will read it and decide who deals with it."),
    State.VERIFYING: noop("Somebody is having a look on the spot."),
    State.FILED: noop("We have accepted the matter and are choosing who deals with it."),
    State.DISPATCHED: noop("The matter has been sent to the unit that is responsible."),
    State.IN_PROGRESS: noop("The responsible unit is working on it."),
    State.ANSWERED: noop("The responsible unit says it has finished. We are looking at its answer."),
    State.CHECKING: noop("Somebody is checking on the spot whether it is really solved."),
    State.CLOSED: noop("The matter is closed. Please tell us whether you are content."),
    State.DECLINED: noop("We could not accept the matter. The reason stands below."),
    State.MERGED: noop("The matter is dealt with together with another report about the same thing."),
    State.VOID: noop("The entry was taken back, because it was made by mistake."),
}
STEPS = (Act.SUBMIT, Act.FILE, Act.DISPATCH, Act.SIGN, Act.ANSWER, Act.CLOSE, Act.DECLINE, Act.REOPEN, Act.APPEAL)


@dataclass(frozen=True)
class Step:
    """One step of a matter as its reporter sees it: when, what (message id), and the unit it went to, if any."""

    at: datetime
    act: Act
    unit: str


@dataclass(frozen=True)
class PublicView:
    """A report as its reporter sees it. words is a message id; reply is what the office answered."""

    receipt: str
    number: int
    state: State
    words: str
    unit: str
    reported_at: datetime
    due_at: datetime | None
    promised_at: datetime | None
    ended_at: datetime | None
    reply: str
    steps: tuple[Step, ...]
    may_rate: bool
    may_reopen: bool
    may_appeal: bool
    may_urge: bool


def find_report(receipt: str) -> Report | None:
    """Return the report of a receipt as written by a person, with its case; None for unknown and malformed ones."""
    known = texts.read_receipt(receipt)
    if not known:
        return None
    return Report.objects.select_related("case__area", "case__category", "case__unit").filter(receipt=known).first()


def view_report(report: Report, now: datetime) -> PublicView:
    """Return a report in plain words."""
    case, events = report.case, list(report.case.events.select_related("receiver").order_by("pk"))
    done = {event.act for event in events}
    return PublicView(
        receipt=texts.write_receipt(report.receipt),
        number=case.number,
        state=case.state,
        words=PLAIN_WORDS[case.state],
        unit=case.unit.name if case.unit is not None else "",
        reported_at=report.reported_at,
        due_at=None if case.state in TERMINAL else case.overall_due_at,
        promised_at=case.promised_at,
        ended_at=case.ended_at,
        reply=_reply(case, events),
        steps=tuple(Step(e.at, e.act, e.receiver.name if e.receiver else "") for e in events if e.act in STEPS),
        may_rate=case.state is State.CLOSED and not is_rated(report),
        may_reopen=case.state is State.CLOSED and _within_window(case, now),
        may_appeal=case.state is State.DECLINED and Act.APPEAL not in done,
        may_urge=case.state not in TERMINAL and not _urged_lately(events, now),
    )


def open_at(areas: Iterable[Area]) -> QuerySet[Case]:
    """Return the open cases in these areas, the newest first; below the community a case lies where its place does."""
    here = Q(pk__in=())
    for area in areas:
        here |= in_subtree("area__path" if area.tier.code in PUBLIC_TIERS else "place__path", area.path)
    rows = Case.objects.filter(here, state__in=OPEN).select_related("category", "area", "place", "unit")
    return rows.order_by("-reported_at", "-pk")


def last_answers(cases: Iterable[Case]) -> dict[int, str]:
    """Return what the unit answered last, by case; one query."""
    rows = Event.objects.filter(case__in=[case.pk for case in cases], act__in=(Act.ANSWER, Act.SELF_HANDLE))
    return dict(rows.order_by("pk").values_list("case_id", "note"))


def is_rated(report: Report) -> bool:
    """Return whether a report was rated by its reporter."""
    call_back = getattr(report, "call_back", None)
    return call_back is not None and call_back.rated_at is not None


def _reply(case: Case, events: list[Event]) -> str:
    """Return the office's answer while the case is ended; nothing while it is open again."""
    if case.state not in TERMINAL:
        return ""
    answers: list[Any] = [event.note for event in events if event.act in (Act.CLOSE, Act.DECLINE)]
    return answers[-1] if answers else ""


def _within_window(case: Case, now: datetime) -> bool:
    window = get_policy(now).reopen_window
    return case.ended_at is not None and now <= due_after(window, case.ended_at, get_calendar())


def _urged_lately(events: list[Event], now: datetime) -> bool:
    last = next((event for event in reversed(events) if event.act is Act.URGE and event.actor_id is None), None)
    return last is not None and now <= due_after(get_policy(now).urge_period, last.at, get_calendar())
