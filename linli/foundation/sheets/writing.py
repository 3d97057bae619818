"""Write lists for people: every text stays a text, whatever it begins with."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils import timezone

from linli.foundation.sheets.text import clean_cell

if TYPE_CHECKING:
    import xlsxwriter

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column: key in the row, title shown, kind ("text", "number", "date" or "moment"), width in characters.

    is_quiet: shown on grey, as it is there to be read and not to be filled.
    """

    key: str
    title: str
    kind: str = "text"
    width: int = 0
    is_quiet: bool = False


Cells = Mapping[str, Any]


def write_xlsx(
    columns: Sequence[Column], rows: Iterable[Cells], *, title: str = "", target: BinaryIO | None = None
) -> BinaryIO:
    """
    Write a workbook of one sheet and return it, wound back, in `target` or a temporary file.

    Rows are written as they come and not kept, so their number does not matter for memory.
    """
    return write_book([(title, columns, rows)], target=target)


def write_book(
    sheets: Iterable[tuple[str, Sequence[Column], Iterable[Cells]]], *, target: BinaryIO | None = None
) -> BinaryIO:
    """Write a workbook of sheets, each with its title, columns and rows; as `write_xlsx` otherwise."""
    import xlsxwriter  # noqa: PLC0415 (a server that starts writes no workbook yet)

    stream = target or tempfile.TemporaryFile(prefix="linli-sheet-")  # noqa: SIM115
    with tempfile.TemporaryDirectory(prefix="linli-sheet-") as folder:
        path = Path(folder) / "book.xlsx"
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        with xlsxwriter.Workbook(path, options) as book:
            for title, columns, rows in sheets:
                _fill(book, columns, rows, title)
        with path.open("rb") as done:
            while piece := done.read(1 << 18):
                stream.write(piece)
    stream.seek(0)
    return stream


def _fill(book: "xlsxwriter.Workbook", columns: Sequence[Column], rows: Iterable[Cells], title: str) -> None:
    """Write the title row and the rows."""
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
        "number": book.add_format({"valign": "top"}),
        "quiet": book.add_format({"valign": "top", "bg_color": "#e6e6e6", "font_color": "#404040"}),
    }
    styles = [formats["quiet" if column.is_quiet else column.kind] for column in columns]
    for place, column in enumerate(columns):
        default = {"moment": 17, "date": 12}.get(column.kind, 2 * len(column.title) + 4)
        sheet.set_column(place, place, column.width or min(max(default, 12), 60), styles[place])
    for place, column in enumerate(columns):
        sheet.write_string(0, place, _plain(column.title), bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            _write_cell(sheet, last, place, row.get(column.key), styles[place])
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _sheet_name(title: str) -> str:
    """Return a name Excel accepts for a sheet."""
    return "".join(char for char in _plain(title) if char not in "[]:*?/\\'")[:31] or "1"


def _write_cell(sheet: Any, row: int, place: int, value: Any, style: Any) -> None:
    """Write one value by its own type; text never becomes a formula, a link or a number."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value, style)
    elif isinstance(value, int | float) and abs(value) < 1e15:
        sheet.write_number(row, place, value, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, _local(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    else:
        sheet.write_string(row, place, _plain(value), style)


def _local(value: datetime) -> datetime:
    """Return a moment as the clock on the wall shows it."""
    return timezone.make_naive(value) if timezone.is_aware(value) else value


def _plain(value: Any) -> str:
    """Return the text of a cell without characters a workbook cannot hold, cut at Excel's own limit."""
    return clean_cell(str(value))[:_LONGEST_CELL]


def write_csv(columns: Sequence[Column], rows: Iterable[Cells]) -> Iterator[bytes]:
    """
    Yield a CSV file in pieces: UTF-8 with mark, so that Excel opens Chinese right.

    A text that a spreadsheet would take for a formula gets a visible ' in front.
    """
    yield b"\xef\xbb\xbf"
    yield _line([column.title for column in columns])
    for row in rows:
        yield _line([row.get(column.key) for column in columns])


def _line(values: Iterable[Any]) -> bytes:
    """Return one line of a CSV file."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([_safe(value) for value in values])
    return buffer.getvalue().encode("utf-8")


def _safe(value: Any) -> str:
    """Return a cell's text, marked if it could be taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, int | float | date):
        return str(value)
    raw = str(value)
    return f"'{_plain(raw)}" if raw.startswith(_DANGEROUS) or _plain(raw).startswith(_DANGEROUS) else _plain(raw)


def unmarked(text: str) -> str:
    """Return a cell of a CSV file as it was before `write_csv` marked it; other cells stay as they are."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text
