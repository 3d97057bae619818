"""
Division codes: 2 digits province, 2 city, 2 district, 3 subdistrict or town, 3 community or village.

A city is kept with six digits (the last two 00), a district with six, a subdistrict with nine, a community with
twelve. A community founded between two official lists gets a provisional code: P, nine digits, three digits.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from linli.places.terms import AreaKind, TierCode
from linli.values import Reason, noop

CITY_DIGITS, DISTRICT_DIGITS, STREET_DIGITS, UNIT_DIGITS = 4, 6, 9, 12
UNDIVIDED = frozenset({"4419", "4420", "4604"})
"""Cities without districts: Dongguan, Zhongshan, Danzhou."""
PROVISIONAL = re.compile(r"P\d{12}")
PROVINCES = range(11, 92)
LAST_PROVISIONAL = 999

STREET_BANDS = (
    (1, AreaKind.SUBDISTRICT),
    (100, AreaKind.TOWN),
    (200, AreaKind.TOWNSHIP),
    (400, AreaKind.SUBDISTRICT_LIKE),
    (600, None),
)
UNIT_BANDS = (
    (1, AreaKind.COMMUNITY),
    (200, AreaKind.VILLAGE),
    (400, AreaKind.COMMUNITY_LIKE),
    (500, AreaKind.VILLAGE_LIKE),
    (600, None),
)
KIND_WORDS = {
    "居委会": AreaKind.COMMUNITY,
    "社区": AreaKind.COMMUNITY,
    "村委会": AreaKind.VILLAGE,
    "村": AreaKind.VILLAGE,
    "家委会": AreaKind.DEPENDANTS,
    "街道": AreaKind.SUBDISTRICT,
    "镇": AreaKind.TOWN,
    "乡": AreaKind.TOWNSHIP,
}
"""Words of the kind column of a list; any other word leaves the kind to the code."""

ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("社区委员会", "社区"),
    ("社区村民委员会", "社区"),
    ("村村民委员会", "村"),
    ("村村委会", "村"),
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("街道办事处", "街道"),
)
"""Official endings, longest sense first, and what stays of them on screen."""


class InvalidCode(ValueError):
    """Raised for a text that is no division code; `reason` is fit to show."""

    def __init__(self, text: str, params: dict[str, str]) -> None:
        self.reason = Reason("places.code", text, params)
        super().__init__(text % params)


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """A division code taken apart; parts below the tier are empty."""

    province: str
    city: str
    district: str
    street: str = ""
    unit: str = ""

    @property
    def tier(self) -> TierCode:
        """Return the tier the code names."""
        if self.unit:
            return TierCode.COMMUNITY
        if self.street:
            return TierCode.SUBDISTRICT
        return TierCode.CITY if self.district == "00" else TierCode.DISTRICT

    @property
    def kind(self) -> AreaKind | None:
        """Return the kind the last part's band stands for; None for cities, districts and free bands."""
        if self.unit:
            return kind_in_band(int(self.unit), UNIT_BANDS)
        return kind_in_band(int(self.street), STREET_BANDS) if self.street else None

    @property
    def parent(self) -> str:
        """Return the code of the area above; "" for a city."""
        above = {TierCode.COMMUNITY: STREET_DIGITS, TierCode.SUBDISTRICT: DISTRICT_DIGITS, TierCode.CITY: 0}
        if self.tier is TierCode.DISTRICT:
            return f"{self.province}{self.city}00"
        return str(self)[: above[self.tier]]

    def __str__(self) -> str:
        """Return the code as it is kept."""
        return f"{self.province}{self.city}{self.district}{self.street}{self.unit}"


def clean_code(text: str) -> str:
    """Return the code as people mean it: narrow digits, no spaces, no ".0" of a spreadsheet's number."""
    if text.isascii() and text.isdecimal():
        return text
    narrow = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return narrow.removesuffix(".0")


def clean_name(text: str) -> str:
    """
    Return the name without what nobody sees: control, zero-width and direction signs, and spaces in a row.

    Nothing else is changed: rare and compatibility characters of names stay as they were written.
    """
    if text.isprintable() and " " not in text:
        return text
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cf").split())


@lru_cache(maxsize=1 << 13)
def parse_code(text: str) -> DivisionCode:
    """
    Take an official code apart; trailing zeros name the tier above ("150402001000" is the subdistrict).

    Raises InvalidCode when it is not 6, 9 or 12 digits, or a part is missing in the middle; only a city that has no
    districts has its subdistricts itself.
    """
    code = clean_code(text)
    if not (code.isascii() and code.isdecimal()) or len(code) not in (DISTRICT_DIGITS, STREET_DIGITS, UNIT_DIGITS):
        raise InvalidCode(noop("“%(code)s” is not a division code: it must have 6, 9 or 12 digits."), {"code": text})
    province, city, district = code[:2], code[2:4], code[4:6]
    street, unit = code[6:9].strip("0") and code[6:9], code[9:12].strip("0") and code[9:12]
    if int(province) not in PROVINCES or city == "00":
        raise InvalidCode(noop("“%(code)s” is not a division code: no province or city has it."), {"code": text})
    undivided = province + city in UNDIVIDED
    if (unit and not street) or (street and district == "00" and not undivided):
        raise InvalidCode(noop("“%(code)s” is not a division code: a tier in its middle is 0."), {"code": text})
    return DivisionCode(province, city, district, street, unit)


def kind_in_band(number: int, bands: tuple[tuple[int, AreaKind | None], ...] = UNIT_BANDS) -> AreaKind | None:
    """Return the kind of the band a three-digit number lies in; None below the first band and above the last."""
    found = None
    for start, kind in bands:
        if number >= start:
            found = kind
    return found


def kind_of_word(word: str) -> AreaKind | None:
    """Return the kind a list's own word stands for, None for a word that says nothing certain."""
    return KIND_WORDS.get(word.strip())


def is_provisional(code: str) -> bool:
    """Return whether the code was given by the office, not by the official list."""
    return PROVISIONAL.fullmatch(code) is not None


def next_provisional_code(street_code: str, taken: Collection[str]) -> str:
    """
    Return the next free provisional code of a subdistrict: P, its nine digits, a number from 001 on.

    taken: every provisional code ever given there; a code is never given twice.
    Raises InvalidCode when the code is no subdistrict's or its 999 numbers are used up.
    """
    street = parse_code(street_code)
    if street.tier is not TierCode.SUBDISTRICT:
        raise InvalidCode(noop("“%(code)s” is not the code of a subdistrict or town."), {"code": street_code})
    start = f"P{street}"
    last = max((int(code[-3:]) for code in taken if code.startswith(start) and is_provisional(code)), default=0)
    if last >= LAST_PROVISIONAL:
        raise InvalidCode(noop("“%(code)s” has no provisional code left."), {"code": street_code})
    return f"{start}{last + 1:03d}"


def short_name(name: str) -> str:
    """Return the name used on screen: without the committee's official ending."""
    for ending, short in ENDINGS:
        stem = name.removesuffix(ending)
        if stem not in (name, ""):
            return stem if stem.endswith(short) else stem + short
    return name
