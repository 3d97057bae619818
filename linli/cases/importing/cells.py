"""From the text of a cell to a moment, a point or a clean text. Pure: no Django."""

import re
from datetime import UTC, datetime
from math import isfinite

from linli.cases.importing.profile import Profile
from linli.values import Reason, noop

NO_MOMENT = noop("%(column)s holds “%(value)s”, which cannot be read as a date and time.")
NO_NUMBER = noop("%(column)s holds “%(value)s”, which is not a number.")
OUT_OF_RANGE = noop("The point %(value)s lies outside the earth: are longitude and latitude swapped?")
HALF_A_POINT = noop("Only one of longitude and latitude is filled.")
SPOKEN = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]*"
    r"(?:(\d{1,2})[:时点](\d{1,2})?分?(?::?(\d{1,2})秒?)?(?:\.(\d{1,6}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$"
)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class RowRefused(Exception):
    """A row cannot become a case; `reason` says why."""

    def __init__(self, text: str, **params: str) -> None:
        self.reason = Reason("row", text, params)
        super().__init__(self.reason.text)


def clean(value: str) -> str:
    """Return the text without control characters and without spaces at the ends of lines."""
    value = CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in value.split("\n")).strip()


def moment(value: str, *, column: str, profile: Profile) -> datetime:
    """
    Return the moment of a cell in UTC; a date alone means its first minute.

    An offset written in the cell counts unless the profile says `offsets = "ignore"`.
    Raises RowRefused.
    """
    found = _in_given_format(value, profile.formats) or _as_written(value)
    if found is None:
        raise RowRefused(NO_MOMENT, column=column, value=value[:40])
    if found.tzinfo is not None and profile.trust_offsets:
        return found.astimezone(UTC)
    return found.replace(tzinfo=profile.zone).astimezone(UTC)


def _in_given_format(value: str, formats: tuple[str, ...]) -> datetime | None:
    """Return the moment in the first of the profile's own formats that fits."""
    for form in formats:
        try:
            return datetime.strptime(value, form)  # noqa: DTZ007 - the zone is set by the caller
        except ValueError:
            continue
    return None


def _as_written(value: str) -> datetime | None:
    """Return the moment of an ISO 8601 text or of the usual Chinese ways to write one."""
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        pass
    match = SPOKEN.match(value)
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    text = f"{year}-{int(month):02}-{int(day):02}T{int(hour or 0):02}:{int(minute or 0):02}:{int(second or 0):02}"
    try:
        return datetime.fromisoformat(f"{text}.{(fraction or '0'):0<6}{offset or ''}")
    except ValueError:
        return None


def point(longitude: str, latitude: str) -> tuple[float, float] | None:
    """
    Return (longitude, latitude) in degrees, None if both are empty.

    Raises RowRefused for half a point, for what is no number and for what lies outside the earth.
    """
    if not longitude and not latitude:
        return None
    if not longitude or not latitude:
        raise RowRefused(HALF_A_POINT)
    x, y = _degrees("longitude", longitude), _degrees("latitude", latitude)
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise RowRefused(OUT_OF_RANGE, value=f"{x}, {y}")
    return x, y


def _degrees(column: str, value: str) -> float:
    """Return a number; RowRefused if it is none (nan and infinity are none)."""
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise RowRefused(NO_NUMBER, column=column, value=value[:40])
    return number
