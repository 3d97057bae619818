"""Writing the heads of all chains outside the database, and starting anew after a restore."""

from datetime import datetime

from linli.foundation.audit import anchors
from linli.foundation.audit.chain import Chained, chained_models, start_hash


def write_anchors(*, now: datetime) -> dict[str, int]:
    """Write the head of every chain that moved and force it to disk; return the number of rows by table."""
    heads: dict[str, int] = {}
    for model in chained_models():
        row_id, row_hash = _head(model)
        heads[model._meta.db_table] = row_id
        if row_id and not anchors.is_written(model._meta.db_table, row_id, row_hash):
            anchors.write(model._meta.db_table, row_id, row_hash, at=now.isoformat())
        if row_id:
            anchors.force(model._meta.db_table)
    return heads


def mark_restored(*, reason: str, now: datetime) -> dict[str, int]:
    """
    Declare that the database was put back to an earlier state, and return the rows kept by table.

    Anchors of rows after the present end stop binding; the declaration itself stays in the anchor
    files with its reason, so that nobody can truncate a chain and call it a restore unseen.
    Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("A restore needs a reason.")
    heads: dict[str, int] = {}
    for model in chained_models():
        row_id, row_hash = _head(model)
        heads[model._meta.db_table] = row_id
        anchors.write(model._meta.db_table, row_id, row_hash, at=now.isoformat(), restored=reason)
        anchors.force(model._meta.db_table)
    return heads


def _head(model: type[Chained]) -> tuple[int, bytes]:
    """Return number and hash of the last row; number 0 if there is none."""
    last = model._default_manager.order_by("-id").values_list("id", "hash").first()
    return (last[0], bytes(last[1])) if last else (0, start_hash(model._meta.db_table))
