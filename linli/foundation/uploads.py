"""
Photos sent in by anyone: judged by content, drawn anew, stored outside the web root.

What is stored is always a JPEG of our own making: nothing of the sender's bytes survives, neither a place in the
EXIF data nor a script behind the last pixel. Pillow is loaded when the first photo comes.
"""

import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import file_digest
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2560
THUMBNAIL_SIDE = 480
QUALITY = 85
ORPHAN_AFTER = timedelta(hours=24)
LOOKED_AT_BEFORE = timedelta(days=31)
FORMATS = ("JPEG", "PNG", "WEBP")
_drawing = threading.BoundedSemaphore(2)


class UploadRefused(Exception):
    """A file cannot be taken; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A photo in the media folder: `path` and `thumbnail` are relative to it, `width` and `height` in pixels."""

    path: str
    thumbnail: str
    width: int
    height: int
    size: int


def thumbnail_of(path: str) -> str:
    """Return the path of the small picture that belongs to a stored photo."""
    return path.removesuffix(".jpg") + ".t.jpg"


def accept_image(file: BinaryIO | File) -> StoredImage:
    """
    Draw a photo anew and store it; return where.

    Raises UploadRefused if it is too large, no picture, or broken.
    """
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UploadRefused(_("The photo is larger than 20 MB. Take it with a lower resolution or crop it."))
    with _drawing:
        image = _draw(content)
        large, small = _jpeg(image, MAX_SIDE), _jpeg(image, THUMBNAIL_SIDE)
    name = secrets.token_hex(16)
    path = f"{name[:2]}/{name[2:4]}/{name[4:]}.jpg"
    _store(thumbnail_of(path), small[0])
    _store(path, large[0])
    return StoredImage(path, thumbnail_of(path), *large[1], len(large[0]))


def _draw(content: bytes) -> "Image.Image":
    """Return the upright RGB picture of the content; sizes are judged before any pixel is unpacked."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    try:
        image: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise UploadRefused(_too_many_pixels()) from error
    except Exception as error:
        raise UploadRefused(_("This is not a photo that can be opened. Send a JPEG, PNG or WebP picture.")) from error
    if image.width * image.height > MAX_PIXELS:
        raise UploadRefused(_too_many_pixels())
    try:
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        upright = ImageOps.exif_transpose(image)
        return _on_white(upright)
    except Exception as error:
        raise UploadRefused(_("The photo is damaged or was cut off on the way. Please send it again.")) from error


def _too_many_pixels() -> str:
    """Return the sentence for a picture of too many pixels."""
    return _("The photo has more than 40 million pixels. Take it with a lower resolution or crop it.")


def _on_white(image: "Image.Image") -> "Image.Image":
    """Return the picture in RGB, see-through parts on white."""
    from PIL import Image  # noqa: PLC0415

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image.convert("RGB")


def _jpeg(image: "Image.Image", side: int) -> tuple[bytes, tuple[int, int]]:
    """Return the picture as JPEG with no side longer than `side`, and its size."""
    from PIL import Image  # noqa: PLC0415

    plain = Image.new("RGB", image.size)
    plain.paste(image)
    plain.thumbnail((side, side))
    target = BytesIO()
    plain.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue(), plain.size


def _store(path: str, content: bytes) -> None:
    """Write a file so that it is either whole or absent, also after a power cut. Raises UploadRefused."""
    target = Path(settings.MEDIA_ROOT) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UploadRefused(
            _("The photo could not be stored: there is no room left. Try later, or send it without.")
        ) from error


def stored_file(path: str) -> Path:
    """Return the file of a stored path; raises Http404 if it is outside the media folder or gone."""
    if "\0" in path:
        raise Http404
    root = Path(settings.MEDIA_ROOT).resolve()
    target = (root / path).resolve()
    if not target.is_relative_to(root) or not target.is_file():
        raise Http404
    return target


def digest_of(path: str) -> str:
    """Return the SHA-256 of a stored file as 64 hexadecimal signs, "" if it is gone."""
    try:
        with stored_file(path).open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except Http404:
        return ""


def serve(path: str) -> FileResponse:
    """
    Answer with a stored file, for the view that has already checked who may see it.

    Only our own JPEGs are shown in the page; anything else is offered for download.
    """
    target = stored_file(path)
    picture = target.suffix == ".jpg"
    response = FileResponse(
        target.open("rb"),
        as_attachment=not picture,
        filename=target.name,
        content_type="image/jpeg" if picture else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def delete_stored(path: str) -> None:
    """Delete a stored photo and its thumbnail; absent files are no error."""
    for each in (path, thumbnail_of(path)):
        (Path(settings.MEDIA_ROOT) / each).unlink(missing_ok=True)


def is_named_anywhere(path: str) -> bool:
    """Return whether any room names this stored picture: each room that stores some says so in its queries."""
    return any(known(path) for known in _who_knows())


@lru_cache(maxsize=1)
def _who_knows() -> tuple[Callable[[str], bool], ...]:
    """Return `queries.is_picture_known` of every room that has one."""
    rooms = [app.name for app in apps.get_app_configs() if find_spec(f"{app.name}.queries")]
    asked = (getattr(import_module(f"{room}.queries"), "is_picture_known", None) for room in rooms)
    return tuple(known for known in asked if known is not None)


def clean_orphans(*, is_referenced: Callable[[str], bool], now: datetime) -> int:
    """
    Delete stored files of more than a day that no record names; return how many.

    Files of more than a month were looked at before and are passed over, so that this stays quick for ever.
    is_referenced: says of the path of a photo (never of a thumbnail) whether a record names it.
    """
    root = Path(settings.MEDIA_ROOT)
    deleted = 0
    for target in list(root.glob("??/??/*")):
        age = now - datetime.fromtimestamp(target.stat().st_mtime, tz=UTC)
        if not ORPHAN_AFTER <= age <= LOOKED_AT_BEFORE:
            continue
        path = target.relative_to(root).as_posix().replace(".t.jpg", ".jpg")
        if target.suffix == ".part" or not is_referenced(path):
            target.unlink(missing_ok=True)
            deleted += 1
    return deleted
