"""Files with places on the ground: reading them, converting what they show, weighing whether they were read right."""

from .files import GeoRow, read_ground
from .placing import Found, Ground, preview_ground, reading_choices, take_ground
from .territory import Territory

__all__ = ["Found", "GeoRow", "Ground", "Territory", "preview_ground", "read_ground", "reading_choices", "take_ground"]
