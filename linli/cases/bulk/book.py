"""Collects histories and writes them: cases, work, events in the order they happened, then what hangs on them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Max

from linli.cases.bulk.life import Life
from linli.cases.models import Case, Event, StageClock, Task
from linli.cases.queries import offices, policy
from linli.cases.rules.desks import Desk
from linli.cases.services import intake
from linli.cases.services.dossier import to_json
from linli.foundation import search
from linli.foundation.audit import append_many

BATCH = 500


class Book:
    """Histories that are not stored yet, and what all of them need: calendar, offices, appointments."""

    def __init__(self) -> None:
        """Begin an empty book."""
        self.lives: list[Life] = []
        self.calendar = policy.get_calendar()
        policy.calendar_key(self.calendar.version)
        self._offices: dict[tuple[Desk, str], Any] = {}

    def open(self, *, text: str, token: str, at: datetime, area: Any, **facts: Any) -> Life:
        """Begin a history with a report, as `take_report` does; its area is known already. facts: see Life."""
        life = Life(self, text=text, receipt=intake.receipt_for(token), at=at, area=area, **facts)
        self.lives.append(life)
        return life

    def office(self, desk: Desk, area: Any) -> Any:
        """Return the office at a desk of an area; asked once for each."""
        key = (desk, area.path)
        if key not in self._offices:
            self._offices[key] = offices.office_at(desk, area)
        return self._offices[key]

    @transaction.atomic
    def write(self) -> int:
        """Store all histories and begin anew; return how many there were. Events are chained in order of time."""
        lives, self.lives = self.lives, []
        lives.sort(key=lambda life: life.case.reported_at)
        for life in lives:
            life.case.number = intake.number_for(life.case.reported_at)
        _write([life.case for life in lives])
        _tie_relapses(lives)
        _write([life.report for life in lives])
        added: dict[type, list[Any]] = defaultdict(list)
        for life in lives:
            for row in life.added:
                added[type(row)].append(row)
        _write(added.pop(Task, []))
        _write_events(lives)
        # In the order of their keys: a table that grows at its end has no gaps.
        _write(sorted(added.pop(StageClock, []), key=lambda clock: clock.event.pk))
        for rows in added.values():
            _write(rows)
        search.index_many(intake.SEARCHED, ((life.case.pk, life.searched()) for life in lives))
        return len(lives)


def _write(rows: list[Any]) -> None:
    """Insert rows of one model."""
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)


def _tie_relapses(lives: list[Life]) -> None:
    """Tie relapses to the cases they follow, which have their keys only now."""
    relapses = [life.case for life in lives if life.relapse_of is not None]
    for life in lives:
        if life.relapse_of is not None:
            life.case.relapse_of = life.relapse_of
    Case.objects.bulk_update(relapses, ["relapse_of"], batch_size=BATCH)


def _write_events(lives: Iterable[Life]) -> None:
    """Number and seal the events of all histories in the order they happened."""
    rows = [(event.at, life.case.pk, place, event) for life in lives for place, event in enumerate(life.events)]
    rows.sort(key=itemgetter(0, 1, 2))
    events = [row[3] for row in rows]
    first = (Event.objects.aggregate(last=Max("id"))["last"] or 0) + 1
    for number, event in enumerate(events, first):
        event.pk, event.case_id = number, event.case.pk
    for life in lives:
        for event, details in life.fill_in:
            event.details = to_json(details())
    append_many(events)
    if events and events[0].pk != first:
        raise RuntimeError("the chain grew while histories were written; nothing was stored")
