"""Open cases follow the territory: when a community was split, each goes to the community that its place is in now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext

from linli.cases.models import Case, Event, Task
from linli.cases.models.history import LETTERS
from linli.cases.queries import ground
from linli.cases.queries.offices import office_at
from linli.cases.rules.desks import Desk
from linli.cases.services.dossier import lock, to_json
from linli.cases.terms import OPEN_TASKS, Act, TaskKind, TaskState
from linli.foundation.audit import append_many
from linli.organisations import queries as organisations
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places
from linli.values import noop

BATCH = 500
NOTE = noop("After the change it belongs to “%(after)s”, before to “%(before)s” (%(document)s).")


@transaction.atomic
@ground.steady()
def rehome(*, to: Mapping[int, Any], actor: Any, now: datetime, document: str, action: str = "") -> list[int]:
    """
    Give open cases the communities they lie in after a change of boundaries; return the keys of those that moved.

    to: key of a case -> its community from now on. What the residents' committee of the old community held or worked
    on passes to the one of the new community; state and clocks stay. A case that has ended keeps its community.
    action: the duty in which the actor does it. One event a case, in the order of their keys.
    """
    lock(*to)
    cases = [case for case in _open_cases(sorted(to)) if case.area_id != to[case.pk].pk]
    before = _committees({case.area_id for case in cases})
    capacity = None if actor is None or not action else actor.capacity(action)
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    events = []
    for case in cases:
        area = to[case.pk]
        group = _after(case, area, before[case.area_id])
        groups[(case.area_id, area.pk, *group)].append(case.pk)
        events.append(_event(case, area, group[0], now=now, actor=actor, capacity=capacity, document=document))
    for (old, *facts), keys in groups.items():
        _write(facts, keys)
        _pass_tasks(keys, before[old], office_at(Desk.COMMUNITY, to[keys[0]]))
    append_many(events)
    return [case.pk for case in cases]


@transaction.atomic
def follow_territory(*, to: Mapping[int, places.Area], actor: Any, now: datetime, action: str) -> list[int]:
    """
    Move open cases of areas that have ended, as `rehome` does, and name the decision by which each area ended.

    to: key of a case -> the area a person confirmed. Return the keys of those that moved.
    """
    groups: dict[str, dict[int, Any]] = defaultdict(dict)
    rows = Case.objects.filter(pk__in=to, area__valid_to__isnull=False).select_related("area")
    said = places.end_documents({case.area_id for case in rows})
    for case in rows:
        groups[said.get(case.area_id) or f"{case.area.valid_to:%Y-%m-%d}"][case.pk] = to[case.pk]
    moved: list[int] = []
    for document, homes in groups.items():
        moved += rehome(to=homes, actor=actor, now=now, document=document, action=action)
    return moved


def _open_cases(keys: Sequence[int]) -> Iterable[Case]:
    """Yield the open cases of these keys in their order."""
    for start in range(0, len(keys), BATCH):
        rows = Case.objects.filter(pk__in=keys[start : start + BATCH], ended_at__isnull=True)
        yield from rows.select_related("area").order_by("pk")


def _committees(areas: Iterable[int]) -> dict[int, set[int]]:
    """Return the keys of the residents' committees that answer, or answered, for exactly a community; by community."""
    found: dict[int, set[int]] = defaultdict(set)
    kind = OrganisationKind.RESIDENTS_COMMITTEE
    rows = organisations.Organisation.objects.filter(area__in=list(areas), kind=kind)
    for area, committee in rows.values_list("area_id", "pk"):
        found[area].add(committee)
    return found


def _after(case: Case, area: Any, before: set[int]) -> tuple[int, int | None, bool]:
    """Return who holds the case from now on, which unit is responsible, and whether nobody has claimed it any more."""
    office = office_at(Desk.COMMUNITY, area)
    if office is None:
        return case.holder_id, case.unit_id, False
    is_held, is_theirs = case.holder_id in before, case.unit_id in before
    return (office.pk if is_held else case.holder_id, office.pk if is_theirs else case.unit_id, is_held)


def _write(group: Sequence[Any], keys: Sequence[int]) -> None:
    """Write what is the same for several cases, in one statement each 500."""
    area, holder, unit, is_unclaimed = group
    facts = {"area_id": area, "holder_id": holder, "unit_id": unit, "version": F("version") + 1}
    facts |= {"claimed_by": None} if is_unclaimed else {}
    for start in range(0, len(keys), BATCH):
        Case.objects.filter(pk__in=keys[start : start + BATCH]).update(**facts)


def _pass_tasks(keys: Sequence[int], before: set[int], office: Any) -> None:
    """Give the committee's work that is not over to the new committee; the leading task is taken up again on rework."""
    if office is None or not before:
        return
    going_on = Q(state__in=OPEN_TASKS) | Q(kind=TaskKind.MAIN, state=TaskState.DONE)
    for start in range(0, len(keys), BATCH):
        theirs = Task.objects.filter(case__in=keys[start : start + BATCH], unit__in=before)
        theirs.filter(going_on).update(unit=office)


def _event(
    case: Case, area: Any, holder: int, *, now: datetime, actor: Any, capacity: int | None, document: str
) -> Event:
    """Return the unsealed event, in the language of the office; the state stays."""
    with translation.override(settings.LANGUAGE_CODE):
        note = gettext(NOTE) % {"after": area.name, "before": case.area.name, "document": document}
    return Event(
        case=case,
        act=Act.REHOME,
        at=now.replace(microsecond=now.microsecond // 1000 * 1000),
        actor_id=getattr(actor, "pk", None),
        capacity=capacity,
        moved=LETTERS[case.state] * 2,
        receiver_id=holder if holder != case.holder_id else None,
        note=note,
        details=to_json({"areas": [case.area_id, area.pk]}),
    )
