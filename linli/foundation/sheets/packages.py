"""Look at an Excel package from outside, before anything unpacks it."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from linli.foundation.sheets.limits import Limits
from linli.foundation.sheets.refusal import SheetRefused

_LONGEST_TAG = 400
_REFERENCE = re.compile(
    rb"""<(?:\w+:)?c\s[^>]{0,200}?\br\s*=\s*["']([A-Z]{1,9})(\d{1,9})["'][^>]{0,200}(?<!/)>(?=[^<]|<[^/])"""
)
"""Where a cell stands that holds something: neither `<c r="A1"/>` nor `<c r="A1"></c>`."""
_ESCAPED_REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^>]{0,200}?\br\s*=\s*["'][^"'>]{0,40}&""")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def broken() -> SheetRefused:
    """Return the refusal of a file that is no readable workbook."""
    return SheetRefused(
        "broken", _("The Excel file is damaged or encrypted. Open it in Excel and save it again as .xlsx.")
    )


def bomb() -> SheetRefused:
    """Return the refusal of a package that would unpack into too much."""
    return SheetRefused(
        "bomb", _("The Excel file unpacks into far more data than a list needs. Copy the list into a new workbook.")
    )


def check_package(path: Path, limits: Limits) -> None:
    """
    Make sure that a package is safe to unpack.

    Raises SheetRefused: not a package, too many parts, too much or too tightly packed, entities declared, or a filled
    cell beyond the limits. Parts are unpacked as a stream, and only as far as the limits go.
    """
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _check_directory(parts, limits)
            for part in parts:
                _scan(package, part, limits)
    except SheetRefused:
        raise
    except Exception as error:  # damaged packages make zipfile raise whatever its parts raise
        raise broken() from error


def _check_directory(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse by what the package says of itself."""
    if not any(part.filename.lower().startswith("xl/workbook") for part in parts):
        raise broken()
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    names = {part.filename.lower() for part in parts}
    tight = unpacked > 10 * 1024 * 1024 and unpacked > packed * limits.unpacked_ratio
    if len(parts) > limits.entries or unpacked > limits.unpacked_bytes or tight or len(names) < len(parts):
        raise bomb()


def _scan(package: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> None:
    """Unpack one part as a stream, watching its size, its declarations and its cell references."""
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    size, tail = 0, b""
    with package.open(part) as stream:
        for chunk in _chunks(stream):
            size += len(chunk)
            if is_xml and b"\0" in chunk:
                raise broken()
            window = tail + chunk
            if _FORBIDDEN.search(window):
                raise SheetRefused(
                    "entities", _("The Excel file declares XML entities, which no list needs. It was not opened.")
                )
            _check_references(window, limits)
            # From the last tag on; one that only just begins may still belong to the cell before it.
            tail = window[max(window.rfind(b"<", 0, len(window) - 2), len(window) - _LONGEST_TAG) :]
    if size != part.file_size:
        raise broken()


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Return the stream in pieces."""
    return iter(lambda: stream.read(1 << 18), b"")


def _check_references(window: bytes, limits: Limits) -> None:
    """Refuse when a filled cell in a piece of a sheet lies beyond the limits."""
    if _ESCAPED_REFERENCE.search(window):
        raise broken()
    for letters, digits in _REFERENCE.findall(window):
        if int(digits) > limits.lines:
            raise too_many_rows(limits)
        if len(letters) > 1 and _column(letters) > limits.columns:
            raise too_many_columns(limits)


def _column(letters: bytes) -> int:
    """Return the number of a column named by letters: A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def too_many_columns(limits: Limits) -> SheetRefused:
    """Return the refusal of a list that is too wide."""
    return SheetRefused(
        "columns",
        _("The list has cells beyond column %(limit)d. Delete the empty columns at its right, or split it.")
        % {"limit": limits.columns},
    )


def too_many_rows(limits: Limits) -> SheetRefused:
    """Return the refusal of a list that is too long."""
    return SheetRefused(
        "rows",
        _("The list has more than %(limit)d rows. Delete the empty rows at its end, or split it into several files.")
        % {"limit": limits.rows},
    )
