"""
Anchors: the head of every chain, written outside the database, one JSON line a time.

A truncated or wholly rewritten chain is consistent in itself; only something outside the
database can tell. Anchors are appended to `<data>/anchors/<table>.jsonl`: on commit at most once
a second (not forced to disk), and forced to disk by the job of every minute, when the server or
worker starts and stops, and by `linli audit anchor`. So at most the acts of the last second before
a truncation can be lost unseen (a minute if the machine lost power at the same time). Whoever
needs more copies this folder to another machine.
"""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

SECONDS_BETWEEN = 1.0
LAST_LINES = 4096
START = '{"id": '
_written: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of a chain as it was once: the row's number and its hash."""

    row_id: int
    hash: bytes
    restored: str = ""


def folder() -> Path:
    """Return the folder of the anchors, made if absent."""
    path = Path(settings.ANCHOR_DIR)
    path.mkdir(parents=True, exist_ok=True)
    return path


def note(table: str, row_id: int, row_hash: bytes) -> None:
    """After commit, remember the new head outside the database, at most once a second."""
    transaction.on_commit(lambda: _note_now(table, row_id, row_hash), robust=True)


def is_written(table: str, row_id: int, row_hash: bytes) -> bool:
    """Tell whether the last anchor of the table is just this head."""
    path = _path(table)
    if not path.exists():
        return False
    with path.open("rb") as lines:
        lines.seek(max(0, path.stat().st_size - LAST_LINES))
        last = lines.read().rpartition(b"\n")[2]
    return last.startswith(_line(row_id, row_hash)[:-1])


def force(table: str) -> None:
    """Force what was appended so far to disk."""
    handle = os.open(_path(table), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_anchors(table: str) -> Iterator[Anchor]:
    """
    Yield the anchors of a table in the order they were written.

    Raises ValueError naming the line if the file was damaged. A line that a crash tore off is
    passed over: it begins like an anchor and lacks its end.
    """
    path = _path(table)
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            anchor = _read_line(line.strip())
            if anchor is not None:
                yield anchor
            elif not _is_torn(line.strip()):
                raise ValueError(f"{path.name}, line {number}")


def _note_now(table: str, row_id: int, row_hash: bytes) -> None:
    """Append the head unless one was written within the last second."""
    beat = time.monotonic()
    if beat - _written.get(table, -SECONDS_BETWEEN) >= SECONDS_BETWEEN:
        _written[table] = beat
        write(table, row_id, row_hash)


def write(table: str, row_id: int, row_hash: bytes, **more: str) -> None:
    """
    Append one line in a single call, so that two processes never mix theirs.

    The line break comes first: what follows a line that a crash tore off stays readable.
    """
    handle = os.open(_path(table), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        os.write(handle, b"\n" + _line(row_id, row_hash, **more))
    finally:
        os.close(handle)


def _line(row_id: int, row_hash: bytes, **more: str) -> bytes:
    """Return an anchor as one line of JSON, the number first, then the hash."""
    return json.dumps({"id": row_id, "hash": row_hash.hex(), **more}, ensure_ascii=False).encode()


def _read_line(line: str) -> Anchor | None:
    """Return the anchor of a line, or None if it is none."""
    try:
        entry = json.loads(line)
        return Anchor(int(entry["id"]), bytes.fromhex(entry["hash"]), str(entry.get("restored", "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _is_torn(line: str) -> bool:
    """Tell whether a line is the beginning of an anchor, or empty."""
    return not line.endswith("}") and (START.startswith(line) or line.startswith(START))


def _path(table: str) -> Path:
    """Return the file of a table's anchors."""
    return folder() / f"{table}.jsonl"
