"""Pure rules of territory: paths of the tree, division codes and names, shapes on the ground."""

from .codes import (
    CITY_DIGITS,
    DISTRICT_DIGITS,
    STREET_DIGITS,
    UNIT_DIGITS,
    DivisionCode,
    InvalidCode,
    clean_code,
    clean_name,
    is_provisional,
    kind_in_band,
    kind_of_word,
    next_provisional_code,
    parse_code,
    short_name,
)
from .edges import Edges, covers
from .geometry import METRES_PER_DEGREE, Box, box_of, check_shape, distance_m, narrowing
from .lines import check_course, line_kind_of
from .lists import Node, check_codes, check_unit, match_titles, missing_columns, nodes_of
from .locating import OPEN, Locator, Placed
from .paths import STEP, InvalidPath, child_path, depth, last_step, lineage, may_contain, number_of
from .projection import Plane, plane_by_zone, plane_of
from .siting import SWAPPED, Evidence, Reading, corners_of, is_on_earth, read_code, weigh
from .subtrees import Subtrees, root_of

__all__ = [
    "CITY_DIGITS",
    "DISTRICT_DIGITS",
    "METRES_PER_DEGREE",
    "OPEN",
    "STEP",
    "STREET_DIGITS",
    "SWAPPED",
    "UNIT_DIGITS",
    "Box",
    "DivisionCode",
    "Edges",
    "Evidence",
    "InvalidCode",
    "InvalidPath",
    "Locator",
    "Node",
    "Placed",
    "Plane",
    "Reading",
    "Subtrees",
    "box_of",
    "check_codes",
    "check_course",
    "check_shape",
    "check_unit",
    "child_path",
    "clean_code",
    "clean_name",
    "corners_of",
    "covers",
    "depth",
    "distance_m",
    "is_on_earth",
    "is_provisional",
    "kind_in_band",
    "kind_of_word",
    "last_step",
    "line_kind_of",
    "lineage",
    "match_titles",
    "may_contain",
    "missing_columns",
    "narrowing",
    "next_provisional_code",
    "nodes_of",
    "number_of",
    "parse_code",
    "plane_by_zone",
    "plane_of",
    "read_code",
    "root_of",
    "short_name",
    "weigh",
]
