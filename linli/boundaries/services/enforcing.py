"""A boundary comes in force: territory, offices and open cases change in one transaction, or nothing does."""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.boundaries.models import Project, Rehoming
from linli.boundaries.queries.preview import Outlook, Standing, look_ahead
from linli.boundaries.queries.workflow import facts_of
from linli.boundaries.rules.succession import Passed
from linli.boundaries.rules.workflow import LAW, Brought, find_way, judge
from linli.boundaries.services.workflow import PassageRefused, hold, pass_on
from linli.boundaries.terms import ProjectState
from linli.cases import services as cases
from linli.foundation import audit
from linli.organisations import services as organisations
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places_queries
from linli.places import services as places
from linli.places.terms import SuccessionKind, TierCode
from linli.values import Reason, noop

BATCH = 500
log = logging.getLogger("linli.boundaries")


@transaction.atomic
def enforce(
    *, project_id: int, actor: Any, now: datetime, on: date | None = None, version: int | None = None
) -> Project:
    """
    Carry an approved plan into the territory, exactly as `queries.preview.look_ahead` foresees it.

    on: the day from which it holds, the approved one unless said otherwise. actor: None for the job.
    Raises Project.DoesNotExist, ProjectChanged, or PassageRefused with everything that speaks against it; then nothing
    was written.
    """
    project = hold(project_id, version)
    outlook = _judged(project, actor, now, on)
    try:
        areas = _Territory(outlook, actor, now).write()
    except (places.AreaRefused, organisations.OrganisationRefused) as refused:
        raise PassageRefused(refused.reason) from refused
    moved = _rehome(outlook, areas, actor, now)
    pass_on(project, ProjectState.IN_FORCE, actor=actor, now=now, note="", step=outlook.step)
    details = {
        "on": outlook.on.isoformat(),
        "document": project.document,
        "state": [ProjectState.APPROVED.value, ProjectState.IN_FORCE.value],
        "communities": [str(area.key) for area in areas.values()],
        "ended": [str(area.key) for area in outlook.ended],
        "cases_moved": moved,
        "cases_open": len(outlook.ambiguous),
    }
    audit.record(actor=actor, action="boundaries.enforce", subject=project, at=now, note=project.title, details=details)
    return project


def enforce_due(*, now: datetime) -> list[int]:
    """
    Put every approved project in force whose day has come; return the keys of those that are now.

    One transaction each; what is refused or fails stays approved, waits for a person, and keeps no other waiting.
    """
    due = Project.objects.filter(state=ProjectState.APPROVED, effective_on__lte=localdate(now)).order_by("effective_on")
    done = []
    for project_id in due.values_list("pk", flat=True):
        try:
            enforce(project_id=project_id, actor=None, now=now)
            done.append(project_id)
        except PassageRefused as refused:
            log.warning("the boundary of project %s did not come in force: %s", project_id, refused)
        except Exception:
            log.exception("the boundary of project %s did not come in force", project_id)
    return done


def _judged(project: Project, actor: Any, now: datetime, on: date | None) -> Outlook:
    """Return what will happen. Raises PassageRefused if anything speaks against it."""
    way = find_way(project.state, ProjectState.IN_FORCE)
    if way is None:
        raise PassageRefused(Reason(LAW, noop("Only an approved project can be put in force, and only once.")))
    reasons = judge(way, facts_of(project, actor, localdate(now)), Brought())
    if on is not None and project.effective_on is not None and on < project.effective_on:
        text = noop("The day of the approval has not come yet: %(on)s.")
        reasons = (*reasons, Reason(LAW, text, {"on": project.effective_on}))
    outlook = look_ahead(project, on)
    if outlook is None:
        raise PassageRefused(*reasons, Reason(LAW, noop("No plan is chosen yet; choose the one to go on with.")))
    if reasons or outlook.refusals:
        raise PassageRefused(*reasons, *outlook.refusals)
    return outlook


