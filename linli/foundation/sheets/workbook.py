"""Rows of an Excel file, read by a limited child process and passed on as a stream."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from linli.foundation.sheets.limits import Limits
from linli.foundation.sheets.packages import bomb, broken, check_package, too_many_columns, too_many_rows
from linli.foundation.sheets.refusal import SheetRefused

_CHILD = Path(__file__).with_name("child.py")
_KILLED = -9
_OUT_OF_TIME = -24


def workbook_rows(path: Path, *, package: bool, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """
    Yield (row number, cells) of the first visible sheet of an .xlsx (`package`) or .xls file, empty rows left out.

    Raises SheetRefused before the first row for whatever can be seen from outside, and in between if the child fails.
    """
    if package:
        check_package(path, limits)
    sizes = [limits.memory_bytes, limits.seconds, limits.lines, limits.columns, limits.cell_characters]
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", str(_CHILD), str(path), *map(str, sizes)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONUTF8": "1"},
    )
    patience = threading.Timer(limits.seconds, child.kill)
    patience.start()
    try:
        yield from _rows(child, limits)
        _check_end(child.wait(), limits)
    finally:
        patience.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _rows(child: subprocess.Popen, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows the child writes; a last object instead of a row names the cause of its failure."""
    for number, line in enumerate(child.stdout or (), start=1):
        try:
            found = json.loads(line) if line.strip() else []
        except ValueError:
            return
        if isinstance(found, dict):
            raise _refusal(found["refused"], limits)
        if found:
            yield number, found


def _refusal(code: str, limits: Limits) -> SheetRefused:
    """Return the refusal the child asked for."""
    if code == "rows":
        return too_many_rows(limits)
    if code == "columns":
        return too_many_columns(limits)
    if code == "locked":
        return SheetRefused(
            "locked", _("The Excel file is protected by a password. Save it without one and try again.")
        )
    return bomb() if code == "bomb" else broken()


def _check_end(code: int, limits: Limits) -> None:
    """Raise if the child did not end well: out of time, out of memory or fallen over."""
    if code in (_KILLED, _OUT_OF_TIME):
        raise SheetRefused(
            "slow",
            _("Reading the Excel file took longer than %(seconds)d seconds. Copy the list into a new workbook.")
            % {"seconds": limits.seconds},
        )
    if code:
        raise bomb()
