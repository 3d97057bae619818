"""Read a foreign list: titles first, then a stream of rows."""

import csv
import io
import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.core.files.base import File
from django.utils.translation import gettext as _

from linli.foundation.sheets import encodings
from linli.foundation.sheets.limits import DEFAULT, MIB, Limits
from linli.foundation.sheets.packages import too_many_columns, too_many_rows
from linli.foundation.sheets.refusal import SheetRefused
from linli.foundation.sheets.text import clean_cell, clean_text, flaw_of
from linli.foundation.sheets.workbook import workbook_rows

_PACKAGE = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")

Read = TypeVar("Read")
Numbered = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row: its number in the file, its cells by column title, and the flaws found in them.

    flaws: sentences about characters nobody can be sure of; an import shows them beside the row.
    """

    number: int
    cells: dict[str, str]
    flaws: tuple[str, ...] = ()

    @property
    def given_back(self) -> dict[str, str]:
        """Return the cells as a file of rejected rows shows them."""
        return self.cells


@dataclass(slots=True)
class Sheet:
    """A list being read: its column titles and its rows, which can be walked once."""

    columns: list[str]
    rows: Iterator[Row]
    encoding: str = field(default="")


def read(source: File | BinaryIO | Path | str, *, limits: Limits = DEFAULT, encoding: str = "") -> Sheet:
    """
    Open a CSV, .xlsx or .xls file, known by its content and not by its name.

    encoding: of a text file, if the user has chosen one. Walking the rows may still raise SheetRefused.
    """
    path, kept = _on_disk(source, limits)
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise SheetRefused(
            "size", _("The file is larger than %(limit)d MB. Split it.") % {"limit": limits.file_bytes // MIB}
        )
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_PACKAGE) or head == _OLE:
        numbered, encoding = workbook_rows(path, package=head != _OLE, limits=limits), ""
    elif not head or head.startswith(_FOREIGN):
        raise SheetRefused("kind", _("The file is not a list. Send a CSV, .xlsx or .xls file with a title row."))
    else:
        numbered, encoding = _text_rows(path, limits, encoding)
    return _sheet(numbered, encoding, limits, kept)


def _on_disk(source: File | BinaryIO | Path | str, limits: Limits) -> tuple[Path, object]:
    """Return the path of the source, and what must live as long as the reading; uploads in memory are written out."""
    if isinstance(source, str | Path):
        return Path(source), None
    if hasattr(source, "temporary_file_path"):
        return Path(source.temporary_file_path()), source
    kept = tempfile.NamedTemporaryFile(prefix="linli-sheet-")  # noqa: SIM115
    source.seek(0)
    shutil.copyfileobj(io.BytesIO(source.read(limits.file_bytes + 1)), kept)
    kept.flush()
    return Path(kept.name), kept


def _text_rows(path: Path, limits: Limits, encoding: str) -> tuple[Numbered, str]:
    """Return the rows of a text file and its encoding."""
    if encoding and encoding not in encodings.CHOICES:
        raise encodings.unknown()
    with path.open("rb") as stream:
        encoding = encoding or encodings.detect(stream)
    with path.open(encoding=encoding, newline="") as stream:
        delimiter = _delimiter(_decoded(lambda: stream.read(8192)))
    return _csv_rows(path, encoding, delimiter, limits), encoding


def _delimiter(start: str) -> str:
    """Return the separator of the first line: comma, tab, semicolon or full-width comma."""
    line = next((line for line in start.splitlines() if line.strip(",;\t， ")), "")
    return max(",\t;，", key=line.count)


def _decoded(step: Callable[[], Read]) -> Read:
    """Run one reading step, turning a decoding error into the question for the encoding."""
    try:
        return step()
    except UnicodeError as error:
        raise encodings.unknown() from error


def _csv_rows(path: Path, encoding: str, delimiter: str, limits: Limits) -> Numbered:
    """Yield (line number, cells) of a text file, empty rows left out."""
    with path.open(encoding=encoding, newline="") as stream:
        rows = csv.reader((line.replace("\0", "") for line in stream), delimiter=delimiter, strict=False)
        while True:
            try:
                cells = _decoded(lambda: next(rows, None))
            except csv.Error as error:
                raise SheetRefused(
                    "quotes",
                    _("A cell near line %(line)d is never closed or too long. Look for a lone quotation mark.")
                    % {"line": rows.line_num},
                ) from error
            if cells is None:
                return
            if len(cells) > limits.columns:
                raise too_many_columns(limits)
            yield rows.line_num, cells


def _sheet(numbered: Numbered, encoding: str, limits: Limits, kept: object) -> Sheet:
    """Return the sheet: the first row with a cell is the title row."""
    for _number, cells in numbered:
        titles = [clean_text(cell) for cell in cells]
        if any(titles):
            columns = _columns(titles)
            return Sheet(columns, _rows(numbered, columns, limits, kept), encoding)
    raise SheetRefused("empty", _("The file is empty: there is not even a title row."))


def _columns(titles: list[str]) -> list[str]:
    """Return the column titles, a column without one under its letter in brackets; refuse the same title twice."""
    while titles and not titles[-1]:
        titles = titles[:-1]
    columns = [title or f"({letter_of(place)})" for place, title in enumerate(titles)]
    for title, count in Counter(columns).items():
        if count > 1:
            places = [letter_of(place) for place, each in enumerate(columns) if each == title]
            raise SheetRefused(
                "titles",
                _("The title “%(title)s” stands over several columns (%(places)s). Rename or delete all but one.")
                % {"title": title, "places": ", ".join(places)},
            )
    return columns


def letter_of(place: int) -> str:
    """Return the letters Excel shows for a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _rows(numbered: Numbered, columns: list[str], limits: Limits, kept: object) -> Iterator[Row]:
    """Yield the rows under the titles; cells right of the last title stand under their letter."""
    count = 0
    for number, raw in numbered:
        cells = [clean_cell(cell) for cell in raw]
        if not any(cells):
            continue
        count += 1
        if count > limits.rows:
            raise too_many_rows(limits)
        named = dict(itertools.zip_longest(columns, cells[: len(columns)], fillvalue=""))
        extra = {f"({letter_of(place)})": cell for place, cell in enumerate(cells) if cell and place >= len(columns)}
        yield Row(number, named | extra, _flaws(named | extra))
    del kept


def _flaws(cells: dict[str, str]) -> tuple[str, ...]:
    """Return a sentence for each cell with characters nobody can be sure of."""
    flaws = []
    for title, cell in cells.items():
        flaw = flaw_of(cell)
        if flaw == "private":
            flaws.append(
                _("“%(title)s” holds a character that only the old system's own font could show.") % {"title": title}
            )
        elif flaw:
            flaws.append(_("“%(title)s” holds a character that was already lost in the file.") % {"title": title})
    return tuple(flaws)
