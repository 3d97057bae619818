"""Texts people type: cleaned of what no reader could see, measured, and turned into look-up keys."""

import re
import unicodedata

TEXT_MAX, NOTE_MAX, ADDRESS_MAX, CONTACT_MAX, SUMMARY_MAX = 5000, 2000, 200, 100, 120
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_WIDTHLESS = re.compile("[\u00ad\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufff9-\ufffb]")
_PHONE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9}|0[0-9]{9,11}|[2-8][0-9]{6,7})(?![0-9])")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
RECEIPT_LENGTH = 16


def clean_lines(text: str) -> str:
    """Return a free text without control and direction characters; line breaks stay, joined emoji too."""
    text = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def clean_line(text: str) -> str:
    """Return a text of one line (address, contact, summary) without anything that hides or turns characters."""
    return " ".join(_WIDTHLESS.sub("", clean_lines(text)).split())


def contact_key(contact: str) -> str:
    """Return what two ways of writing the same contact have in common: the phone number, else the folded text."""
    folded = unicodedata.normalize("NFKC", contact).casefold()
    found = _PHONE.search(re.sub(r"[\s()./\-–—]", "", folded))
    return found.group(1) if found else "".join(folded.split())


def receipt_of(digest: bytes) -> str:
    """Return the receipt of a token's digest: 80 bits in 16 characters that are not mistaken for each other."""
    number = int.from_bytes(digest[:10], "big")
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(RECEIPT_LENGTH - 1, -1, -1))


def receipt_bytes(receipt: str) -> bytes:
    """Return the ten bytes of a receipt; raises ValueError for a character that stands in none."""
    number = 0
    for char in receipt:
        number = number << 5 | ALPHABET.index(char)
    return number.to_bytes(10, "big")


def read_receipt(written: str) -> str:
    """Return a receipt as stored from what a person wrote; empty if it cannot be one."""
    folded = unicodedata.normalize("NFKC", written).upper()
    bare = re.sub(r"[\s\-–—]", "", folded).translate(_LOOKALIKES)
    return bare if len(bare) == RECEIPT_LENGTH and set(bare) <= set(ALPHABET) else ""


def write_receipt(receipt: str) -> str:
    """Return a receipt in groups of four, as people read it aloud."""
    return "-".join(receipt[start : start + 4] for start in range(0, len(receipt), 4))
