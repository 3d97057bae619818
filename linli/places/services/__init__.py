"""Writes of the territory: areas and their versions, what became of them, official lists."""

from .areas import NewArea, change_area, create_area, create_areas, end_area
from .buildings import BUILDING_COLUMNS, change_building, create_building, import_buildings
from .checks import AreaRefused
from .exporting import record_export
from .geodata import preview_ground, read_ground, reading_choices
from .gridding import import_grid
from .imports import AreaOutcome, import_areas
from .lines import import_lines
from .listing import ListRefused
from .merging import (
    Applied,
    apply_merge,
    correct_heirs,
    decide_proposals,
    join_proposals,
    part_proposal,
    undo_merge,
)
from .moving import move_areas
from .outlines import make_outline
from .outlining import import_outlines
from .redrawing import OutlinesChanged, Redrawn, redraw_outlines
from .successions import record_succession

__all__ = [
    "BUILDING_COLUMNS",
    "Applied",
    "AreaOutcome",
    "AreaRefused",
    "ListRefused",
    "NewArea",
    "OutlinesChanged",
    "Redrawn",
    "apply_merge",
    "change_area",
    "change_building",
    "correct_heirs",
    "create_area",
    "create_areas",
    "create_building",
    "decide_proposals",
    "end_area",
    "import_areas",
    "import_buildings",
    "import_grid",
    "import_lines",
    "import_outlines",
    "join_proposals",
    "make_outline",
    "move_areas",
    "part_proposal",
    "preview_ground",
    "read_ground",
    "reading_choices",
    "record_export",
    "record_succession",
    "redraw_outlines",
    "undo_merge",
]
