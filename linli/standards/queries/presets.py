"""Plans that ship with the installation, read once from the policy files."""

import tomllib
from functools import lru_cache
from pathlib import Path

from linli.standards.rules.plan_presets import PlanPreset, read_plan

FOLDER = Path(__file__).resolve().parents[2] / "policy" / "plans"


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
