"""Reads of the room, for its pages and for rooms above."""

from linli.standards.models import Subject
from linli.standards.queries.acceptances import acceptance_results, visible_acceptances
from linli.standards.queries.accepted import FIGURES
from linli.standards.queries.answering import TargetOf, targets_of
from linli.standards.queries.feeds import Feed, all_feeds, feed_evidence, feed_values, feeds_evidence
from linli.standards.queries.indicators import indicator_values
from linli.standards.queries.items import Item, items_of, scored_items
from linli.standards.queries.pictures import is_picture_known
from linli.standards.queries.subjects import by_key, list_subjects, subjects_of_areas, visible_subjects
from linli.standards.queries.versions import list_standards, published_version, visible_standards, visible_versions
from linli.standards.rules.indicators import IndicatorValue
from linli.standards.rules.negative import is_refused as negative_reason
from linli.standards.rules.scoring import Scored, is_met, prepare, score

__all__ = [
    "FIGURES",
    "Feed",
    "IndicatorValue",
    "Item",
    "Scored",
    "Subject",
    "TargetOf",
    "acceptance_results",
    "all_feeds",
    "by_key",
    "feed_evidence",
    "feed_values",
    "feeds_evidence",
    "indicator_values",
    "is_met",
    "is_picture_known",
    "items_of",
    "list_standards",
    "list_subjects",
    "negative_reason",
    "prepare",
    "published_version",
    "score",
    "scored_items",
    "subjects_of_areas",
    "targets_of",
    "visible_acceptances",
    "visible_standards",
    "visible_subjects",
    "visible_versions",
]
