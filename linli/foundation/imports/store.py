"""
Files of running imports: the uploaded list, how far it is, and the wish to stop.

Progress and the wish to stop are files because the import's own transaction holds the write lock of an embedded
database until it ends.
"""

import contextlib
import hashlib
import json
import os
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.files.base import File

from linli.foundation.imports.outcome import RunCancelled

_SECONDS_BETWEEN = 0.3


def folder() -> Path:
    """Return the folder of the lists being imported."""
    path = Path(settings.DATA_DIR) / "imports"
    path.mkdir(parents=True, exist_ok=True, mode=0o750)
    return path


def keep(upload: File) -> tuple[str, str]:
    """Store an uploaded list; return its name in the store and its SHA-256. Raises OSError if there is no room."""
    name = secrets.token_hex(16)
    digest = hashlib.sha256()
    try:
        with (folder() / name).open("wb") as stream:
            for piece in upload.chunks():
                digest.update(piece)
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        drop(name)
        raise
    return name, digest.hexdigest()


def path_of(name: str) -> Path:
    """Return where a stored list lies."""
    return folder() / name


def drop(name: str) -> None:
    """Delete a stored list and what was noted about it; absent files are no error."""
    if name:
        for suffix in ("", ".progress", ".stop"):
            (folder() / f"{name}{suffix}").unlink(missing_ok=True)


def ask_to_stop(name: str) -> None:
    """Ask the worker to stop the import of this list."""
    (folder() / f"{name}.stop").touch()


def begin_anew(name: str) -> None:
    """Forget the progress of the step before, and a wish to stop that came too late for it."""
    for suffix in (".progress", ".stop"):
        (folder() / f"{name}{suffix}").unlink(missing_ok=True)


def last_progress(name: str) -> float:
    """Return when the worker last reported on this list, in seconds since 1970; 0 if never."""
    with contextlib.suppress(OSError):
        return (folder() / f"{name}.progress").stat().st_mtime
    return 0.0


class FileProgress:
    """Tells the page how many rows are done, and stops the import when somebody asked for it."""

    def __init__(self, name: str) -> None:
        self._progress = folder() / f"{name}.progress"
        self._stop = folder() / f"{name}.stop"
        self._next = 0.0

    def __call__(self, done: int) -> None:
        """Report `done` rows, a few times a second at most. Raises RunCancelled."""
        beat = time.monotonic()
        if beat < self._next:
            return
        self._next = beat + _SECONDS_BETWEEN
        if self._stop.exists():
            raise RunCancelled
        part = self._progress.with_suffix(".part")
        part.write_text(json.dumps(done), encoding="ascii")
        part.replace(self._progress)


def rows_done(name: str) -> int:
    """Return how many rows the worker has reported for this list."""
    with contextlib.suppress(OSError, ValueError):
        return int(json.loads((folder() / f"{name}.progress").read_text(encoding="ascii")))
    return 0
