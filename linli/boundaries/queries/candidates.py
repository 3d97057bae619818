"""What the page of a project says about the engine: what stands against a plan, what was asked, what was found."""

from typing import Any

from django.utils.translation import gettext as _

from linli.boundaries.models import Project
from linli.boundaries.queries.projects import EDITABLE, may_on
from linli.boundaries.queries.runs import latest_runs, obstacles


def for_project(project: Project, user: Any) -> dict[str, Any]:
    """Return what `project/_candidates.html` needs: obstacles in words, work, and whether the user may ask."""
    is_open = project.state in EDITABLE
    return {
        "runs": latest_runs(project=project),
        "obstacles": [reason.render(_) for reason in obstacles(project)] if is_open else [],
        "plans": project.plans.filter(is_archived=False).count(),
        "may_ask": is_open and may_on(project, user, "boundaries.edit"),
    }
