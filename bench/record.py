"""What is kept of a run: its figures with machine and moment, one file in `bench/results/`."""

import json
import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results")


def _machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    return {
        "cpu": cpu.partition(":")[2].strip(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
    }


class Record:
    """The figures of one run, written anew with every part: what ends in the middle loses nothing."""

    def __init__(self, name: str, **facts: Any) -> None:
        """Begin the record of a run. facts: what it was asked for."""
        begun = datetime.now(UTC)
        self._path = RESULTS / f"{begun:%Y-%m-%d-%H%M}-{name}.json"
        self._found = {"machine": _machine(), "measured_at": begun.isoformat(timespec="seconds"), **facts}

    def __str__(self) -> str:
        """Return where it is kept, for the last line of a run."""
        return f"bench/results/{self._path.name}"

    def keep(self, part: str, measured: Any) -> None:
        """Add what was measured, or put it in the place of what was known of that part."""
        self._found[part] = measured
        RESULTS.mkdir(exist_ok=True)
        self._path.write_text(json.dumps(self._found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
