"""Reads of the room, for its pages and for rooms above."""

from linli.boundaries.queries.projects import base_of, public_project, visible_plans, visible_projects
from linli.boundaries.queries.runs import Told, obstacles, visible_runs

__all__ = ["Told", "base_of", "obstacles", "public_project", "visible_plans", "visible_projects", "visible_runs"]
