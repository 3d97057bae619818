"""Builders for tests and the demo."""

from collections.abc import Iterator
from contextlib import contextmanager

from linli.foundation.audit import chained_models, protect, unprotect


@contextmanager
def erasable_chains() -> Iterator[None]:
    """Take the triggers off all chained tables for a while, as an intruder with full rights could."""
    tables = [model._meta.db_table for model in chained_models()]
    for table in tables:
        unprotect(table)
    try:
        yield
    finally:
        for table in tables:
            protect(table)
