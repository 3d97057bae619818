"""The ground of a project out of an uploaded file: every row accepted, or rejected with its sentence."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext

from linli.boundaries.models import Base as BaseRow
from linli.boundaries.queries.taking import homes_of, roads_of
from linli.boundaries.rules.filed import Filed, read_ground
from linli.boundaries.rules.pieces import GroundRefused
from linli.boundaries.services.ground import keep_ground, noted
from linli.districting.reading.errors import ReadingError
from linli.districting.reading.tables import read_table
from linli.foundation import sheets
from linli.places import queries as places
from linli.values import noop

MOST_BYTES = 50 * 1024 * 1024
MOST_REJECTED = 5_000
GEOJSON = (".geojson", ".json")


@dataclass(frozen=True)
class Rejection:
    """A row that was not taken: its number, its cells as they stand in the file, and why."""

    number: int
    cells: Mapping[str, str]
    why: str


@dataclass(frozen=True)
class Taken:
    """A ground that was kept, with what became of every row. of_lines: features of the second file that are none."""

    base: BaseRow
    total: int
    rejected: Sequence[Rejection]
    of_lines: Sequence[str]

    @property
    def accepted(self) -> int:
        """Return how many rows are in the ground."""
        return self.total - len(self.rejected)


def take_file(*, area: places.Area, upload: File, lines: File | None, barrier_m: float | None, now: datetime) -> Taken:
    """
    Keep the ground of a file of compounds or buildings for a project in an area. Raises GroundRefused, SheetRefused.

    Present communities that are called as those of the area are those.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = _on_disk(upload, Path(folder), "units")
        second = _on_disk(lines, Path(folder), "lines") if lines else None
        if second is not None and second.suffix != ".geojson":
            raise GroundRefused("lines_form", noop("Roads and waters must be a GeoJSON file."))
        known = {home.name: home for home in homes_of(area)}
        filed = read_ground(path, known=known, lines=second, roads=roads_of(area), barrier_m=barrier_m)
        rejected = _rejections(filed, path)
    row = keep_ground(noted(filed.laid), now=now, source=str(upload.name)[:200])
    of_lines = [each.reason.render(gettext) for each in filed.rejected_lines]
    return Taken(row, filed.accepted + len(rejected), rejected, of_lines)


def _on_disk(upload: File, folder: Path, name: str) -> Path:
    """Write an upload out as GeoJSON or CSV, known by its name and content. Raises GroundRefused, SheetRefused."""
    if upload.size > MOST_BYTES:
        raise GroundRefused("large_file", noop("The file is larger than 50 MB. Split it."))
    if str(upload.name).lower().endswith(GEOJSON):
        path = folder / f"{name}.geojson"
        path.write_bytes(b"".join(upload.chunks()))
        return path
    path = folder / f"{name}.csv"
    sheet = sheets.read(upload)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(sheet.columns)
        line = 1
        for row in sheet.rows:
            stream.write("\r\n" * (row.number - line - 1))  # so that rows keep the numbers of the file
            writer.writerow([" ".join(row.cells.get(column, "").split()) for column in sheet.columns])
            line = max(line + 1, row.number)
    return path


def _rejections(filed: Filed, path: Path) -> list[Rejection]:
    """Return the rejected rows with their cells. Raises GroundRefused when they are too many to mend by hand."""
    if len(filed.rejected) > MOST_REJECTED:
        first = filed.rejected[0].reason.render(gettext)
        text = noop("%(rows)s rows cannot be taken; the first: %(first)s")
        raise GroundRefused("many_rejected", text, rows=len(filed.rejected), first=first)
    if not filed.rejected:
        return []
    try:
        cells = {row.number: row.cells for row in read_table(path).rows}
    except ReadingError:
        cells = {}
    return [
        Rejection(each.row, _words(cells.get(each.row, {})), each.reason.render(gettext)) for each in filed.rejected
    ]


def _words(cells: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in cells.items() if name}
