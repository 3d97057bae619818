"""Standards of staff and premises in force on a day."""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path

from linli.boundaries.rules.equipment import Equipment, read_equipment

POLICY = Path(__file__).resolve().parents[2] / "policy" / "equipment.toml"


@lru_cache(maxsize=8)
def equipment_on(day: date) -> Equipment:
    """Return what a community needs by the standards in force on a day."""
    return read_equipment(tomllib.loads(POLICY.read_text(encoding="utf-8")), day)
