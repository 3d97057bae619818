"""Bring roads, railways and waters in from GeoJSON: new ones begin, those that differ begin anew, nothing else ends."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext

from linli.foundation import audit
from linli.foundation.imports import Outcome, Rejected
from linli.foundation.sheets import SheetRefused
from linli.places import rules
from linli.places.models import Area, Line
from linli.values import Reason, noop

MOST_LINES = 50_000
CODES = ("code", "编码", "@id", "osm_id", "id")
NAMES = ("name", "名称")
DECIMALS = 7
COLUMNS = ["name", "kind", "code"]


@dataclass(frozen=True, slots=True)
class _Found:
    """One feature that is a line, and what makes it the same line as another one."""

    line: Line

    @property
    def key(self) -> tuple[str, ...]:
        """Return the file's own code, else everything."""
        return (self.line.code,) if self.line.code else self.facts

    @property
    def facts(self) -> tuple[str, ...]:
        """Return what would make it another line if it differed."""
        return (str(self.line.kind), self.line.name, self.line.geojson)


@transaction.atomic
def import_lines(
    content: bytes, *, actor: Any, now: datetime, as_of: date, area: Area | None = None, dry_run: bool = False
) -> Outcome:
    """
    Take the lines of a GeoJSON file, which hold from a day on; on `dry_run` do the same and take it back.

    Features: LineString, MultiLineString, or polygons of water; `kind`, `name` and `code`, or OpenStreetMap's tags. A
    line with the code of one in force (of the same area) takes its place if it differs; one without a code that is
    there already changes nothing. Raises SheetRefused if the file as a whole is none.
    """
    if as_of > localdate(now):
        raise SheetRefused("lines.future", gettext("%(on)s lies in the future.") % {"on": as_of})
    features = _features(content)
    outcome = Outcome(total=len(features), columns=list(COLUMNS))
    known = {_Found(line).key: line for line in Line.objects.filter(area=area, valid_to__isnull=True)}
    fresh: list[Line] = []
    for number, feature in enumerate(features, 1):
        found = _read(feature)
        reason = found if isinstance(found, Reason) else _lay(found, known, fresh, outcome, as_of)
        if reason is not None:
            outcome.rejected.append(Rejected(number, _cells(feature), reason.render(gettext)))
    for line in fresh:
        line.area = area
    Line.objects.bulk_create(fresh, batch_size=500)
    outcome.check()
    counts = {"total": outcome.total, "created": outcome.created, "changed": outcome.changed}
    details = counts | {"unchanged": outcome.unchanged, "rejected": len(outcome.rejected), "as_of": as_of.isoformat()}
    audit.record(actor=actor, action="places.import", subject=area, at=now, details=details)
    if dry_run:
        transaction.set_rollback(True)
    return outcome


def _features(content: bytes) -> list[dict[str, Any]]:
    """Return the features of the file. Raises SheetRefused."""
    from linli.districting.reading.errors import ReadingError  # noqa: PLC0415 - numpy, which no other page needs
    from linli.districting.reading.tables import is_in_degrees, read_features, shape_of  # noqa: PLC0415

    try:
        text = content.decode("utf-8-sig")
        features = read_features(text)
    except UnicodeDecodeError as error:
        raise SheetRefused("lines.form", gettext("The file is no GeoJSON in UTF-8.")) from error
    except ReadingError as error:
        raise SheetRefused("lines.form", error.reason.render(gettext)) from error
    if len(features) > MOST_LINES:
        text = gettext("The file has more than %(most)s lines. Split it.")
        raise SheetRefused("lines.many", text % {"most": MOST_LINES})
    if not is_in_degrees(text, [shape_of(feature) for feature in features]):
        raise SheetRefused("lines.metres", gettext("The file is not in degrees of longitude and latitude."))
    return features


def _read(feature: Mapping[str, Any]) -> _Found | Reason:
    """Return the line a feature is, or why it is none."""
    from shapely import set_precision, to_geojson  # noqa: PLC0415 - as above

    from linli.districting.reading.tables import shape_of  # noqa: PLC0415

    cells = feature.get("properties")
    cells = cells if isinstance(cells, dict) else {}
    shape = shape_of(dict(feature))
    if shape is None or not shape.length:
        return Reason("places.line.none", noop("There is no line."), {})
    kind = rules.line_kind_of(cells)
    wrong = kind if isinstance(kind, Reason) else rules.check_course(shape.geom_type, shape.bounds)
    if isinstance(wrong, Reason):
        return wrong
    course = set_precision(shape, 10.0**-DECIMALS, mode="pointwise")
    west, south, east, north = course.bounds
    geojson = json.dumps(json.loads(to_geojson(course)), separators=(",", ":"))
    said = {"name": _word(cells, NAMES)[:100], "code": _word(cells, CODES)[:64], "kind": kind}
    return _Found(Line(geojson=geojson, west=west, south=south, east=east, north=north, **said))


def _lay(found: _Found, known: dict[tuple[str, ...], Line], fresh: list[Line], outcome: Outcome, on: date) -> Any:
    """Count a line as new, changed or unchanged, and note what is to be written. Return a reason against it, if any."""
    found.line.valid_from = on
    old = known.get(found.key)
    if old is not None and old._state.adding:
        return Reason("places.line.twice", noop("The file has this line twice."), {})
    if old is not None and _Found(old).facts == found.facts:
        outcome.unchanged += 1
        return None
    if old is not None and on < old.valid_from:
        text = noop("The line is known as of %(last)s; the file is older.")
        return Reason("places.line.older", text, {"last": old.valid_from})
    if old is None:
        outcome.created += 1
    else:
        outcome.changed += 1
        _replace(old, on)
    known[found.key] = found.line
    fresh.append(found.line)
    return None


def _replace(old: Line, on: date) -> None:
    """End a line; one that began on that very day was never true."""
    if on == old.valid_from:
        old.delete()
        return
    old.valid_to = on
    old.save(update_fields=["valid_to"])


def _word(cells: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = next((cells[name] for name in names if cells.get(name) not in (None, "")), "")
    return rules.clean_name(str(found))


def _cells(feature: Mapping[str, Any]) -> dict[str, str]:
    """Return what a rejected feature says of itself."""
    cells = feature.get("properties")
    return {name: str(value) for name, value in cells.items()} if isinstance(cells, dict) else {}
