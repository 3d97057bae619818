"""Dates and moments as people and programs write them."""

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from linli.foundation.sheets.text import clean_text

_CHINESE = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日?\s*(.*)$")
_NUMERIC = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\s*(.*))?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\s*(\d{2})(\d{2})(\d{2})?)?$")
_AMERICAN = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(.*))?$")
_CLOCK = re.compile(
    r"^(上午|下午|晚上|凌晨|中午)?\s*(\d{1,2})[:：时点](?:(\d{1,2})分?)?(?:[:：]?(\d{1,2})秒?)?(?:[.,](\d{1,6})\d*)?"
    r"\s*(AM|PM|am|pm)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$"
)


def parse_moment(text: str, tz: tzinfo | str) -> datetime:
    """
    Return the moment a cell names; without an offset of its own it is local time in `tz`.

    Understands 2024-02-29, 2024/2/29 8:05, 20240229, 2024年2月29日 下午3时5分, ISO 8601 with offset, and the American
    02/29/2024 03:05:00 PM. A date alone is its first minute. Raises ValueError for anything else.
    """
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    cleaned = clean_text(text)
    year, month, day, clock = _split(cleaned)
    hour, minute, second, micro, offset = _clock(clock)
    moment = datetime(year, month, day, hour, minute, second, micro, tzinfo=zone)
    if offset:
        moment = datetime.fromisoformat(f"{moment.replace(tzinfo=None).isoformat()}{offset}")
    return moment.astimezone(UTC)


def _split(text: str) -> tuple[int, int, int, str]:
    """Return year, month, day and the text of the clock time."""
    if found := _COMPACT.match(text):
        year, month, day, *clock = found.groups()
        return int(year), int(month), int(day), ":".join(part for part in clock if part)
    if found := _CHINESE.match(text) or _NUMERIC.match(text):
        return int(found[1]), int(found[2]), int(found[3]), found[4] or ""
    if found := _AMERICAN.match(text):
        return int(found[3]), int(found[1]), int(found[2]), found[4] or ""
    raise ValueError(f"not a date: {text[:40]!r}")


def _clock(text: str) -> tuple[int, int, int, int, str]:
    """Return hour, minute, second, microsecond and the offset ("" if none) of a clock time; "" is midnight."""
    if not text:
        return 0, 0, 0, 0, ""
    found = _CLOCK.match(text)
    if not found:
        raise ValueError(f"not a time of day: {text[:40]!r}")
    part, hour, minute, second, fraction, half, offset = found.groups(default="")
    number = int(hour)
    if (part in ("下午", "晚上") or half.upper() == "PM" or (part == "中午" and number < 11)) and number < 12:
        number += 12
    elif (part in ("上午", "凌晨") or half.upper() == "AM") and number == 12:
        number = 0
    offset = {"Z": "+00:00", "UTC": "+00:00"}.get(offset, offset)
    return number, int(minute or 0), int(second or 0), int(fraction.ljust(6, "0") or 0), offset
