"""Attention from outside the unit: urging, supervising, notices, and escalation by the clock."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.models import Case, Oversight
from linli.cases.queries.escalations import list_escalations
from linli.cases.rules import clocks as timing
from linli.cases.rules.desks import Desk
from linli.cases.services.dossier import Dossier
from linli.cases.services.refusals import MoveRefused
from linli.cases.services.wording import carried, note_of
from linli.cases.terms import Act, Level, OversightKind

log = logging.getLogger("linli.cases")
DESKS = {level: Desk(level.value) for level in Level}


@transaction.atomic
def urge(*, case_id: int, now: datetime, actor: Any = None, note: str = "", version: int | None = None) -> Case:
    """Urge the unit; the reporter (no actor) may do it once in the period of the policy."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version, by_reporter=actor is None)
    file.judge(Act.URGE, facts={"urged": urged_lately(file)})
    _oversee(file, Act.URGE, OversightKind.URGE, note=note_of(note))
    return file.store()


def urged_lately(file: Dossier) -> bool:
    """Return whether a reporter urged within the period that has not ended yet."""
    last = file.case.events.filter(act=Act.URGE, actor_id__isnull=True).order_by("-id").first()
    return last is not None and file.now <= timing.due_after(file.policy.urge_period, last.at, file.calendar)


@transaction.atomic
def supervise(
    *, case_id: int, actor: Any, now: datetime, note: str, level: Level | None = None, version: int | None = None
) -> Case:
    """Put a case under supervision at a level, the subdistrict unless said otherwise."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    why = note_of(note)
    file.judge(Act.SUPERVISE, carried=carried(note=why))
    _oversee(file, Act.SUPERVISE, OversightKind.SUPERVISE, note=why, level=level or Level.SUBDISTRICT)
    return file.store()


@transaction.atomic
def give_notice(
    *, case_id: int, actor: Any, now: datetime, note: str, until: datetime, version: int | None = None
) -> Case:
    """Give the responsible unit notice to rectify by a moment."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    why = note_of(note)
    file.judge(Act.NOTICE, carried=carried(note=why, until=until), until_ahead=until > file.now)
    _oversee(file, Act.NOTICE, OversightKind.NOTICE, note=why, due_at=until)
    return file.store()


@transaction.atomic
def heed(*, case_id: int, actor: Any, now: datetime, note: str, version: int | None = None) -> Case:
    """Answer all open oversights of a case in the unit's name."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    why = note_of(note)
    file.judge(Act.HEED, carried=carried(note=why))
    file.case.oversights.filter(heeded_at__isnull=True).update(heeded_at=file.now)
    file.advance(Act.HEED, note=why)
    return file.store()


def _oversee(file: Dossier, act: Act, kind: OversightKind, *, note: str = "", **fields: Any) -> None:
    unit = file.case.unit or file.case.holder
    event = file.advance(act, note=note, receiver=unit)
    file.add(Oversight(event=event, case=file.case, kind=kind, unit=unit, **fields))


@transaction.atomic
def escalate(
    *, case_id: int, now: datetime, level: Level, clock_id: int | None = None, actor: Any = None, note: str = ""
) -> Case:
    """
    Tell the next level about an expired clock; never moves the case, and never tells twice.

    clock_id: the stage clock that expired, None for the whole case. By the job (no actor) or by hand.
    """
    file = Dossier.open(case_id, actor=actor, now=now)
    told = Oversight.objects.filter(case_id=case_id, kind=OversightKind.ESCALATE, clock_id=clock_id, level=level)
    if told.exists():
        return file.case
    file.judge(Act.ESCALATE)
    unit = file.office(DESKS[level])
    event = file.advance(Act.ESCALATE, note=note_of(note), receiver=unit, details={"level": level, "clock": clock_id})
    told_of = {"kind": OversightKind.ESCALATE, "level": level, "clock_id": clock_id, "unit": unit}
    file.add(Oversight(event=event, case=file.case, **told_of))
    return file.store()


def escalate_due(*, now: datetime, limit: int = 500) -> int:
    """
    Escalate every expired clock of an open case to the next level; return how many were new.

    First the subdistrict hears of it, one working day later the district; cases nobody has accepted count as well.
    One transaction a case; one that was ended meanwhile, or has no office to tell, keeps no other waiting.
    """
    done = 0
    for case_id, clock_id, level in list_escalations(now=now, limit=limit):
        seen = Case.objects.values_list("version", flat=True).get(pk=case_id)
        try:
            done += escalate(case_id=case_id, now=now, level=level, clock_id=clock_id).version > seen
        except MoveRefused as refused:
            log.warning("case %s was not escalated: %s", case_id, refused.rule)
    return done
