"""The ground of a project is taken anew after places changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.boundaries.models import Project
from linli.boundaries.queries.projects import base_of
from linli.boundaries.queries.taking import find_ground
from linli.boundaries.rules.base import Base
from linli.boundaries.rules.ground import lay
from linli.boundaries.rules.pieces import GroundRefused
from linli.boundaries.rules.retaking import carry_over, carry_sheet, differences, is_same_ground
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.services.ground import keep_ground, noted
from linli.boundaries.services.plans import begin_plan
from linli.boundaries.services.projects import create_project, lock_draft
from linli.foundation import audit
from linli.places import queries as places
from linli.values import Reason, noop


@dataclass(frozen=True)
class Retake:
    """The ground as places knows it now. is_same: whether the units are the same, so that plans stay as they are."""

    base: Base
    differences: Sequence[Reason]
    is_same: bool


def foresee_retake(project: Project) -> Retake:
    """Return what taking a project's ground anew would change; nothing is written. Raises GroundRefused."""
    old = base_of(project)
    communities = [places.get_area(one.key) if one.key else None for one in old.communities]
    if not all(unit.place for unit in old.units) or not communities:
        raise GroundRefused("from_file", noop("This ground came from a file; begin a new project with a new file."))
    for one, area in zip(old.communities, communities, strict=True):
        if area is None:
            text = noop("“%(community)s” no longer exists; begin a new project.")
            raise GroundRefused("community_gone", text, community=one.name)
    found = find_ground([area for area in communities if area is not None])
    rank = {unit.key: number for number, unit in enumerate(old.units)}
    pieces = sorted(found.pieces, key=lambda piece: rank.get(piece.key, len(rank)))
    new = carry_over(old, noted(lay(pieces, found.homes, found.lines), found.notes))
    return Retake(new, differences(old, new), is_same_ground(old, new))


@transaction.atomic
def retake_ground(*, project_id: int, version: int, actor: Any, now: datetime) -> Project:
    """
    Take the ground of a draft anew and return the project that has it.

    With the same units it is the same project, and its plans stay. With others a new draft begins, to which the plans
    go along unit by unit; the old project stays as it was. Raises ProjectRefused, GroundRefused.
    """
    project = lock_draft(project_id, version)
    retake = foresee_retake(project)
    if not retake.differences:
        return project
    if not retake.is_same:
        return _begin_anew(project, retake.base, actor, now)
    project.base = keep_ground(retake.base, now=now, source=project.base.source)
    project.version += 1
    project.save(update_fields=["base", "version"])
    audit.record(actor=actor, action="boundaries.retake", subject=project, at=now, note=project.title)
    return project


def _begin_anew(project: Project, base: Base, actor: Any, now: datetime) -> Project:
    """Begin a draft on the new ground with the plans of the old one."""
    day = localdate(now).isoformat()
    fresh = create_project(
        area=project.area,
        base=base,
        title=f"{project.title[:86]} {day}",
        low=project.low,
        high=project.high,
        band_reason=project.band_reason,
        wished=project.wished,
        weights=project.weights,
        source=project.base.source,
        actor=actor,
        now=now,
    )
    old = base_of(project)
    for plan in project.plans.filter(is_archived=False).select_related("head").order_by("pk"):
        if plan.head is not None:
            sheet = carry_sheet(Sheet.from_json(plan.head.sheet), old, base)
            begin_plan(project=fresh, name=plan.name, sheet=sheet, actor=actor, now=now, copied_from=plan)
    return fresh
