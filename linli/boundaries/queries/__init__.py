"""Reads of the room, for its pages and for rooms above; each loaded when first used (`foundation.late`)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linli.boundaries.queries.consultation import consultation_summary
    from linli.boundaries.queries.openings import open_consultations
    from linli.boundaries.queries.projects import base_of, public_project, visible_plans, visible_projects
    from linli.boundaries.queries.runs import Told, latest_runs, obstacles, visible_runs
    from linli.boundaries.queries.voices import unanswered_objections
    from linli.boundaries.queries.why import touching

__all__ = [
    "Told",
    "base_of",
    "consultation_summary",
    "latest_runs",
    "obstacles",
    "open_consultations",
    "public_project",
    "touching",
    "unanswered_objections",
    "visible_plans",
    "visible_projects",
    "visible_runs",
]

_HOME = {
    "consultation_summary": "consultation",
    "open_consultations": "openings",
    "base_of": "projects",
    "public_project": "projects",
    "visible_plans": "projects",
    "visible_projects": "projects",
    "Told": "runs",
    "latest_runs": "runs",
    "obstacles": "runs",
    "visible_runs": "runs",
    "unanswered_objections": "voices",
    "touching": "why",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
