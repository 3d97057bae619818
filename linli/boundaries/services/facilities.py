"""Offices, rooms and residents of a ground, as people know them: set on a new ground, the old one is never edited."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.boundaries.models import Project
from linli.boundaries.queries.projects import base_of
from linli.boundaries.rules.base import NOWHERE, Base
from linli.boundaries.rules.pieces import seat_note
from linli.boundaries.services.ground import in_words, keep_ground
from linli.boundaries.services.projects import ProjectRefused, lock_draft
from linli.foundation import audit
from linli.values import Reason, noop


@transaction.atomic
def set_facilities(
    *,
    project_id: int,
    version: int,
    seats: Mapping[int, int],
    rooms: Mapping[int, bool],
    populations: Mapping[int, int | None],
    actor: Any,
    now: datetime,
) -> Project:
    """
    Say where the offices are (community -> unit), which units have a room, and how many residents live in them.

    The project points to a new ground with the same units, so that no plan changes. Raises ProjectRefused.
    """
    project = lock_draft(project_id, version)
    base = base_of(project)
    changed = _with_facilities(base, seats, rooms, populations)
    if changed == base:
        return project
    project.base = keep_ground(changed, now=now, source=project.base.source)
    project.version += 1
    project.save(update_fields=["base", "version"])
    note = project.title
    audit.record(actor=actor, action="boundaries.facilities", subject=project, at=now, note=note)
    return project


def _with_facilities(
    base: Base, seats: Mapping[int, int], rooms: Mapping[int, bool], populations: Mapping[int, int | None]
) -> Base:
    units = list(base.units)
    for number in {*rooms, *populations, *seats.values()}:
        if not 0 <= number < len(units):
            raise ProjectRefused("no_such_unit", noop("Choose units of this plan first."))
    for number, room in rooms.items():
        units[number] = replace(units[number], room=room)
    for number, population in populations.items():
        units[number] = replace(units[number], population=population)
    communities = list(base.communities)
    for number, seat in seats.items():
        if not 0 <= number < len(communities) or units[seat].community != number:
            text = noop("“%(unit)s” lies in another community; its office stands elsewhere.")
            raise ProjectRefused("seat_elsewhere", text, unit=units[seat].name)
        communities[number] = replace(communities[number], seat=seat)
    known = {in_words(_assumed(base, number)) for number in seats}
    notes = tuple(note for note in base.notes if note not in known)
    return replace(base, units=tuple(units), communities=tuple(communities), notes=notes)


def _assumed(base: Base, number: int) -> Reason:
    """Return the note that stands for an office nobody had named yet."""
    present = base.communities[number]
    return seat_note(present.name, base.units[present.seat].name if present.seat != NOWHERE else "")
