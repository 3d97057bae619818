"""Buildings and compounds: by hand, and from lists."""

from .by_hand import change_building, create_building
from .columns import BUILDING_COLUMNS
from .importing import import_buildings

__all__ = ["BUILDING_COLUMNS", "change_building", "create_building", "import_buildings"]
