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
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

SECONDS_BETWEEN = 1.0
_written: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of a chain as it was once: the row's number and its hash."""

    row_id: int
    hash: bytes
    restored: str = ""


def folder() -> Path:
    """Return the folder of the anchors, made if absent."""
    path = Path(getattr(settings, "ANCHOR_DIR", settings.DATA_DIR / "anchors"))
    path.mkdir(parents=True, exist_ok=True)
    return path


def note(table: str, row_id: int, row_hash: bytes) -> None:
    """After commit, remember the new head outside the database, at most once a second."""
    transaction.on_commit(lambda: _note_now(table, row_id, row_hash), robust=True)


def write_anchors(*, now: datetime) -> dict[str, int]:
    """Write the head of every chain that moved and force it to disk; return the numbers by table."""
    from linli.foundation.audit.chain import chained_models

    heads: dict[str, int] = {}
    for model in chained_models():
        last = model._default_manager.order_by("-id").values_list("id", "hash").first()
        if last is None:
            continue
        heads[model._meta.db_table] = last[0]
        _append(model._meta.db_table, last[0], bytes(last[1]), at=now.isoformat(), forced=True)
    return heads


def read_anchors(table: str) -> Iterator[Anchor]:
    """
    Yield the anchors of a table in the order they were written.

    Raises ValueError naming the line if the file was damaged; a torn last line is passed over,
    because a crash may leave one.
    """
    path = _path(table)
    if not path.exists():
        return
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            entry = json.loads(line)
            yield Anchor(int(entry["id"]), bytes.fromhex(entry["hash"]), entry.get("restored", ""))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):
                return
            raise ValueError(f"{path.name}, line {number}") from error


def _note_now(table: str, row_id: int, row_hash: bytes) -> None:
    """Append the head unless one was written within the last second."""
    beat = time.monotonic()
    if beat - _written.get(table, -SECONDS_BETWEEN) >= SECONDS_BETWEEN:
        _written[table] = beat
        _append(table, row_id, row_hash)


def _append(
    table: str, row_id: int, row_hash: bytes, *, at: str = "", restored: str = "", forced: bool = False
) -> None:
    """Append one line in a single write, so that two processes never mix theirs."""
    entry = {"id": row_id, "hash": row_hash.hex()}
    entry |= {key: value for key, value in (("at", at), ("restored", restored)) if value}
    handle = os.open(_path(table), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        os.write(handle, (json.dumps(entry, ensure_ascii=False) + "\n").encode())
        if forced:
            os.fsync(handle)
    finally:
        os.close(handle)


def _path(table: str) -> Path:
    """Return the file of a table's anchors."""
    return folder() / f"{table}.jsonl"
