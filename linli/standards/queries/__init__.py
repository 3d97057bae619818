"""Reads of the room, for its pages and for rooms above."""

from linli.standards.models import Subject
from linli.standards.queries.items import Item, items_of, scored_items
from linli.standards.queries.subjects import list_subjects, visible_subjects
from linli.standards.rules.negative import is_refused as negative_reason
from linli.standards.rules.scoring import Scored, is_met, prepare, score

__all__ = [
    "Item",
    "Scored",
    "Subject",
    "is_met",
    "items_of",
    "list_subjects",
    "negative_reason",
    "prepare",
    "score",
    "scored_items",
    "visible_subjects",
]
