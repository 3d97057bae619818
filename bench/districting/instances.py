"""What is measured on: the collections given by LINLI_BENCH_DATA (else ../shared/data), and cities made afresh."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.cities import make_city
from linli.districting.problem import Problem
from linli.districting.reading.npz import read_npz

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("LINLI_BENCH_DATA", ROOT.parent / "shared" / "data"))
FIRST_SEED = 10_001


def find(*names: str) -> list[Path]:
    """Return the files of a collection by pattern, the last name; says loudly if there are none."""
    found = sorted(DATA.joinpath(*names[:-1]).glob(names[-1]))
    if not found:
        print(f"!! SKIPPED: there is no {'/'.join(names)} under {DATA}; set LINLI_BENCH_DATA", flush=True)
    return found


def given_cities() -> Iterator[tuple[str, Problem]]:
    """Yield the cities of the collection with their names."""
    for path in find("cities", "dongchuan-*.npz"):
        yield path.stem, read_npz(path)


def fresh_cities(count: int, first: int = FIRST_SEED) -> Iterator[tuple[str, Problem]]:
    """Yield cities that nobody has seen, of the size of the real case."""
    for seed in range(first, first + count):
        yield f"fresh-{seed}", fresh_city(seed)


def fresh_city(seed: int, size: float = 1.0) -> Problem:
    """Return one city, through the same file format as the others."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        path = Path(folder) / "city.npz"
        np.savez(path, **make_city(seed, size))
        return read_npz(path)
