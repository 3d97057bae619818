"""Writes of the room: one function, one transaction, one line of history."""

from linli.standards.services.subjects import ensure_subjects, ensure_tier

__all__ = ["ensure_subjects", "ensure_tier"]
