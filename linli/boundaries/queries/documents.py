"""The dossier of a plan, and which files can be made of it."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import shapely
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.boundaries.documents.compiling import Split
from linli.boundaries.documents.dossier import Asked, Basis, Dossier, Settlement, Stage, Voices
from linli.boundaries.models import Plan, Project
from linli.boundaries.queries.consultation import list_records
from linli.boundaries.queries.desk import Desk, open_desk
from linli.boundaries.queries.norms import equipment_on
from linli.boundaries.queries.projects import visible_plans
from linli.boundaries.queries.voices import count_voices
from linli.boundaries.rules.base import Base
from linli.boundaries.rules.sheet import FREE
from linli.boundaries.terms import ConsultationKind, ProjectState
from linli.districting.findings import examine_plan
from linli.districting.problem import ProblemError
from linli.organisations.queries import list_in_force
from linli.organisations.terms import OrganisationKind
from linli.people.access import accounts_within
from linli.people.queries import list_colleagues
from linli.places import queries as places

SETTLED = (ProjectState.APPROVED, ProjectState.IN_FORCE, ProjectState.ARCHIVED)
MARGIN_DEGREES = 0.002
NEIGHBOURS_MAX = 200
NAMES_SHOWN = 6


def for_project(project: Project, user: Any) -> dict[str, Any]:
    """Return what the project's page says about documents: the plans they can be made of, the chosen one first."""
    return {"document_plans": list_document_plans(project, user)}


def list_document_plans(project: Project, user: Any) -> list[Plan]:
    """Return the plans of a project that the user may see and that have a step, the chosen one first."""
    plans = visible_plans(user).filter(project=project, head__isnull=False, is_archived=False).order_by("-made_at")
    return sorted(plans, key=lambda plan: plan.pk != project.chosen_id)


def get_dossier(plan: Plan, user: Any, now: datetime) -> Dossier:
    """Return everything the documents of a plan say, as its head is now. user: for whom, so that names fit the eye."""
    project, desk = plan.project, open_desk(plan)
    split = Split(
        desk.base,
        desk.sheet.labels,
        desk.called,
        desk.heirs,
        equipment_on(timezone.localdate(now)),
        _around(desk.base),
        _staff(desk.base, user, timezone.localdate(now)),
    )
    settlements = split.settlements()
    missing = (*_unsettled(project, plan), *_unfinished(desk, settlements))
    return Dossier(
        title=project.title,
        area=project.area.name,
        state=_(ProjectState(project.state).label),
        low=project.low,
        high=project.high,
        band_reason=project.band_reason,
        is_draft=bool(missing),
        missing=missing,
        basis=_basis(project, plan, user, now),
        settlements=settlements,
        presents=split.presents(),
        moved=split.moved(),
        premises=split.premises(),
        trail=tuple(_trail(project)),
        asked=tuple(_asked(project)),
        voices=_voices(project),
        equipment=split.equipment,
        base=desk.base,
        labels=desk.sheet.labels,
    )


def _unsettled(project: Project, plan: Plan) -> Iterator[str]:
    """Yield what offices have not decided yet."""
    if project.chosen_id != plan.pk:
        yield _("This is not the plan chosen for the project.")
    if project.state not in SETTLED or not project.document:
        yield _("The district has not approved it: there is no document of approval.")


def _unfinished(desk: Desk, settlements: tuple[Settlement, ...]) -> Iterator[str]:
    """Yield what is not finished in the plan itself."""
    project = desk.plan.project
    free = [unit for unit, label in enumerate(desk.sheet.labels) if label == FREE]
    if free:
        counts = {"units": len(free), "households": sum(desk.base.units[unit].households for unit in free)}
        yield _("%(units)s units with %(households)s households belong to no community yet.") % counts
    outside = [each for each in settlements if not project.low <= each.households <= project.high]
    if outside:
        names = _shortened([f"{each.name} {each.households}" for each in outside])
        params = {"names": names, "low": project.low, "high": project.high}
        yield _("Not within %(low)s to %(high)s households: %(names)s.") % params
    yield from _broken(desk)


