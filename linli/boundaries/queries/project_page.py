"""What the page of a split shows: facts, the ground with what was assumed, and the parts of the others."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from linli.boundaries.models import Project
from linli.boundaries.queries import candidates, documents, plans, voices, workflow
from linli.boundaries.queries.listing import list_present
from linli.boundaries.queries.projects import base_of, may_on, visible_projects
from linli.boundaries.rules.bands import needs_reason, possible_counts
from linli.boundaries.rules.measures import TERMS, weights_of
from linli.boundaries.terms import ProjectState
from linli.districting import Weights

PARTS: Sequence[Callable[[Project, Any], Mapping[str, Any]]] = (
    plans.for_project,
    voices.for_project,
    documents.for_project,
    workflow.for_project,
)


def with_ground(user: Any) -> QuerySet[Project]:
    """Return the projects the user may see with all that their page shows of themselves, but no shapes."""
    return visible_projects(user).select_related("area", "chosen", "base", "made_by").defer("base__content")


def page_of(project: Project, user: Any) -> dict[str, Any]:
    """Return the context of a project's page; the parts of other owners say theirs by `for_project`."""
    base = base_of(project)
    may_edit = may_on(project, user, "boundaries.edit")
    context: dict[str, Any] = {
        "project": project,
        "ground": project.base,
        "present": list_present(project),
        "notes": base.notes,
        "roads": len(base.lines),
        "rooms": sum(unit.room for unit in base.units),
        "counts": possible_counts(base.households, project.low, project.high),
        "beyond_law": needs_reason(project.low, project.high),
        "weights": weights_shown(project),
        "candidates": candidates.for_project(project, user),
        "may_edit": may_edit,
        "may_change": may_edit and project.state == ProjectState.DRAFT,
    }
    for part in PARTS:
        context |= part(project, user)
    return context


def weights_shown(project: Project) -> list[tuple[str, float]]:
    """Return the label and the share in per cent of every term that weighs something, the heaviest first."""
    kept = dict((weights_of(project.weights) if project.weights else Weights()).pairs())
    shares = [(measure.label, 100 * kept[measure.code]) for measure in TERMS if kept.get(measure.code)]
    return sorted(shares, key=lambda share: -share[1])
