"""Schemes that ship with the installation, read once from the policy files."""

import tomllib
from functools import lru_cache
from pathlib import Path

from linli.appraisals.rules.presets import SchemePreset, read_scheme

FOLDER = Path(__file__).resolve().parents[2] / "policy" / "schemes"


@lru_cache(maxsize=1)
def list_presets() -> dict[str, SchemePreset]:
    """Return the schemes of the policy files, by the name of their file."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        with path.open("rb") as handle:
            found[path.stem] = read_scheme(tomllib.load(handle))
    return found
