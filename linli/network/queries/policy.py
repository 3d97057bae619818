"""The dated numbers of the network, read once."""

import tomllib
from functools import lru_cache
from pathlib import Path

from linli.network.rules import Policy, read_policy

FILE = Path(__file__).resolve().parents[2] / "policy" / "network.toml"


@lru_cache(maxsize=1)
def get_policy() -> Policy:
    """Return targets, bounds of doubt and times of keeping, all by day."""
    with FILE.open("rb") as handle:
        return read_policy(tomllib.load(handle))
