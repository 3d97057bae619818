"""Reads of the territory for pages and for other rooms."""

from linli.places.figures import FIGURES, count_within, in_force, paths_of
from linli.places.models import Area, AreaVersion, Line, Tier
from linli.places.rules import Box, Subtrees, child_path, clean_name, covers, last_step, lineage, may_contain

from .finding import MEANT_MAX, find_by_code, find_by_codes, get_area, list_meant, next_provisional_code, search_areas
from .history import Chapter, get_history, get_version_on, list_successions, list_versions, splits_of
from .lines import lines_within, list_lines
from .maps import OUTLINES_MAX, PUBLIC_TIERS, get_outlines
from .points import NEAR_M, Located, Outlines, area_at, areas_at, locate, nearest_area, outlines_in
from .reach import areas_in_scope, get_tier, in_subtree, list_in_force, list_tiers, reaches_top, scope_roots
from .tree import (
    TREE_LIMIT,
    count_by_tier,
    count_tiers,
    get_ancestors,
    get_tree,
    household_sums,
    lineages_of,
    list_children,
    with_child_counts,
)

__all__ = [
    "FIGURES",
    "MEANT_MAX",
    "NEAR_M",
    "OUTLINES_MAX",
    "PUBLIC_TIERS",
    "TREE_LIMIT",
    "Area",
    "AreaVersion",
    "Box",
    "Chapter",
    "Line",
    "Located",
    "Outlines",
    "Subtrees",
    "Tier",
    "area_at",
    "areas_at",
    "areas_in_scope",
    "child_path",
    "clean_name",
    "count_by_tier",
    "count_tiers",
    "count_within",
    "covers",
    "find_by_code",
    "find_by_codes",
    "get_ancestors",
    "get_area",
    "get_history",
    "get_outlines",
    "get_tier",
    "get_tree",
    "get_version_on",
    "household_sums",
    "in_force",
    "in_subtree",
    "last_step",
    "lineage",
    "lineages_of",
    "lines_within",
    "list_children",
    "list_in_force",
    "list_lines",
    "list_meant",
    "list_successions",
    "list_tiers",
    "list_versions",
    "locate",
    "may_contain",
    "nearest_area",
    "next_provisional_code",
    "outlines_in",
    "paths_of",
    "reaches_top",
    "scope_roots",
    "search_areas",
    "splits_of",
    "with_child_counts",
]