class _Territory:
    """Writes what an outlook says of areas and organisations; the order matters, each step rests on the one before."""

    def __init__(self, outlook: Outlook, actor: Any, now: datetime) -> None:
        self.outlook, self.on = outlook, outlook.on
        self.document = outlook.project.document
        self.by = {"actor": actor, "now": now}

    def write(self) -> dict[int, places_queries.Area]:
        """Write it all; return the area of each community of the plan."""
        areas = {one.future.number: self._keep(one) for one in self.outlook.communities if one.area is not None}
        areas |= self._begin([one for one in self.outlook.communities if one.area is None])
        for number, moved in sorted(self.outlook.moves.items()):
            keys = [area.pk for area in moved]
            places.move_areas(area_ids=keys, parent=areas[number], on=self.on, document=self.document, **self.by)
        for passed in self.outlook.outcome.passed:
            self._succeed(passed, areas)
        for area in self.outlook.ended:
            self._end(area)
        for one in self.outlook.communities:
            if one.area is None:
                self._found(one, areas[one.future.number])
        return areas

    def _keep(self, one: Standing) -> places_queries.Area:
        """Give a community that goes on its new outline and households, and a new name only if one was given."""
        assert one.area is not None
        facts: dict[str, Any] = {}
        if one.future.changed:
            facts = {"households": one.future.households} | ({"outline": one.outline} if one.outline else {})
        if one.future.renamed:
            facts["name"] = one.future.name
        if not facts:
            return one.area
        return places.change_area(area_id=one.area.pk, on=self.on, document=self.document, **facts, **self.by)

    def _begin(self, new: Iterable[Standing]) -> dict[int, places_queries.Area]:
        """Begin the new communities, in one go below each subdistrict."""
        below: dict[int, list[Standing]] = {}
        for one in new:
            below.setdefault(one.parent.pk if one.parent else 0, []).append(one)
        begun: dict[int, places_queries.Area] = {}
        for group in below.values():
            items = [
                places.NewArea(
                    tier=TierCode.COMMUNITY,
                    name=one.future.name,
                    code=one.code,
                    households=one.future.households,
                    outline=one.outline,
                )
                for one in group
            ]
            areas = places.create_areas(parent=group[0].parent, valid_from=self.on, items=items, **self.by)
            begun |= {one.future.number: area for one, area in zip(group, areas, strict=True)}
        return begun

    def _succeed(self, passed: Passed, areas: dict[int, places_queries.Area]) -> None:
        """Write which share of a present community went where."""
        before = self.outlook.territory.communities.get(passed.present)
        if before is not None:
            places.record_succession(
                predecessor=before,
                successor=areas[passed.number],
                kind=SuccessionKind.MERGE if passed.ends else SuccessionKind.SPLIT,
                share=passed.share,
                on=self.on,
                document=self.document,
                **self.by,
            )

    def _end(self, area: places_queries.Area) -> None:
        """End a community that nobody continues, and its committees."""
        places.end_area(area_id=area.pk, on=self.on, document=self.document, **self.by)
        for office in self.outlook.territory.offices.get(area.pk, ()):
            organisations.end_organisation(organisation_id=office.pk, on=self.on, **self.by)

    def _found(self, one: Standing, area: places_queries.Area) -> None:
        """Found the body that prepares the committee of a new community, so that its cases find a holder (002-4)."""
        organisations.create_organisation(
            kind=OrganisationKind.RESIDENTS_COMMITTEE,
            name=one.committee,
            area=area,
            parent=one.office,
            valid_from=self.on,
            **self.by,
        )


def _rehome(outlook: Outlook, areas: dict[int, places_queries.Area], actor: Any, now: datetime) -> int:
    """Give every open case its community and keep how it was found; return how many have another one than before."""
    homes = {one.case.pk: areas[one.number] for one in outlook.placed if one.number is not None}
    rows = [
        Rehoming(
            project=outlook.project,
            case_id=one.case.pk,
            before_id=one.case.area_id,
            to=homes.get(one.case.pk),
            reason=one.reason,
            actor=actor,
            at=now,
        )
        for one in outlook.placed
    ]
    Rehoming.objects.bulk_create(rows, batch_size=BATCH)
    document = outlook.project.document
    return len(cases.rehome(to=homes, actor=actor, now=now, document=document, action="boundaries.enforce"))
