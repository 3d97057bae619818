"""Writes of the territory: areas and their versions, what became of them, official lists."""

from .areas import NewArea, change_area, create_area, create_areas, end_area
from .buildings import BUILDING_COLUMNS, change_building, create_building, import_buildings
from .checks import AreaRefused
from .exporting import record_export
from .geodata import preview_ground, read_ground, reading_choices
from .imports import AreaOutcome, import_areas
from .lines import import_lines
from .listing import ListRefused
from .moving import move_areas
from .outlines import make_outline
from .outlining import import_outlines
from .redrawing import OutlinesChanged, Redrawn, redraw_outlines
from .successions import record_succession

__all__ = [
    "BUILDING_COLUMNS",
    "AreaOutcome",
    "AreaRefused",
    "ListRefused",
    "NewArea",
    "OutlinesChanged",
    "Redrawn",
    "change_area",
    "change_building",
    "create_area",
    "create_areas",
    "create_building",
    "end_area",
    "import_areas",
    "import_buildings",
    "import_lines",
    "import_outlines",
    "make_outline",
    "move_areas",
    "preview_ground",
    "read_ground",
    "reading_choices",
    "record_export",
    "record_succession",
    "redraw_outlines",
]
