"""Making a back-up while the house is open."""

import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from linli.foundation.audit import anchors
from linli.foundation.backup.archive import ArchiveWriter, Manifest
from linli.foundation.backup.databases import NAMES, copy_database

PATTERN = "linli-????????-??????.tar.gz"


def default_name(now: datetime) -> str:
    """Return the name of a back-up made now: it sorts by time."""
    return f"linli-{timezone.localtime(now):%Y%m%d-%H%M%S}.tar.gz"


def make_backup(target: Path, *, now: datetime) -> Manifest:
    """
    Write a back-up of the whole installation to `target` and return its manifest.

    First the anchors, then the database, then the photos: so no anchor is younger than the rows, and every photo that a
    record names is in the file.
    Raises BackupRefused, and OSError if the disk is full; then no file is left behind.
    """
    manifest = Manifest(made_at=now.isoformat(), engine=connection.vendor)
    name = NAMES[connection.vendor]
    with ArchiveWriter(target, manifest) as writer, tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        _add_folder(writer, anchors.folder(), "anchors")
        copy_database(Path(folder) / name, manifest)
        writer.add(name, Path(folder) / name)
        secret = Path(settings.DATA_DIR) / "secret"
        if secret.is_file():
            writer.add("secret", secret)
        _add_folder(writer, Path(settings.MEDIA_ROOT), "media")
    return manifest


def drop_old(folder: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest `keep` back-ups of the default name in a folder, and return those deleted."""
    old = sorted(folder.glob(PATTERN), reverse=True)[keep:]
    for path in old:
        path.unlink()
    return old


def _add_folder(writer: ArchiveWriter, folder: Path, name: str) -> None:
    """Add every finished file of a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".part":
            writer.add(f"{name}/{path.relative_to(folder).as_posix()}", path)