def _broken(desk: Desk) -> Iterator[str]:
    """Yield how many hard rules the checks of the desk find broken."""
    try:
        wrong = sum(finding.is_wrong for finding in examine_plan(desk.problem, desk.labels))
    except ProblemError:
        yield _("The locks of the plan contradict each other.")
        return
    if wrong:
        yield _("The checks of the desk find %(count)s things that break a hard rule.") % {"count": wrong}


def _shortened(names: list[str]) -> str:
    more = _(" and %(count)s more") % {"count": len(names) - NAMES_SHOWN} if len(names) > NAMES_SHOWN else ""
    return "、".join(names[:NAMES_SHOWN]) + more


def _basis(project: Project, plan: Plan, user: Any, now: datetime) -> Basis:
    step = plan.head
    assert step is not None
    return Basis(
        mark=f"B{project.pk}-{plan.pk}-{step.pk}",
        plan=plan.name,
        step=step.pk,
        step_at=step.at,
        digest=bytes(project.base.digest).hex()[:32],
        ground_at=project.base.taken_at,
        ground_source=project.base.source,
        made_at=now,
        made_by=str(user),
        document=project.document,
        document_date=project.document_date,
        effective_on=project.effective_on,
    )


def _trail(project: Project) -> Iterator[Stage]:
    for passage in project.passages.select_related("actor").order_by("pk"):
        yield Stage(
            at=passage.at,
            before=_(ProjectState(passage.before).label) if passage.before else "",
            after=_(ProjectState(passage.after).label),
            actor=str(passage.actor or ""),
            note=passage.note,
            step=str(passage.step_id or ""),
        )


def _asked(project: Project) -> Iterator[Asked]:
    for record in list_records(project).order_by("on", "pk"):
        yield Asked(
            _(ConsultationKind(record.kind).label),
            record.on,
            record.place,
            record.asked,
            record.answered,
            record.representatives,
            record.in_favour,
            record.against,
            record.abstained,
        )


def _voices(project: Project) -> Voices:
    counts = count_voices(project)
    return Voices(
        comments=counts["comments"] - counts["objections"],
        objections=counts["objections"],
        unanswered=counts["objections_open"],
        drawn=counts["neighbourhoods_shown"],
    )


def _around(base: Base) -> list[tuple[str, BaseGeometry]]:
    """Return the communities in force that lie beside the ground, by name and outline."""
    longitudes, latitudes = [unit.longitude for unit in base.units], [unit.latitude for unit in base.units]
    found = places.list_in_force().filter(
        tier__code="community",
        outline__west__lte=max(longitudes) + MARGIN_DEGREES,
        outline__east__gte=min(longitudes) - MARGIN_DEGREES,
        outline__south__lte=max(latitudes) + MARGIN_DEGREES,
        outline__north__gte=min(latitudes) - MARGIN_DEGREES,
    )
    rows = found.select_related("outline").order_by("code", "path")[:NEIGHBOURS_MAX]
    outlines = [(area.name, shape(json.loads(area.outline.geojson))) for area in rows if area.outline]
    return [
        (name, outline) for name, outline in outlines if not shapely.contains_xy(outline, longitudes, latitudes).any()
    ]


def _staff(base: Base, user: Any, today: date) -> list[tuple[tuple[str, ...] | None, int | None]]:
    """Return for each present community the people of its committee: names if the user may see them, and how many."""
    keys = [community.key for community in base.communities if community.key]
    committees: dict[str, list[int]] = {}
    rows = list_in_force().filter(kind=OrganisationKind.RESIDENTS_COMMITTEE, area__key__in=keys)
    for key, organisation in rows.values_list("area__key", "pk"):
        committees.setdefault(str(key), []).append(organisation)
    return [_people_of(committees.get(community.key, []), user, today) for community in base.communities]


def _people_of(committees: list[int], user: Any, today: date) -> tuple[tuple[str, ...] | None, int | None]:
    people = {account.pk: str(account) for each in committees for account in list_colleagues(each, today)}
    if not people:
        return None, None
    seen = set(accounts_within(user).filter(pk__in=people).values_list("pk", flat=True))
    return (tuple(people.values()) if seen == set(people) else None), len(people)
