"""One door for every kind of file, arrays of generated cities (`.npz`) among them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import shapely

from linli.districting.reading.build import Reading, Shapes, read
from linli.districting.reading.errors import ReadingError
from linli.districting.reading.npz import read_npz
from linli.values import Reason, noop

LOW, HIGH = 1500, 3500
"""Bounds of a community's households where neither the file nor anybody says others. Source: rule 002-1."""


def read_any(
    path: str | Path, *, low: int | None = None, high: int | None = None, wished: int | None = None, **options: Any
) -> Reading:
    """
    Return the problem of a CSV, GeoJSON or npz file; bounds that are None come from the file, else LOW and HIGH.

    options: as of `read`, for CSV and GeoJSON. Raises ReadingError, ProblemError, OSError.
    """
    if Path(path).suffix.lower() != ".npz":
        return read(
            path, low=LOW if low is None else low, high=HIGH if high is None else high, wished=wished, **options
        )
    try:
        problem = read_npz(path, wished=wished)
        with np.load(path, allow_pickle=False) as arrays:
            shapes = _polygons({name: arrays[name] for name in ("poff", "pxy") if name in arrays.files})
    except (KeyError, ValueError, IndexError, BadZipFile, EOFError) as error:
        text = noop("The file does not hold the arrays of a city: %(error)s.")
        raise ReadingError(Reason("districting.not_npz", text, {"error": str(error)})) from error
    problem = replace(problem, low=problem.low if low is None else low, high=problem.high if high is None else high)
    return Reading(
        problem=problem,
        rows=np.arange(problem.n),
        of=np.arange(problem.n),
        places=np.stack([problem.x, problem.y], axis=1),
        shapes=shapes,
    )


def _polygons(arrays: Mapping[str, Any]) -> Shapes | None:
    """Return (n,) the outlines of the units. poff: (n + 1,) where each begins in pxy, (p, 2) corners in metres."""
    if len(arrays) < 2:
        return None
    corners = np.split(arrays["pxy"], arrays["poff"][1:-1])
    return np.asarray([shapely.Polygon(ring) for ring in corners], object)
