"""Dated territory: what an area is (identity), what it was when (versions), what it came from (successions)."""

from linli.places.models.areas import PATH_LENGTH, Area, AreaFacts, AreaVersion, Outline, OutlineStamp, Tier
from linli.places.models.buildings import BuildingFacts
from linli.places.models.history import Succession
from linli.places.models.lines import Line
from linli.places.models.merging import ListMerge, MergeGroup, MergeProposal, MergeRejection, MergeTrace

__all__ = [
    "PATH_LENGTH",
    "Area",
    "AreaFacts",
    "AreaVersion",
    "BuildingFacts",
    "Line",
    "ListMerge",
    "MergeGroup",
    "MergeProposal",
    "MergeRejection",
    "MergeTrace",
    "Outline",
    "OutlineStamp",
    "Succession",
    "Tier",
]
