"""Which encoding a text file is in; when in doubt, ask."""

import codecs
from typing import BinaryIO

from django.utils.translation import gettext as _

from linli.foundation.sheets.refusal import SheetRefused

CHOICES = ("utf-8-sig", "gb18030", "utf-16")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 16
_PLAUSIBLE = 0.6


def detect(stream: BinaryIO) -> str:
    """
    Return the encoding of a text file, one of `CHOICES` or a form of UTF-16; the stream is read from its start.

    Raises SheetRefused ("encoding", so ask the user; "mixed" if its lines differ).
    """
    stream.seek(0)
    head = stream.read(4096)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _checked(stream, name)
    wide = _widest(stream)
    if head.count(0) * 3 > len(head) or (wide is None and 0 in head):
        return _checked(stream, _unmarked_utf16(head))
    if wide is not None and (wide != 1 or not _looks_like_gb(stream)):
        return "utf-8-sig"
    return _checked_gb(stream)


def _checked(stream: BinaryIO, encoding: str) -> str:
    """Return the encoding if the whole stream can be decoded with it."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise unknown() from error
    return encoding


def unknown() -> SheetRefused:
    """Return the refusal that makes the page ask for the encoding."""
    return SheetRefused(
        "encoding",
        _("The encoding of the text file cannot be told. Choose it on the form, or save the file as Excel (.xlsx)."),
    )


def _unmarked_utf16(head: bytes) -> str:
    """Guess the byte order of UTF-16 without a mark from where the zero bytes of its ASCII characters stand."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd < 2 or min(even, odd) * 10 > max(even, odd):
        raise unknown()
    return "utf-16-le" if odd > even else "utf-16-be"


def _widest(stream: BinaryIO) -> int | None:
    """Return None if not UTF-8, 2 if characters beyond U+07FF occur, 1 if some beyond Latin, else 0."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    widest = "\0"
    latin = True
    try:
        for final in (False, True):
            while chunk := b"" if final else stream.read(_CHUNK):
                text = decoder.decode(chunk)
                if not text.isascii():
                    widest = max(widest, *text)
                    latin = latin and all(char < "\u0250" for char in text if not "\u0080" <= char < "\u00a0")
        decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    if widest > "\u07ff":
        return 2
    return 0 if latin else 1


def _gb_score(raw: bytes) -> float:
    """Return the share of the non-ASCII bytes that form common GB characters: about 1 for Chinese, low for mojibake."""
    common = total = place = 0
    while place < len(raw):
        if raw[place] < 0x80:
            place += 1
            continue
        total += 1
        lead, trail = raw[place], raw[place + 1] if place + 1 < len(raw) else 0
        common += trail >= 0xA1 and (0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7)
        place += 2
    return common / total if total else 1.0


def _looks_like_gb(stream: BinaryIO) -> bool:
    """Say whether the start of the stream reads as common Chinese in GB18030."""
    stream.seek(0)
    return _gb_score(stream.read(_CHUNK)) >= 0.8


def _checked_gb(stream: BinaryIO) -> str:
    """Return "gb18030" if every line is that; raises if it is not, or if some lines are UTF-8."""
    stream.seek(0)
    scores: list[float] = []
    utf8: list[bool] = []
    for number, line in enumerate(iter(stream.readline, b""), start=1):
        if line.isascii():
            continue
        scores.append(_gb_score(line))
        utf8.append(scores[-1] < _PLAUSIBLE and _is_chinese_utf8(line))
        if utf8[-1] != utf8[0]:
            raise _mixed(number)
    if sum(scores) < _PLAUSIBLE * len(scores):
        raise unknown()
    return _checked(stream, "gb18030")


def _mixed(number: int) -> SheetRefused:
    """Return the refusal of a file whose lines are in different encodings."""
    return SheetRefused(
        "mixed",
        _(
            "Line %(line)d is in another encoding than the lines before it. "
            "Open the file, put the line right and save it as UTF-8 or Excel."
        )
        % {"line": number},
    )


def _is_chinese_utf8(line: bytes) -> bool:
    """Say whether a line is valid UTF-8 with Chinese characters in it."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any(char >= "\u2e80" for char in text)
