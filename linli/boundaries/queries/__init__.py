"""Reads of the room, for its pages and for rooms above."""

from linli.boundaries.queries.consultation import consultation_summary
from linli.boundaries.queries.projects import base_of, public_project, visible_plans, visible_projects
from linli.boundaries.queries.public import open_consultations
from linli.boundaries.queries.runs import Told, obstacles, visible_runs
from linli.boundaries.queries.voices import unanswered_objections

__all__ = [
    "Told",
    "base_of",
    "consultation_summary",
    "obstacles",
    "open_consultations",
    "public_project",
    "unanswered_objections",
    "visible_plans",
    "visible_projects",
    "visible_runs",
]
