"""A folder that lies in memory: a database there waits for the disk as told, and the disk is at once."""

import os
from pathlib import Path

FOLDER = Path("/dev/shm")
ENOUGH = 2 * 1024**3
"""Bytes that must be free: the log of a PostgreSQL alone may grow to half of it."""


def folder_in_memory() -> Path | None:
    """Return a folder in memory with space for the suite and where programs may run, or None."""
    if not os.access(FOLDER, os.W_OK):
        return None
    found = os.statvfs(FOLDER)
    return FOLDER if found.f_bavail * found.f_frsize >= ENOUGH and not found.f_flag & os.ST_NOEXEC else None
