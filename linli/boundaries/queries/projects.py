"""Which projects a person may see, and the ground and plans of one."""

from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from linli.boundaries.models import Base as BaseRow
from linli.boundaries.models import Plan, Project
from linli.boundaries.rules.base import Base, unpack
from linli.boundaries.terms import ProjectState
from linli.foundation.access import within

EDITABLE = (ProjectState.DRAFT, ProjectState.CONSULTATION)
PUBLIC_STATES = (ProjectState.CONSULTATION, ProjectState.PROPOSED, ProjectState.APPROVED, ProjectState.IN_FORCE)
"""States in which residents may see the chosen plan."""


def visible_projects(user: Any, action: str = "boundaries.view") -> QuerySet[Project]:
    """Return the projects on which the user may do the action; nobody's guess, no rows."""
    return within(Project.objects.select_related("area", "chosen"), user, action, units=())


def may_on(project: Project, user: Any, action: str) -> bool:
    """Return whether the user may do the action on a project: the test of `visible_projects`, without a query."""
    return any(grant.whole_area and project.area.path.startswith(grant.area_path) for grant in user.grants(action))


def visible_plans(user: Any, action: str = "boundaries.view") -> QuerySet[Plan]:
    """Return the plans on which the user may do the action."""
    plans = Plan.objects.select_related("project", "project__area", "head")
    return within(plans, user, action, area="project__area__path", units=())


def public_project(token: str) -> Project | None:
    """Return the project of a public page, or None when it is not open to residents."""
    open_ones = Project.objects.filter(state__in=PUBLIC_STATES, chosen__isnull=False)
    return open_ones.select_related("area", "chosen", "chosen__head").filter(token=token).first()


def base_of(project: Project) -> Base:
    """Return the ground of a project, without the outlines being read again for every request."""
    return _base(project.base_id)


@lru_cache(maxsize=4)
def _base(base_id: int) -> Base:
    """Return the ground of that number; a row is never edited, so it may be remembered."""
    return unpack(bytes(BaseRow.objects.values_list("content", flat=True).get(pk=base_id)))
