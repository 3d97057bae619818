"""Rows of an Excel file, read by a limited child process into a scratch file and passed on as a stream."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from linli.foundation.sheets.limits import Limits
from linli.foundation.sheets.packages import bomb, broken, check_package, too_many_columns, too_many_rows
from linli.foundation.sheets.refusal import SheetRefused

_CHILD = Path(__file__).with_name("child.py")
_OUT_OF_TIME = -24


def workbook_rows(path: Path, *, package: bool, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """
    Yield (row number, cells) of the first visible sheet of an .xlsx (`package`) or .xls file, empty rows left out.

    Raises SheetRefused before the first row: the child has ended by then, however slowly the rows are taken.
    """
    if package:
        check_package(path, limits)
    with tempfile.TemporaryFile(prefix="linli-sheet-") as scratch:
        _fill(scratch, path, limits)
        scratch.seek(0)
        for number, line in enumerate(scratch, start=1):
            if cells := json.loads(line):
                yield number, cells


def _fill(scratch: IO[bytes], path: Path, limits: Limits) -> None:
    """Have the child write the rows. Raises SheetRefused if it refuses, runs out of something or falls over."""
    sizes = [
        limits.memory_bytes,
        limits.seconds,
        limits.unpacked_bytes,
        limits.lines,
        limits.columns,
        limits.cell_characters,
    ]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(_CHILD), str(path), *map(str, sizes)],
            stdin=subprocess.DEVNULL,
            stdout=scratch,
            stderr=subprocess.PIPE,
            env={},
            timeout=2 * limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _slow(limits) from error
    if done.returncode == _OUT_OF_TIME:
        raise _slow(limits)
    if done.returncode < 0:
        raise bomb()
    if done.returncode:
        raise _refusal(done.stderr.decode("utf-8", "replace"), limits)


def _slow(limits: Limits) -> SheetRefused:
    """Return the refusal of a workbook that takes too long."""
    return SheetRefused(
        "slow",
        _("Reading the Excel file took longer than %(seconds)d seconds. Copy the list into a new workbook.")
        % {"seconds": limits.seconds},
    )


def _refusal(said: str, limits: Limits) -> SheetRefused:
    """
    Return the refusal the child asked for by its last word.

    Raises RuntimeError if it is the child itself that does not work.
    """
    text = _("The Excel file is protected by a password. Save it without one and try again.")
    refusals = {
        "rows": too_many_rows(limits),
        "columns": too_many_columns(limits),
        "locked": SheetRefused("locked", text),
        "bomb": bomb(),
        "broken": broken(),
    }
    code = (said.split() or [""])[-1]
    if code not in refusals:
        raise RuntimeError(f"the reader of workbooks does not work: {said}")
    return refusals[code]
