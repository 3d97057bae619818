"""Writes of the territory: areas and their versions, what became of them, official lists."""

from .areas import NewArea, change_area, create_area, create_areas, end_area
from .checks import AreaRefused
from .successions import record_succession

__all__ = [
    "AreaRefused",
    "NewArea",
    "change_area",
    "create_area",
    "create_areas",
    "end_area",
    "record_succession",
]
