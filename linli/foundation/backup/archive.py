"""The back-up file: a compressed tar whose last part, the manifest, says what all others must be."""

import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from django.utils.translation import gettext as _

FORMAT = 1
MANIFEST = "manifest.json"
_PIECE = 1 << 20
_NAMES = re.compile(r"(database\.(sqlite3|dump)|secret|(media|anchors)(/[\w-][\w.-]*)+|manifest\.json)\Z", re.ASCII)


class BackupRefused(Exception):
    """A back-up cannot be made or restored; the text says why and what to do."""


@dataclass(slots=True)
class Manifest:
    """
    What a back-up holds. files: SHA-256 and bytes by name; rows: number by table; heads: last number and hash of each
    audit chain by table; migrations: applied ones as "room.name"; fingerprint: SHA-256 of the manifest itself.
    """

    made_at: str
    engine: str
    files: dict[str, list] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    heads: dict[str, list] = field(default_factory=dict)
    migrations: list[str] = field(default_factory=list)
    format: int = FORMAT
    fingerprint: str = ""

    def to_bytes(self) -> bytes:
        """Return the manifest as it stands in the file."""
        content = {key: value for key, value in asdict(self).items() if key != "fingerprint"}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Manifest":
        """Return the manifest written in `raw`. Raises BackupRefused."""
        try:
            found = cls(**json.loads(raw), fingerprint=hashlib.sha256(raw).hexdigest())
        except (ValueError, TypeError) as error:
            raise damaged(MANIFEST) from error
        if found.format != FORMAT:
            raise BackupRefused(_("The back-up was made by a newer Linli. Install that version first."))
        return found


def damaged(name: str) -> BackupRefused:
    """Return the refusal of a file that is not as it was written."""
    return BackupRefused(
        _("The back-up is damaged or was changed: %(name)s is not what it was. Nothing was restored.") % {"name": name}
    )


class ArchiveWriter:
    """Writes a back-up file; it appears under its name only when it is complete, readable by its owner alone."""

    def __init__(self, target: Path, manifest: Manifest) -> None:
        self._target, self._part = target, target.with_name(target.name + ".part")
        self.manifest = manifest

    def __enter__(self) -> "ArchiveWriter":
        self._part.parent.mkdir(parents=True, exist_ok=True)
        self._raw = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self._tar = tarfile.open(fileobj=self._raw, mode="w:gz", compresslevel=3)
        return self

    def add(self, name: str, source: Path) -> None:
        """Add a file and note its checksum as read."""
        with source.open("rb") as stream:
            info = tarfile.TarInfo(name)
            info.size, info.mode = os.fstat(stream.fileno()).st_size, 0o600
            watched = _Hashing(stream)
            self._tar.addfile(info, watched)
        self.manifest.files[name] = [watched.digest.hexdigest(), info.size]

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if error is None:
                raw = self.manifest.to_bytes()
                info = tarfile.TarInfo(MANIFEST)
                info.size, info.mode = len(raw), 0o600
                self._tar.addfile(info, io.BytesIO(raw))
                self.manifest.fingerprint = hashlib.sha256(raw).hexdigest()
            self._tar.close()
            self._raw.flush()
            os.fsync(self._raw.fileno())
        finally:
            self._raw.close()
            if error is not None:
                self._part.unlink(missing_ok=True)
        if error is None:
            self._part.replace(self._target)


class _Hashing:
    """A stream whose bytes are hashed as they are read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        piece = self._stream.read(size)
        self.digest.update(piece)
        return piece


def unpack(source: Path, folder: Path) -> Manifest:
    """
    Unpack a back-up into an empty folder and return its manifest.

    Raises BackupRefused if a part is missing, additional, changed, or has a name no back-up uses.
    """
    found: dict[str, list] = {}
    raw = b""
    try:
        with tarfile.open(source, "r|gz") as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.isreg() else None
                if stream is None or not _NAMES.match(member.name) or ".." in member.name or member.name in found:
                    raise damaged(member.name)
                if member.name == MANIFEST:
                    raw = stream.read()
                else:
                    found[member.name] = _copy(stream, folder / member.name)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise BackupRefused(str(error)) from error
        raise damaged(source.name) from error
    manifest = Manifest.from_bytes(raw)
    for name in sorted(found.keys() | manifest.files.keys()):
        if found.get(name) != manifest.files.get(name):
            raise damaged(name)
    return manifest


def _copy(stream: IO[bytes], target: Path) -> list:
    """Write a part to disk; return its SHA-256 and size."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return [digest.hexdigest(), size]
