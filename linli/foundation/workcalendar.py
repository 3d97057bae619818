"""
The working calendar of the installation: the library's public holidays, changed by the office.

`load()` gives the calendar; it is kept in memory and read again after a change. The library
`holidays` is imported once per version of it and its days are kept in `<data>/calendar.json`,
because it costs half a second and 17 MB in every process. A year without published make-up
working days is *provisional*: it works with what is known, and `warning()` says so 60 days ahead.
"""

import hashlib
import json
import os
import time as clock
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.metadata import version as installed_version
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from linli.foundation.models import CalendarDay, CalendarYear
from linli.values import Reason, noop
from linli.values.worktime import OFFICE_HOURS, WorkCalendar

FIRST_YEAR, LAST_YEAR = 2004, 2035
WARN_AHEAD = timedelta(days=60)
SECONDS_TO_KEEP = 300.0
STAMP = "calendar.stamp"
LANGUAGES = {"zh-hans": "zh_CN", "en": "en_US"}
PROVISIONAL = noop(
    "The working calendar of %(year)s is not confirmed: enter its make-up days before %(first_day)s, "
    "or time limits that reach into it may be wrong."
)


@dataclass(frozen=True)
class PublicDays:
    """What the library knows: exceptions from Monday-to-Friday, names by language, last published year."""

    exceptions: dict[date, bool]
    names: dict[str, dict[date, str]]
    published_through: int


@dataclass
class _Kept:
    """The calendar in memory, with the stamp and the time it was read at."""

    calendar: WorkCalendar | None = None
    confirmed: frozenset[int] = frozenset()
    stamp: float = 0.0
    read_at: float = 0.0


_kept = _Kept()


def load() -> WorkCalendar:
    """Return the working calendar; usually from memory, without a query."""
    fresh = clock.monotonic() - _kept.read_at < SECONDS_TO_KEEP
    if _kept.calendar is None or not fresh or _kept.stamp != _stamp():
        _kept.stamp, _kept.read_at = _stamp(), clock.monotonic()
        _kept.confirmed = frozenset(CalendarYear.objects.values_list("year", flat=True))
        _kept.calendar = _build(dict(CalendarDay.objects.values_list("day", "is_workday")))
    return _kept.calendar


def forget() -> None:
    """Let this process read the calendar again at the next use."""
    _kept.calendar = None


def announce_change() -> None:
    """Let every process of this machine read the calendar again; others follow within five minutes."""
    forget()
    transaction.on_commit(_touch_stamp)


def public_days() -> PublicDays:
    """Return what the library knows of the years 2004 to 2035, from memory or its kept copy."""
    return _public_days(installed_version("holidays"))


def list_provisional_years() -> list[int]:
    """Return the years without published make-up days that nobody has confirmed, in order."""
    load()
    first = public_days().published_through + 1
    return [year for year in range(first, LAST_YEAR + 1) if year not in _kept.confirmed]


def warning(now: datetime) -> Reason | None:
    """Return why the calendar needs somebody's work, if a provisional year has begun or begins within 60 days."""
    soon = (now + WARN_AHEAD).astimezone(zone()).year
    if soon <= public_days().published_through:
        return None
    years = list_provisional_years()
    if not years or years[0] > soon:
        return None
    return Reason("foundation.calendar", PROVISIONAL, {"year": years[0], "first_day": date(years[0], 1, 1).isoformat()})


def zone() -> ZoneInfo:
    """Return the time zone of the office."""
    return ZoneInfo(settings.TIME_ZONE)


def office_hours() -> tuple[tuple[time, time], ...]:
    """Return the office hours: `LINLI_OFFICE_HOURS` such as "08:30-12:00,14:00-17:30", else the usual ones."""
    text = settings.OFFICE_HOURS
    spans = (part.split("-") for part in text.split(",") if part.strip())
    return tuple((time.fromisoformat(a.strip()), time.fromisoformat(b.strip())) for a, b in spans) or OFFICE_HOURS


def _build(overrides: dict[date, bool]) -> WorkCalendar:
    """Lay the office's changes over the library's days."""
    hours = office_hours()
    merged = public_days().exceptions | overrides
    content = repr((sorted(merged.items()), hours)).encode()
    return WorkCalendar(merged, zone=zone(), hours=hours, version=hashlib.sha256(content).hexdigest()[:8])


@lru_cache(maxsize=2)
def _public_days(version: str) -> PublicDays:
    """Return the days of one version of the library, from the kept copy if it fits."""
    path = Path(settings.DATA_DIR) / "calendar.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["version"] == version:
            return _unpack(kept)
    except (OSError, ValueError, KeyError):
        pass  # absent, torn or of another shape: made anew below
    made = {"version": version, **_ask_library()}
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)
    return _unpack(made)


def _ask_library() -> dict[str, object]:
    """Ask the library for all days that are not plain Monday-to-Friday, with their names."""
    from holidays.countries.china import China  # noqa: PLC0415 - half a second, only when needed

    years = range(FIRST_YEAR, LAST_YEAR + 1)
    spoken = {code: China(years=years, language=theirs) for code, theirs in LANGUAGES.items()}
    china = spoken["en"]
    made_up = {day.isoformat(): True for day in china.weekend_workdays if day.year >= FIRST_YEAR}
    free = {day.isoformat(): False for day in china}
    return {
        "exceptions": free | made_up,
        "names": {code: {day.isoformat(): name for day, name in days.items()} for code, days in spoken.items()},
        "published_through": max(day.year for day in china.weekend_workdays),
    }


def _unpack(kept: dict) -> PublicDays:
    """Turn the kept copy into dates."""
    return PublicDays(
        {date.fromisoformat(day): works for day, works in kept["exceptions"].items()},
        {code: {date.fromisoformat(day): name for day, name in days.items()} for code, days in kept["names"].items()},
        kept["published_through"],
    )


def _stamp_path() -> Path:
    """Return the file whose time of change says when the calendar was changed."""
    return Path(settings.DATA_DIR) / STAMP


def _stamp() -> float:
    """Return when the calendar was last changed on this machine."""
    try:
        return os.stat(f"{settings.DATA_DIR}/{STAMP}").st_mtime  # asked for each report; a Path is dear
    except OSError:
        return 0.0


def _touch_stamp() -> None:
    """Note that the calendar was changed."""
    _stamp_path().touch()
    forget()
