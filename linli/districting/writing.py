"""A plan becomes a file: `.npy` labels, `.csv` list, `.geojson` map."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from linli.districting.plan import members
from linli.districting.problem import FREE, Ints
from linli.districting.reading import Reading
from linli.values import Reason, noop

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by spreadsheets."""


class WritingError(ValueError):
    """The plan cannot be written so; `reason` is the sentence."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.render())
        self.reason = reason


def write_plan(path: str | Path, reading: Reading, labels: Ints) -> None:
    """
    Write a plan in the format that the file's ending says. labels: (n,) community of every unit.

    `.npy` and `.csv` have one entry a row of the input, in its order, FREE where the row was rejected; without
    compounds that is one a unit. Raises WritingError for another ending, OSError.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in WRITERS:
        text = noop("A plan cannot be written as %(ending)s, only as %(known)s.")
        places = {"ending": ending or path.name, "known": ", ".join(WRITERS)}
        raise WritingError(Reason("districting.no_format", text, places))
    WRITERS[ending](path, reading, labels)


def by_row(reading: Reading, labels: Ints) -> tuple[Ints, Ints, Ints]:
    """Return (total,) row numbers, units and communities of all rows in the file's order, FREE for rejected ones."""
    lost = np.asarray([each.row for each in reading.rejected], np.int64)
    free = np.full(len(lost), FREE, np.int64)
    rows, units = np.concatenate([reading.rows, lost]), np.concatenate([reading.of, free])
    order = np.argsort(rows, kind="stable")
    rows, units = rows[order], units[order]
    return rows, units, np.where(units == FREE, FREE, labels[units])


def titles(reading: Reading, labels: Ints) -> list[str]:
    """Return what to call the communities: the present one's name where its office is, else C and number."""
    problem, names = reading.problem, reading.existing_names
    found = [f"C{community}" for community in range(int(labels.max()) + 1)]
    for seat in problem.seats.tolist():
        if 0 <= problem.existing[seat] < len(names):
            found[int(labels[seat])] = names[int(problem.existing[seat])]
    return found


def _write_npy(path: Path, reading: Reading, labels: Ints) -> None:
    with path.open("wb") as file:
        np.save(file, by_row(reading, labels)[2])


def _write_csv(path: Path, reading: Reading, labels: Ints) -> None:
    problem = reading.problem
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["row", "unit", "name", "unit_households", "community"])
        for row, unit, community in zip(*(part.tolist() for part in by_row(reading, labels)), strict=True):
            name = problem.name(unit) if unit != FREE else ""
            households = int(problem.households[unit]) if unit != FREE else ""
            out.writerow([row, unit, f"'{name}" if name.startswith(FORMULA_STARTS) else name, households, community])


def _write_geojson(path: Path, reading: Reading, labels: Ints) -> None:
    features = _points(reading, labels) if reading.shapes is None else _communities(reading, labels)
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), "utf-8")


def _communities(reading: Reading, labels: Ints) -> list[dict[str, Any]]:
    """Return one feature a community: the union of its units."""
    assert reading.shapes is not None
    problem, called = reading.problem, titles(reading, labels)
    found = []
    for community, units in enumerate(members(labels)):
        households = int(problem.households[units].sum())
        properties = {
            "community": community,
            "name": called[community],
            "households": households,
            "units": len(units),
            "in_bounds": problem.low <= households <= problem.high,
        }
        shape = shapely.union_all(reading.shapes[units])
        found.append({"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)})
    return found


def _points(reading: Reading, labels: Ints) -> list[dict[str, Any]]:
    """Return one feature a unit, where nobody knows outlines."""
    problem, called = reading.problem, titles(reading, labels)
    sums = np.bincount(labels, problem.households).astype(np.int64)
    return [
        {
            "type": "Feature",
            "properties": {
                "unit": unit,
                "unit_name": problem.name(unit),
                "unit_households": int(problem.households[unit]),
                "community": community,
                "name": called[community],
                "households": int(sums[community]),
            },
            "geometry": {"type": "Point", "coordinates": reading.places[unit].tolist()},
        }
        for unit, community in enumerate(labels.tolist())
    ]


WRITERS = {".npy": _write_npy, ".csv": _write_csv, ".geojson": _write_geojson}


def read_plan(path: str | Path, reading: Reading, kept: Sequence[int] | None = None) -> Ints:
    """
    Return the (n,) labels of a plan written as `.npy` or `.csv`, one entry a row of the input or one a unit.

    kept: the labels that are taken for a map, which does not hold them.
    Raises WritingError if the file is no plan of this input, OSError.
    """
    is_map = Path(path).suffix.lower() == ".geojson" and kept is not None
    given = np.asarray(kept, np.int64) if is_map else _given(Path(path))
    if len(given) == reading.total != reading.problem.n:
        rows, units, _ = by_row(reading, np.zeros(reading.problem.n, np.int64))
        labels = np.full(reading.problem.n, FREE, np.int64)
        known = (units != FREE) & (given != FREE)
        labels[units[known]] = given[known]
        torn = np.flatnonzero(known & (labels[np.maximum(units, 0)] != given))
        if len(torn):
            text = noop("The plan tears %(unit)s apart, which is one unit (row %(row)s).")
            places = {"unit": reading.problem.name(int(units[torn[0]])), "row": int(rows[torn[0]])}
            raise WritingError(Reason("districting.torn_unit", text, places))
        return labels
    if len(given) != reading.problem.n:
        text = noop("The plan has %(given)s entries, but there are %(units)s units from %(rows)s rows.")
        places = {"given": len(given), "units": reading.problem.n, "rows": reading.total}
        raise WritingError(Reason("districting.other_plan", text, places))
    return given


def _given(path: Path) -> Ints:
    """Return the numbers of a plan's file. Raises WritingError."""
    try:
        if path.suffix.lower() == ".npy":
            found = np.load(path, allow_pickle=False)
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                found = np.asarray([int(row["community"]) for row in csv.DictReader(file)])
        if found.ndim != 1 or not np.issubdtype(found.dtype, np.integer):
            raise ValueError("no row of whole numbers")
    except (ValueError, KeyError, TypeError, EOFError) as error:
        text = noop("%(file)s is no plan: it must be a .npy or a .csv with one community a row.")
        raise WritingError(Reason("districting.no_plan", text, {"file": path.name})) from error
    return np.asarray(found, np.int64)
