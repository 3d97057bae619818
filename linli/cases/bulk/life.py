"""One history in memory: the services' open file, carried from act to act without the database."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from linli.cases.models import CallBack, Case, Event, Evidence, Report, Revisit
from linli.cases.models.history import LETTERS
from linli.cases.rules import clocks as timing
from linli.cases.rules.desks import Desk
from linli.cases.services import intake, revisiting
from linli.cases.services.dossier import Dossier
from linli.cases.terms import Act, Channel, EvidenceKind, State, TaskState

if TYPE_CHECKING:
    from linli.cases.bulk.book import Book

ENDINGS = {State.CLOSED: Act.CLOSE, State.DECLINED: Act.DECLINE, State.VOID: Act.VOID}


class Life(Dossier):
    """
    A case from its report on, carried through its acts without being stored in between.

    The guard is not asked: whoever tells a history is answerable for its being possible. `fill_in` holds events whose
    details name rows that have no number yet.
    """

    def __init__(
        self,
        book: "Book",
        *,
        text: str,
        receipt: str,
        at: datetime,
        area: Any,
        actor: Any = None,
        contact: str = "",
        photos: Sequence[str] = (),
        reported: dict[str, Any] | None = None,
        **known: Any,
    ) -> None:
        """Take the report and submit it. known: columns of the case; reported: columns of the report."""
        moment = at.replace(microsecond=at.microsecond // 1000 * 1000)
        case = Case(state=State.DRAFT, area=area, reported_at=moment, **known)
        super().__init__(case, actor=actor, now=moment, by_reporter=actor is None)
        self.book, self.calendar = book, book.calendar
        self.call_back: CallBack | None = None
        self.relapse_of: Case | None = None
        self.fill_in: list[tuple[Event, Callable[[], dict[str, Any]]]] = []
        said = {"channel": Channel.WEB} | (reported or {})
        self.report = Report(case=case, receipt=receipt, text=text, taken_by=actor, reported_at=moment, **said)
        if contact:
            self.report.contact, self.report.contact_digest = contact, intake.contact_digest(contact)
        self.show(photos, EvidenceKind.BEFORE, report=self.report, by=actor)
        self.advance(Act.SUBMIT)

    def at(self, now: datetime, actor: Any = None, *, by_reporter: bool = False) -> "Life":
        """Move on to a moment and a person; None is a job, or the reporter."""
        self.now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        self.actor, self.by_reporter = actor, by_reporter
        self.__dict__.pop("policy", None)
        return self

    def office(self, desk: Desk) -> Any:
        """Return the office at a desk of the case's area, from the book's memory. Raises MoveRefused."""
        return self.book.office(desk, self.case.area) or super().office(desk)

    def plan_revisit(self, closing: Event) -> None:
        """Begin the re-visit of the case just closed, if its kind is a recurring one."""
        revisiting.plan_revisit(self, closing)
        self.revisits = [row for row in self.added if isinstance(row, Revisit) and row.done_at is None]

    def relapse(self, text: str) -> "Life":
        """Begin the history of a relapse that the actor finds now, at the same place."""
        case = self.case
        place = {"place": case.place, "address": case.address, "longitude": case.longitude, "latitude": case.latitude}
        again = self.book.open(
            text=text,
            token=f"relapse after {self.report.receipt} {case.round}",
            at=self.now,
            area=case.area,
            actor=self.actor,
            reported={"channel": Channel.PATROL},
            category=case.category,
            **place,
        )
        again.relapse_of = case
        return again

    def searched(self) -> str:
        """Return the words under which the case is found."""
        return f"{self.report.text} {self.case.address} {self.case.summary}".rstrip()

    def show(self, photos: Sequence[str], kind: EvidenceKind, **facts: Any) -> None:
        """Keep stored pictures as evidence of this round."""
        about = {"by": self.actor} | facts
        for photo in photos:
            self.add(Evidence(case=self.case, kind=kind, file=photo, round=self.case.round, at=self.now, **about))

    def end_elsewhere(self, state: State, note: str) -> None:
        """End an imported case as it ended at its source; none of its stages is measured."""
        self.added = [row for row in self.added if row not in self.clocks]
        self.clocks = []
        end_as_elsewhere(self, state, note)


def end_as_elsewhere(file: Dossier, state: State, note: str) -> Event:
    """
    End a case as it ended at the source it was imported from, in one act, whatever lies between.

    Its steps there are not known, so none are made up; a clock that was begun here just ends.
    """
    case, before = file.case, file.case.state
    event = file._event(ENDINGS[state], note, None, None)
    for clock in file.clocks:
        timing.end(clock, file.now)
    for task in file.open_tasks:
        task.state = TaskState.RELEASED
    case.state, case.ended_at, case.due_at, case.is_held = state, file.now, None, False
    event.moved = LETTERS[before] + LETTERS[state]
    case.version += 1
    return event
