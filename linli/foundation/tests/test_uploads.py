"""Photos of strangers: judged by content, drawn anew, nothing of the sender's bytes kept."""

import errno
import io
import struct
import time
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from PIL import Image

from linli.foundation import uploads

NOW = datetime(2024, 2, 29, 8, tzinfo=UTC)
SCRIPT = b"<html><script>alert(1)</script></html>"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), mode: str = "RGB", **options) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, options.pop("colour", "red")).save(stream, kind, **options)
    return stream.getvalue()


def accept(content: bytes, name: str = "photo.jpg") -> uploads.StoredImage:
    return uploads.accept_image(SimpleUploadedFile(name, content))


def refusal_of(content: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(uploads.UploadRefused) as refusal:
        accept(content, name)
    return str(refusal.value)


def pixel_bomb(width: int, height: int) -> bytes:
    """Return a PNG whose header promises many pixels and whose data is short."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * ((width + 7) // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", data) + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("WEBP", "RGB"),
        ("PNG", "1"),
        ("PNG", "LA"),
    ],
)
def test_every_usual_kind_of_photo_becomes_a_jpeg_with_a_thumbnail(media, kind, mode):
    colour = {"CMYK": (0, 255, 255, 0), "I;16": 40_000, "1": 1, "L": 90, "LA": (90, 255)}.get(mode, "red")
    stored = accept(picture(kind, mode=mode, colour=colour))

    for path, longest in ((stored.path, 800), (stored.thumbnail, 480)):
        with Image.open(media / path) as image:
            assert (image.format, image.mode, max(image.size)) == ("JPEG", "RGB", longest)
    assert (stored.width, stored.height, stored.size) == (800, 600, (media / stored.path).stat().st_size)


def test_large_photos_are_made_smaller(media):
    stored = accept(picture(size=(5000, 2500)))

    assert (stored.width, stored.height) == (2560, 1280)


def test_see_through_parts_become_white(media):
    stored = accept(picture("PNG", mode="RGBA", colour=(255, 0, 0, 0)))

    with Image.open(media / stored.path) as image:
        assert min(image.getpixel((5, 5))) > 250


def test_the_place_in_the_exif_data_is_gone_and_the_photo_stands_upright(media):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[2] = (26.0, 5.0, 0.0)
    content = picture(exif=exif)
    assert b"Exif" in content

    stored = accept(content)

    raw = (media / stored.path).read_bytes()
    assert b"Exif" not in raw
    assert b"Maker" not in raw
    assert (stored.width, stored.height) == (600, 800)
    with Image.open(media / stored.path) as image:
        assert not image.getexif()


@pytest.mark.parametrize("where", ["behind", "comment", "profile"])
def test_a_script_inside_a_photo_does_not_survive(media, where):
    options = {"comment": SCRIPT} if where == "comment" else {"icc_profile": SCRIPT} if where == "profile" else {}
    content = picture(**options) + (SCRIPT if where == "behind" else b"")
    assert SCRIPT in content

    stored = accept(content)

    assert b"script" not in (media / stored.path).read_bytes()
    assert b"script" not in (media / stored.thumbnail).read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        SCRIPT,
        b"\xff\xd8\xff" + SCRIPT,
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7\n/JS (app.alert(1))",
        b"MZ\x90\x00" + b"\0" * 200,
        b"GIF89a" + SCRIPT,
        b"PK\x03\x04" + b"\0" * 50,
        b"8BPS" + b"\0" * 60,
        picture("GIF"),
        picture("TIFF"),
        picture("BMP"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(media, content):
    for name in ("photo.jpg", "photo.php.jpg", "photo.svg"):
        assert refusal_of(content, name)
    assert list(media.rglob("*")) == []


@pytest.mark.parametrize("cut", [2, 3, 20, 300, 1500, -100])
def test_a_photo_cut_off_on_the_way_is_refused_and_leaves_no_file(media, cut):
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    stream = io.BytesIO()
    noise.save(stream, "JPEG")

    assert refusal_of(stream.getvalue()[:cut])
    assert list(media.rglob("*")) == []


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(("width", "height"), [(12_000, 12_000), (65_000, 65_000), (40_000_001, 1), (8_001, 5_000)])
def test_a_pixel_bomb_is_refused_without_unpacking_it(width, height):
    content = pixel_bomb(width, height) if width * height < 200_000_000 else pixel_bomb(100, 100)
    if width * height >= 200_000_000:
        content = content.replace(struct.pack(">II", 100, 100), struct.pack(">II", width, height), 1)
        head = content[12:29]
        content = content[:29] + struct.pack(">I", zlib.crc32(head)) + content[33:]
    tracemalloc.start()
    start = time.process_time()

    assert refusal_of(content)

    assert time.process_time() - start < 1
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_just_forty_million_pixels_are_taken():
    assert accept(pixel_bomb(8_000, 5_000)).width == 2560


def test_a_photo_that_finds_no_room_on_the_disk_is_refused_and_leaves_nothing(media, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    assert refusal_of(picture())
    assert not any(path.is_file() for path in media.rglob("*"))


def test_a_file_over_twenty_megabytes_is_refused_before_it_is_looked_at():
    assert "20" in refusal_of(picture() + b"\0" * uploads.MAX_BYTES)


def test_the_name_in_the_store_tells_nothing_of_the_senders_name(media):
    stored = accept(picture(), "../../王小明身份证.jpg")

    assert len(stored.path) == 38
    assert stored.path[2] == stored.path[5] == "/"
    assert stored.path.isascii()


def test_a_photo_is_served_to_be_looked_at_only(db):
    stored = accept(picture())
    response = uploads.serve(stored.path)

    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"].startswith("private")
    assert response.headers["Content-Disposition"].startswith("inline")
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"


def test_anything_else_is_served_as_a_download(db, media):
    media.mkdir()
    (media / "x.html").write_bytes(SCRIPT)
    response = uploads.serve("x.html")
    response.close()

    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["../secret", "/etc/hostname", "ab/../../secret", "", "ab", "ab/cd/none.jpg", "\0"])
def test_nothing_outside_the_media_folder_is_served(media, path):
    (media / "ab").mkdir(parents=True)
    (media.parent / "secret").write_text("x")

    with pytest.raises(Http404):
        uploads.serve(path)


def test_orphans_are_deleted_after_a_day_and_others_stay(media):
    import os

    kept, orphan, young, ancient = (accept(picture()) for _ in range(4))
    part = media / "ab" / "cd" / "half.part"
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(b"x")
    old = (NOW - timedelta(hours=25)).timestamp()
    for stored in (kept, orphan):
        for path in (stored.path, stored.thumbnail):
            os.utime(media / path, (old, old))
    os.utime(part, (old, old))
    for path in (young.path, young.thumbnail):
        os.utime(media / path, (NOW.timestamp(), NOW.timestamp()))
    for path in (ancient.path, ancient.thumbnail):
        os.utime(media / path, (old - 40 * 86_400, old - 40 * 86_400))

    deleted = uploads.clean_orphans(is_referenced=lambda path: path == kept.path, now=NOW)

    assert deleted == 3
    left = {path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()}
    assert left == {path for each in (kept, young, ancient) for path in (each.path, each.thumbnail)}


def test_a_photo_is_deleted_with_its_thumbnail(media):
    stored = accept(picture())
    uploads.delete_stored(stored.path)
    uploads.delete_stored(stored.path)

    assert not any(path.is_file() for path in media.rglob("*"))


@pytest.mark.django_db
def test_every_room_that_stores_pictures_is_asked_before_one_is_deleted():
    rooms = {known.__module__.split(".")[1] for known in uploads._who_knows()}

    assert {"cases", "standards"} <= rooms
    assert not uploads.is_named_anywhere("ab/cd/unknown.jpg")
