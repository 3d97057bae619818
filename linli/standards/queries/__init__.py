"""Reads of the room, for its pages and for rooms above."""

from linli.standards.models import Subject
from linli.standards.queries.subjects import list_subjects, visible_subjects

__all__ = ["Subject", "list_subjects", "visible_subjects"]
