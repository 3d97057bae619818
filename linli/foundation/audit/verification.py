"""Proving a chain: every number there, every hash right, every anchor met."""

from collections.abc import Iterator
from dataclasses import dataclass

from linli.foundation.audit.anchors import Anchor, read_anchors
from linli.foundation.audit.chain import SEAL_BYTES, Chained, chained_models, seal, start_hash
from linli.values import Reason, noop


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """What the verification of one chain found; `bad_id` is the first row that is wrong."""

    table: str
    checked: int
    bad_id: int | None = None
    reason: Reason | None = None

    @property
    def is_ok(self) -> bool:
        """Whether nothing wrong was found."""
        return self.reason is None


def verify(model: type[Chained]) -> VerifyResult:
    """
    Walk the whole chain of a table and compare it with its anchors.

    Finds an edited row (by its hash), a deleted or inserted one (by the gap or the hash), a
    reordering (by the hashes), a cut-off end and a rewritten chain (by the anchors).
    """
    table = model._meta.db_table
    try:
        anchors = _binding(read_anchors(table))
    except ValueError as error:
        return VerifyResult(table, 0, 0, Reason("audit.anchor", ANCHOR_DAMAGED, {"where": str(error)}))
    expected, previous = 1, start_hash(table)
    for row in model._default_manager.order_by("id").iterator(chunk_size=2000):
        reason = _fault(row, expected, previous, anchors)
        if reason is not None:
            return VerifyResult(table, expected - 1, expected, reason)
        expected, previous = expected + 1, bytes(row.hash)
    cut_off = min((row_id for row_id in anchors if row_id >= expected), default=None)
    if cut_off is not None:
        return VerifyResult(table, expected - 1, expected, Reason("audit.truncated", TRUNCATED, {"id": expected}))
    return VerifyResult(table, expected - 1)


def verify_all() -> Iterator[VerifyResult]:
    """Verify every chain of the installation, one after the other."""
    for model in chained_models():
        yield verify(model)


def _fault(row: Chained, expected: int, previous: bytes, anchors: dict[int, bytes]) -> Reason | None:
    """Return what is wrong with the row that stands where number `expected` must stand."""
    if row.id != expected:
        return Reason("audit.missing", MISSING, {"id": expected, "found": row.id})
    if bytes(row.hash) != seal(row, previous, row_id=row.id, size=max(SEAL_BYTES, len(row.hash))):
        return Reason("audit.altered", ALTERED, {"id": row.id})
    if anchors.get(row.id, row.hash) != bytes(row.hash):
        return Reason("audit.rewritten", REWRITTEN, {"id": row.id})
    return None


def _binding(anchors: Iterator[Anchor]) -> dict[int, bytes]:
    """Return hash by row number of the anchors that still bind; a declared restore frees the rows after it."""
    binding: dict[int, bytes] = {}
    for anchor in anchors:
        if anchor.restored:
            binding = {row_id: kept for row_id, kept in binding.items() if row_id <= anchor.row_id}
        # The oldest anchor of a row binds: one that is added later cannot excuse a rewriting.
        binding.setdefault(anchor.row_id, anchor.hash)
    return binding


MISSING = noop("Row %(id)s is missing: the next one found is row %(found)s.")
ALTERED = noop("Row %(id)s was altered, moved or inserted: its hash does not fit its content and the row before it.")
REWRITTEN = noop("Row %(id)s was rewritten: its hash differs from the anchor kept outside the database.")
TRUNCATED = noop("The end is cut off from row %(id)s on: the anchors kept outside the database know more rows.")
ANCHOR_DAMAGED = noop("The anchor file is damaged: %(where)s.")
