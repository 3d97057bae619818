"""The open file of one case: what one act reads, judges, changes and stores. The only way a case is changed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, models

from linli.cases.models import Case, Event, StageClock
from linli.cases.models.history import LETTERS
from linli.cases.queries import offices, policy
from linli.cases.queries.standing import Standing
from linli.cases.rules import clocks as timing
from linli.cases.rules import desks, guard, machine
from linli.cases.rules.limits import Limit
from linli.cases.rules.table import TABLE
from linli.cases.services.refusals import ConflictError, MoveRefused
from linli.cases.terms import Act, AdjustmentKind, AdjustmentState, Stage
from linli.foundation.audit import append, append_many
from linli.foundation.inserting import insert
from linli.organisations.terms import OrganisationKind
from linli.values import Reason, noop

NO_OFFICE = noop("No headquarters is set up that could hold the case.")


class Dossier(Standing):
    """A case and what belongs to it while one act changes them; nothing is written before `store`."""

    def __init__(self, case: Case, *, actor: Any, now: datetime, by_reporter: bool = False) -> None:
        """Take the case as it is; `actor` is None for reporters and jobs."""
        super().__init__(case, actor=actor, now=now, by_reporter=by_reporter)
        self.events: list[Event] = []
        self.added: list[models.Model] = []
        self._known: dict[models.Model, tuple[Any, ...]] = {}
        if case.pk is not None:
            self._keep([case])

    @classmethod
    def open(
        cls, case_id: int, *, actor: Any, now: datetime, version: int | None = None, by_reporter: bool = False
    ) -> "Dossier":
        """
        Lock and read a case.

        Raises Case.DoesNotExist, and ConflictError if `version` is not the present one.
        """
        lock(case_id)
        case = Case.objects.select_related("area__tier", "holder", "unit", "category").get(pk=case_id)
        if version is not None and version != case.version:
            since = case.events.order_by("-id")[: max(1, case.version - version)]
            raise ConflictError(case, list(since)[::-1])
        return cls(case, actor=actor, now=now, by_reporter=by_reporter)

    def judge(self, act: Act, *, facts: Mapping[str, Any] | None = None, **brought: Any) -> None:
        """Ask the guard; raises MoveRefused with every reason."""
        known = replace(self.facts(), **facts) if facts else self.facts()
        verdict = guard.judge(known, self.attempt(act, **brought))
        if not verdict.allowed:
            raise MoveRefused(*verdict.reasons)

    # Changing

    def advance(
        self, act: Act, *, note: str = "", receiver: Any = None, details: Mapping[str, Any] | None = None
    ) -> Event:
        """Do what the table says: record the event, move clocks and state, find the next desk."""
        case, before = self.case, self.case.state
        held = case.is_held
        event = self._event(act, note, receiver, details)
        machine.step(case, act, self.clocks, now=self.now, calendar=self.calendar, begin=self._beginner(event))
        event.moved = LETTERS[before] + LETTERS[case.state]
        if held and not case.is_held:
            self._end_requests(AdjustmentState.GRANTED, AdjustmentState.ENDED, {AdjustmentKind.HOLD})
        if before is not case.state:
            self._end_requests(AdjustmentState.ASKED, AdjustmentState.DENIED, set(AdjustmentKind))
            self.settle_holder()
        case.version += 1
        return event

    def settle_holder(self) -> None:
        """Give the case to the one office or unit whose turn it is now."""
        case = self.case
        by_committee = case.unit is not None and case.unit.kind == OrganisationKind.RESIDENTS_COMMITTEE
        desk = desks.desk_for(
            case.state, case.owner_class, coordination=self.coordination, unit_is_community=by_committee
        )
        if desk is desks.Desk.UNIT and case.unit is not None:
            case.holder = case.unit
        elif desk is not desks.Desk.STAYS:
            case.holder = self.office(desk)

    def office(self, desk: desks.Desk) -> Any:
        """Return the office at a desk of the case's area. Raises MoveRefused where none is set up."""
        found = offices.office_at(desk, self.case.area)
        if found is None:
            raise MoveRefused(Reason("cases.md#holder", NO_OFFICE))
        return found

    def _event(self, act: Act, note: str, receiver: Any, details: Mapping[str, Any] | None) -> Event:
        event = Event(
            case=self.case,
            act=act,
            at=self.now,
            actor_id=getattr(self.actor, "pk", None),
            capacity=None if self.actor is None else self.actor.capacity(TABLE[act].action),
            receiver=receiver,
            note=note,
            details=to_json(details),
        )
        self.events.append(event)
        return event

    def _beginner(self, event: Event) -> machine.Begin:
        def begin(stage: Stage, start: datetime) -> StageClock:
            limit = self.limit_of(stage, event.act)
            clock = StageClock(
                event=event,
                task=self.main_task if stage in (Stage.SIGN, Stage.HANDLE) else None,
                stage=stage,
                limit=str(limit),
                due_at=timing.due_after(limit, start, self.calendar),
            )
            if limit.is_working:
                clock.calendar_id = policy.calendar_key(self.calendar.version)
            self.clocks.append(clock)
            self.added.append(clock)
            return clock

        return begin

    def limit_of(self, stage: Stage, act: Act) -> Limit:
        """Return the limit of a stage of this case; another round of the same work gets a share of it."""
        category = self.case.category
        if stage is Stage.SAFE and category is not None and category.safe_limit:
            return Limit.parse(category.safe_limit)
        handle = Limit.parse(self.case.limit) if self.case.limit else None
        limit = self.policy.limit_of(stage, self.case.urgency, handle)
        again = act in (Act.REWORK, Act.FAIL) and stage is Stage.HANDLE
        return limit.times(*self.policy.rework) if again else limit

    def _end_requests(self, old: AdjustmentState, new: AdjustmentState, kinds: set[AdjustmentKind]) -> None:
        for request in self.requests:
            if request.state is old and request.kind in kinds:
                request.state, request.ended_at = new, self.now

    # Storing

    def add(self, *rows: Any) -> None:
        """Remember new rows, in the order they must be stored."""
        self.added.extend(rows)

    def store(self) -> Case:
        """Write everything that changed inside the present transaction: case, work, events, then what hangs on them."""
        before_events = [row for row in self.added if not _hangs_on_event(row)]
        self._save(self.case)
        for row in before_events:
            insert(row)
        for event in self.events:
            event.case = self.case  # a new case has its key only now, and the seal covers it
        if len(self.events) == 1:
            append(self.events[0])
        else:
            append_many(self.events)
        for row in self.added:
            if _hangs_on_event(row):
                insert(row)
        for row in list(self._known):
            self._save(row)
        self.events, self.added = [], []
        return self.case

    def _keep(self, rows: Any) -> list[Any]:
        kept = list(rows)
        self._known |= {row: _values(row) for row in kept}
        return kept

    def _save(self, row: models.Model) -> None:
        """Write the columns of a row that changed since it was read; insert a new one."""
        if row.pk is None:
            insert(row)
            return
        before = self._known.get(row)
        if before is None:
            return
        names = [
            field.name
            for field, old in zip(row._meta.concrete_fields, before, strict=True)
            if getattr(row, field.attname) != old
        ]
        if names:
            row.save(update_fields=names)
            self._known[row] = _values(row)


def lock(*case_ids: int) -> None:
    """
    Keep other writers away from cases until the transaction ends, in the order of their keys.

    Apart from the reading: PostgreSQL, woken after a wait, would join the new row with the old holder and find nothing.
    SQLite has no row locks; its transactions are immediate, so only one writes at a time.
    """
    if connection.features.has_select_for_update:
        list(Case.objects.select_for_update().filter(pk__in=case_ids).order_by("pk").values_list("pk"))


def to_json(details: Mapping[str, Any] | None) -> str:
    """Return details as short JSON; nothing as empty text."""
    kept = {key: value for key, value in (details or {}).items() if value not in (None, "", [])}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if kept else ""


def _values(row: models.Model) -> tuple[Any, ...]:
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields)


def _hangs_on_event(row: Any) -> bool:
    """Return whether a row is keyed by an event, which must be numbered first."""
    return row._meta.pk.is_relation and row._meta.pk.related_model is Event
