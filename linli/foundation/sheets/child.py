"""
The small program that opens a workbook in a process of its own, so that a hostile file can only harm that process.

Run by path, without the rest of the house:
`python -I child.py FILE MEMORY_BYTES SECONDS OUTPUT_BYTES LINES COLUMNS CHARACTERS`.
It writes one JSON array of texts for each row, an empty one for an empty row; on failure the code of the cause stands
in the error stream.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any


class Refused(Exception):
    """The workbook cannot be read; the argument is the code of the cause."""


def _text(value: Any) -> str:
    """Return what a cell holds as the text a person would have typed."""
    return _TEXTS.get(type(value), str)(value)


def _duration(value: timedelta) -> str:
    """Return a duration as hours, minutes and seconds."""
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


_TEXTS: dict[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    float: lambda value: str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value),
    datetime: lambda value: value.isoformat(" ", "seconds"),
    date: date.isoformat,
    time: lambda value: value.isoformat("seconds"),
    timedelta: _duration,
}


def _sheet(book: Any) -> Any:
    """Return the first visible sheet that has cells, else the first sheet."""
    visible = [meta.name for meta in book.sheets_metadata if str(meta.visible).endswith(".Visible")]
    for name in visible:
        sheet = book.get_sheet_by_name(name)
        if sheet.end:
            return sheet
    if not book.sheet_names:
        raise Refused("broken")
    return book.get_sheet_by_index(0)


def _write(read: Callable[[str], Any], path: str, lines: int, columns: int, characters: int) -> None:
    """Write the rows of the workbook's sheet."""
    sheet = _sheet(read(path))
    bottom, right = sheet.end or (0, 0)
    if bottom >= lines:
        raise Refused("rows")
    if right >= columns:
        raise Refused("columns")
    out = open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        row = before + [_text(cell) for cell in cells]
        if max(map(len, row), default=0) > characters:
            raise Refused("bomb")
        out.write(json.dumps(row if any(row) else [], ensure_ascii=False) + "\n")
    out.flush()


def main(arguments: list[str]) -> int:
    """Limit this process, then read; return the exit code."""
    path, memory, seconds, size, *sizes = arguments
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import load_workbook  # noqa: PLC0415 - only after the limits are set

    try:
        _write(load_workbook, path, *map(int, sizes))
    except Refused as refusal:
        code = str(refusal)
    except (MemoryError, OSError):
        code = "bomb"
    except BaseException as error:
        code = "locked" if type(error).__name__ == "PasswordError" else "broken"
    else:
        return 0
    sys.stderr.write(code)
    sys.stderr.flush()
    os._exit(1)  # what could not be written must not be tried again


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
