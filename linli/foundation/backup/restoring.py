"""Restoring a back-up: everything is checked before anything is touched, and nothing old is thrown away."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.foundation import audit
from linli.foundation.audit import anchors
from linli.foundation.backup import databases
from linli.foundation.backup.archive import BackupRefused, Manifest, unpack


def restore_backup(source: Path, *, now: datetime, replace: bool = False, fingerprint: str = "") -> Manifest:
    """
    Restore a back-up into this installation and return its manifest.

    The installation must be empty; with `replace`, what is there is moved into the folder `replaced-...` beside it (a
    PostgreSQL schema renamed alike). fingerprint: the one shown when the back-up was made, to prove that nobody wrote
    the file anew. The audit chains are told that the state is an earlier one.
    Raises BackupRefused before anything is touched: damaged, not empty, of another database, of a newer version, or
    the installation is running.
    """
    if not source.is_file():
        raise BackupRefused(_("There is no file %(file)s.") % {"file": source})
    replacing = not _is_empty()
    if replacing and not replace:
        raise BackupRefused(_("This installation is not empty. Add --replace to move what is there aside."))
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        manifest = unpack(source, folder)
        _check(manifest, fingerprint)
        _put(folder, Path(settings.DATA_DIR) / f"replaced-{timezone.localtime(now):%Y%m%d-%H%M%S}", replacing)
    _compare(manifest)
    if replacing:
        audit.mark_restored(reason=_("Back-up of %(at)s restored") % {"at": manifest.made_at}, now=now)
    return manifest


def _is_empty() -> bool:
    """Say whether this installation holds neither tables nor photos nor anchors."""
    folders = (Path(settings.MEDIA_ROOT), anchors.folder())
    return databases.is_empty() and not any(path.is_file() for folder in folders for path in folder.rglob("*"))


def _check(manifest: Manifest, fingerprint: str) -> None:
    """Refuse a whole back-up that does not belong into this installation."""
    if fingerprint and fingerprint != manifest.fingerprint:
        raise BackupRefused(_("This is not the back-up with that fingerprint. Nothing was restored."))
    if manifest.engine != connection.vendor:
        raise BackupRefused(
            _("The back-up is of %(theirs)s, this installation uses %(ours)s. Set LINLI_DATABASE_URL accordingly.")
            % {"theirs": manifest.engine, "ours": connection.vendor}
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupRefused(
            _("The back-up was made by another version of Linli, which knows %(step)s. Install that version first.")
            % {"step": unknown[-1]}
        )


def _put(folder: Path, aside: Path, replacing: bool) -> None:
    """Put the unpacked parts into their places, what was there into the folder `aside`."""
    copy = folder / databases.NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        databases.put_sqlite(copy, aside)
    else:
        databases.put_postgresql(copy, aside.name.replace("-", "_"))
    _swap(folder / "media", Path(settings.MEDIA_ROOT), aside / "media")
    _swap(folder / "secret", Path(settings.DATA_DIR) / "secret", aside / "secret")
    if not replacing:
        _swap(folder / "anchors", anchors.folder(), aside / "anchors")


def _swap(new: Path, place: Path, aside: Path) -> None:
    """Put a file or folder in its place; the old one goes aside. Without a new one the old stays."""
    if not new.exists():
        return
    if place.exists() and (place.is_file() or any(place.iterdir())):
        aside.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, aside)
    elif place.exists():
        place.rmdir()
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(new, place)
    if place.is_file():
        place.chmod(0o600)


def _compare(manifest: Manifest) -> None:
    """Raise BackupRefused if what now stands in the database is not what the manifest promised."""
    found = Manifest(made_at="", engine="")
    with connection.cursor() as cursor:
        databases.note_contents(cursor, found)
    for what, theirs, ours in (("rows", manifest.rows, found.rows), ("heads", manifest.heads, found.heads)):
        for table, value in theirs.items():
            if ours.get(table, value) != value:
                raise BackupRefused(
                    _("After the restore %(table)s holds something else (%(what)s: %(ours)s instead of %(theirs)s).")
                    % {"table": table, "what": what, "ours": ours[table], "theirs": value}
                )
