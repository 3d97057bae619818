"""
The packaged Chinese font for documents made on the server, where no Chinese font need be installed.

The web pages carry Noto Sans SC in about a hundred pieces a weight (WOFF 1: an OpenType file with deflated tables).
They are unpacked once into a folder, where typst finds them and takes every character from the piece that has it.
"""

import hashlib
import json
import shutil
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FAMILY = "Noto Sans SC"
WEIGHTS = ("400", "700")
_HEADER, _ENTRY = struct.Struct(">4s4sIH"), struct.Struct(">4sIIII")
_HEADER_LENGTH = 44


def font_folder() -> Path:
    """Return the folder with the unpacked font, unpacked now if it is not there or of another release."""
    pieces = _pieces()
    release = hashlib.sha256("\n".join(path.name for path in pieces).encode()).hexdigest()[:16]
    folder: Path = settings.DATA_DIR / "fonts" / release
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=folder.parent))
        for path in pieces:
            (fresh / f"{path.stem}.ttf").write_bytes(unpack(path.read_bytes()))
        try:
            fresh.rename(folder)
        except OSError:  # another thread was first
            shutil.rmtree(fresh)
    return folder


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Return the code points that the font can draw."""
    found: set[int] = set()
    for path in font_folder().glob("*.ttf"):
        found.update(code_points(path.read_bytes()))
    return frozenset(found)


def missing_in(text: str) -> str:
    """Return the characters of a text that the font cannot draw, each once."""
    return "".join(dict.fromkeys(char for char in text if ord(char) not in covered() and char.isprintable()))


def unpack(woff: bytes) -> bytes:
    """Return the OpenType file in a WOFF file. Raises ValueError if it is none."""
    signature, flavour, _length, count = _HEADER.unpack_from(woff)
    if signature != b"wOFF":
        raise ValueError("not a WOFF file")
    power = 1 << (count.bit_length() - 1)
    head = flavour + struct.pack(">4H", count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    directory, body, start = b"", b"", len(head) + 16 * count
    for number in range(count):
        tag, offset, packed, size, checksum = _ENTRY.unpack_from(woff, _HEADER_LENGTH + _ENTRY.size * number)
        table = woff[offset : offset + packed]
        table = zlib.decompress(table) if packed < size else table
        directory += tag + struct.pack(">3I", checksum, start + len(body), size)
        body += table + bytes(-len(table) % 4)
    return head + directory + body


def code_points(font: bytes) -> Iterator[int]:
    """Yield the code points of an OpenType file, by its character maps of format 4 and 12."""
    tables = struct.unpack_from(">H", font, 4)[0]
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    maps = struct.unpack_from(">H", font, start + 2)[0]
    for number in range(maps):
        offset = start + struct.unpack_from(">I", font, start + 8 + 8 * number)[0]
        kind = struct.unpack_from(">H", font, offset)[0]
        if kind in _RANGES:
            for first, last in _RANGES[kind](font, offset):
                yield from range(first, last + 1)


def _segments(font: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a character map of format 4."""
    count = struct.unpack_from(">H", font, offset + 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", font, offset + 14)
    firsts = struct.unpack_from(f">{count}H", font, offset + 16 + 2 * count)
    yield from zip(firsts, lasts, strict=True)


def _groups(font: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a character map of format 12."""
    count = struct.unpack_from(">I", font, offset + 12)[0]
    for number in range(count):
        yield struct.unpack_from(">2I", font, offset + 16 + 12 * number)


_RANGES: dict[int, Callable[[bytes, int], Iterator[tuple[int, int]]]] = {4: _segments, 12: _groups}


@lru_cache(maxsize=1)
def _pieces() -> tuple[Path, ...]:
    """Return the WOFF files of the wanted weights, as the manifest of the pages names them."""
    manifest = Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))
    ends = tuple(f"-{weight}-normal.woff" for weight in WEIGHTS)
    entries = json.loads(manifest.read_text("utf-8")).items()
    files = [entry["file"] for source, entry in entries if "noto-sans-sc-" in source and source.endswith(ends)]
    return tuple(manifest.parent / file for file in sorted(files))
