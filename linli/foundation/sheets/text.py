"""Characters of foreign files: what is dropped, what is mapped, what is kept as it is."""

import re

_GB18030_2022 = {
    **{0xE78D + place: point for place, point in enumerate([0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)])},
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE832: 0x9FB8,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE864: 0x9FBB,
}
_NARROW: dict[int, int | str] = {
    **{0xFEE0 + point: point for first, last in ("09", "AZ", "az") for point in range(ord(first), ord(last) + 1)},
    0x3000: " ",
    0x00A0: " ",
    0x202F: " ",
}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufff9-\ufffb]"
)
_ENDS = " \t\r\n\u3000\u00a0"


def clean_cell(text: str) -> str:
    """Return a cell's text without control characters, lone surrogates and outer blanks, old code points renewed."""
    if text.isascii() and text.isprintable():
        return text.strip(_ENDS)
    text = _CONTROLS.sub("", _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n")))
    return text.translate(_GB18030_2022).strip(_ENDS)


def flaw_of(text: str) -> str:
    """Return "private" or "broken" if a cleaned text holds characters that no reader can be sure of, else ""."""
    if text.isascii():
        return ""
    if _PRIVATE.search(text):
        return "private"
    return "broken" if "\ufffd" in text else ""


def clean_text(text: str) -> str:
    """
    Return a text fit for an identity field (name, code, title): one line, no character that hides or turns others.

    Full-width digits, Latin letters and blanks become ordinary ones; rare characters and the dot inside a name stay.
    """
    text = _INVISIBLE.sub("", clean_cell(text)).translate(_NARROW)
    return " ".join(text.split())
