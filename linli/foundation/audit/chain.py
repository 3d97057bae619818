"""Rows that follow each other by hash, numbered without gaps."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.audit import anchors
from linli.foundation.fields import MomentField
from linli.foundation.inserting import insert

SEAL_BYTES = 24
"""
What is kept of a SHA-256: 192 bits, its leftmost ones. Forging a row takes 2^192 tries, preparing two rows with one
hash 2^96; whole hashes were a sixth of all bytes of a case. Rows sealed with all 32 bytes stay valid.
"""


class Chained(models.Model):
    """
    A row of a hash chain: `hash` seals this row together with all before it.

    Rows are born by `append` only and never change; the database refuses UPDATE and DELETE
    where the migration says `AppendOnly(table)`.
    """

    id = models.BigAutoField(primary_key=True)
    at = MomentField(_("at"))
    actor_id = models.BigIntegerField(_("actor"), null=True, blank=True)
    hash = models.BinaryField(max_length=32, editable=False)

    class Meta:
        abstract = True


Link = TypeVar("Link", bound=Chained)


def append(row: Link) -> Link:
    """
    Number, seal and insert one new row at the end of its chain, and return it.

    Works inside the present transaction and holds the chain until it ends, so a service calls
    it last. Writers of one chain wait for each other; that is what makes the order provable.
    """
    with transaction.atomic(savepoint=False):
        last_id, last_hash = _take_end(type(row))
        row.id, row.hash = last_id + 1, seal(row, last_hash, row_id=last_id + 1)
        insert(row)
        anchors.note(row._meta.db_table, row.id, row.hash)
    return row


def append_many(rows: Sequence[Link], *, batch_size: int = 500) -> None:
    """Append rows in the given order, as `append` would one by one, in few statements."""
    if not rows:
        return
    with transaction.atomic(savepoint=False):
        last_id, last_hash = _take_end(type(rows[0]))
        for row in rows:
            last_id += 1
            last_hash = seal(row, last_hash, row_id=last_id)
            row.id, row.hash = last_id, last_hash
        type(rows[0])._default_manager.bulk_create(rows, batch_size=batch_size)
        anchors.note(rows[0]._meta.db_table, last_id, last_hash)


def chained_models() -> list[type[Chained]]:
    """Return every chained table of the installation, by table name."""
    found = [model for model in apps.get_models() if issubclass(model, Chained)]
    return sorted(found, key=lambda model: model._meta.db_table)


def start_hash(table: str) -> bytes:
    """Return what the first row of a table follows; it differs between tables."""
    return hashlib.sha256(f"linli chain {table}".encode()).digest()


def seal(row: Chained, previous: bytes, *, row_id: int, size: int = SEAL_BYTES) -> bytes:
    """Return the first bytes of SHA-256 of the previous hash and the canonical JSON of all other columns."""
    content: dict[str, Any] = {
        name: _plain(field.get_prep_value(getattr(row, name))) for name, field in _sealed_fields(type(row))
    }
    content["id"] = row_id
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(previous + text.encode("utf-8", "surrogatepass")).digest()[:size]


@lru_cache(maxsize=32)
def _sealed_fields(model: type[Chained]) -> Iterable[tuple[str, models.Field]]:
    """Return the columns that the hash covers: all but the number and the hash itself."""
    fields = [field for field in model._meta.concrete_fields if field.attname not in ("id", "hash")]
    return tuple((field.attname, field) for field in fields)


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it, the same before and after a trip through the database."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value


def _take_end(model: type[Chained]) -> tuple[int, bytes]:
    """Keep other writers away from the chain until the transaction ends; return its last (id, hash)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"linli chain {table}"])
        cursor.execute(f'SELECT id, hash FROM "{table}" ORDER BY id DESC LIMIT 1')  # noqa: S608 - own table name
        last = cursor.fetchone()
    return (last[0], bytes(last[1])) if last else (0, start_hash(table))
