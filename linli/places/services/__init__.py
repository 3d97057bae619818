"""Writes of the territory: areas and their versions, what became of them, official lists."""

from .areas import NewArea, change_area, create_area, create_areas, end_area
from .checks import AreaRefused
from .imports import AreaOutcome, import_areas
from .lines import import_lines
from .listing import ListRefused
from .moving import move_areas
from .outlines import make_outline
from .successions import record_succession

__all__ = [
    "AreaOutcome",
    "AreaRefused",
    "ListRefused",
    "NewArea",
    "change_area",
    "create_area",
    "create_areas",
    "end_area",
    "import_areas",
    "import_lines",
    "make_outline",
    "move_areas",
    "record_succession",
]
