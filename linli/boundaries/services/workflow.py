"""A project goes from state to state; every passage is kept, with the plan as it was."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext

from linli.boundaries.models import Passage, Plan, Project, Step
from linli.boundaries.queries.workflow import facts_of, standing_step
from linli.boundaries.rules.consultation import clean
from linli.boundaries.rules.workflow import LAW, Brought, Way, find_way, judge
from linli.boundaries.terms import ProjectState
from linli.foundation import audit
from linli.values import Reason, noop

TEXTS = ("introduction", "document", "note")
KEPT = ("introduction", "comments_until", "document", "document_date", "effective_on")
APPROVAL = {"document": "", "document_date": None, "effective_on": None}


class PassageRefused(Exception):
    """A project does not go on; `reasons` names every rule that says so, fit to show."""

    def __init__(self, *reasons: Reason) -> None:
        """Keep the reasons; there is at least one."""
        super().__init__(*reasons)
        self.reasons: tuple[Reason, ...] = reasons

    def __str__(self) -> str:
        """Return all reasons in the language of the page."""
        return " ".join(reason.render(gettext) for reason in self.reasons)


class ProjectChanged(Exception):
    """Somebody else led the project on or changed it meanwhile; `passages` is what happened to its state since."""

    def __init__(self, project: Project, passages: Sequence[Passage]) -> None:
        """Take the project as it is now and the passages since."""
        super().__init__(project.pk)
        self.project = project
        self.passages = list(passages)


@transaction.atomic
def advance(
    *,
    project_id: int,
    to: ProjectState,
    actor: Any,
    now: datetime,
    version: int | None = None,
    chosen: Plan | None = None,
    **brought: str | date | None,
) -> Project:
    """
    Lead a project to another state.

    version: of the project that the sender saw. chosen: the plan to go on with; brought: fields of `Brought`.
    Raises Project.DoesNotExist, ProjectChanged, or PassageRefused with everything that speaks against it.
    """
    project = hold(project_id, version)
    way = find_way(project.state, to)
    if way is None or to is ProjectState.IN_FORCE:
        text = noop("The project is in another state by now; this step does not begin there.")
        raise PassageRefused(Reason(LAW, text))
    if chosen is not None and "chosen" in way.asks:
        project.chosen = _own(project, chosen)
    given = _given(project, way, brought)
    reasons = judge(way, facts_of(project, actor, localdate(now)), given)
    if reasons:
        raise PassageRefused(*reasons)
    before = _sheet(project)
    for name in KEPT:
        if name in way.asks:
            setattr(project, name, getattr(given, name))
    if to in (ProjectState.DRAFT, ProjectState.CONSULTATION):
        for name, nothing in APPROVAL.items():
            setattr(project, name, nothing)
    pass_on(project, to, actor=actor, now=now, note=given.note, step=standing_step(project))
    details = {"before": before, "after": _sheet(project)}
    audit.record(actor=actor, action=way.action, subject=project, at=now, note=project.title, details=details)
    return project


def hold(project_id: int, version: int | None = None) -> Project:
    """Return a project, locked against others. Raises Project.DoesNotExist, ProjectChanged."""
    Project.objects.select_for_update().filter(pk=project_id).values_list("pk").first()
    project = Project.objects.select_related("area__tier", "chosen__head").get(pk=project_id)
    if version is not None and version != project.version:
        since = project.passages.select_related("actor").order_by("-pk")
        raise ProjectChanged(project, list(since[: max(1, project.version - version)]))
    return project


def pass_on(project: Project, to: ProjectState, *, actor: Any, now: datetime, note: str, step: Step | None) -> Passage:
    """Write the new state of a held project and the row of its trail. step: the plan as it is led on."""
    before, project.state = project.state, to
    project.version += 1
    project.save()
    return Passage.objects.create(
        project=project, before=before, after=to, plan=project.chosen, step=step, actor=actor, at=now, note=note
    )


def _own(project: Project, plan: Plan) -> Plan:
    """Return a plan of the project that is still in use. Raises PassageRefused."""
    if plan.project_id != project.pk or plan.is_archived:
        raise PassageRefused(Reason(LAW, noop("This plan is put away or belongs to another project.")))
    return plan


def _given(project: Project, way: Way, brought: dict[str, Any]) -> Brought:
    """Return what was brought along, cleaned; what the project knows already stays unless something else is given."""
    given = {name: clean(value) if name in TEXTS and value else value for name, value in brought.items()}
    known = {name: getattr(project, name) for name in KEPT if name in way.asks}
    return Brought(**known | {name: value for name, value in given.items() if value and name in way.asks})


def _sheet(project: Project) -> dict[str, Any]:
    """Return what a passage may change, as plain values for the log."""
    facts = {name: getattr(project, name) for name in ("document", "document_date", "effective_on", "comments_until")}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
    return plain | {"state": project.state.value, "chosen": project.chosen_id}
