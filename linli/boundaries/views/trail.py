"""Where a page of the engine lies."""

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.boundaries.models import Plan, Project


def trail(project: Project, plan: Plan | None, *here: str) -> list[tuple[str, str]]:
    """Return the crumbs of a page below a project or one of its plans; here: what the page itself is called."""
    crumbs = [
        (_("Boundaries"), reverse("boundaries:list")),
        (project.title, reverse("boundaries:project", args=[project.pk])),
    ]
    if plan is not None:
        crumbs.append((plan.name, reverse("boundaries:desk", args=[plan.pk])))
    return crumbs + [(label, "") for label in here]
