"""Plans that ship with the installation, read once from the policy files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from linli.standards.rules.plan_presets import PlanPreset, read_plan

FOLDER = Path(__file__).resolve().parents[2] / "policy" / "plans"
FILE = FOLDER.parent / "indicators.toml"


@lru_cache(maxsize=1)
def list_presets() -> dict[str, PlanPreset]:
    """Return the plans of the policy files, by the name of their file."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        with path.open("rb") as handle:
            found[path.stem] = read_plan(tomllib.load(handle))
    return found


def get_preset(code: str) -> PlanPreset:
    """Return the plan of that code. Raises KeyError."""
    return list_presets()[code]


@dataclass(frozen=True, slots=True)
class MeasuresPreset:
    """Metrics and indicators of a policy file; rows with the columns of their tables."""

    metrics: tuple[Mapping[str, Any], ...]
    indicators: tuple[Mapping[str, Any], ...]
    valid_from: date


@lru_cache(maxsize=1)
def get_indicator_presets() -> tuple[MeasuresPreset | PlanPreset, ...]:
    """Return the indicators that ship with the installation: of the house's own figures, and those of today's norms."""
    with FILE.open("rb") as handle:
        data = tomllib.load(handle)
    own = MeasuresPreset(tuple(data.get("metric", ())), tuple(data["indicator"]), data["valid_from"])
    return own, get_preset("today")
