"""Builders for tests and the demo."""

from collections.abc import Iterator
from contextlib import contextmanager

from linli.foundation.audit import protect, protected_tables, unprotect


@contextmanager
def erasable_chains() -> Iterator[None]:
    """Take the triggers off all tables that only grow for a while, as an intruder with full rights could."""
    tables = protected_tables()
    for table in tables:
        unprotect(table)
    try:
        yield
    finally:
        for table in tables:
            protect(table)
