"""Outlines from a file: each feature finds its area, each area its new shape as of a day; nothing is drawn over."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext

from linli.foundation import audit
from linli.foundation.imports import Outcome, no_progress
from linli.foundation.sheets import Row, SheetRefused
from linli.places import queries, rules
from linli.places.models import Area, AreaVersion, Outline
from linli.places.terms import TierCode
from linli.values import Reason, noop

from .bulk import change_many
from .checks import AreaRefused
from .geodata.placing import Found, Ground, spread, take_ground
from .geodata.territory import Matcher, Territory
from .outlines import DECIMALS, centre_of, mend_outline

TITLES = {
    "code": ("代码", "编码", "区划代码", "统计用区划代码", "社区代码", "网格编码"),
    "name": ("名称", "社区", "社区名称", "小区", "小区名称", "单位名称"),
    "parent": ("上级", "街道", "街道名称", "所属街道", "镇街", "所属社区"),
}
WEIGHED = 40
POINTS_WEIGHED, NAMED = 40, 20
AT_ONCE = 500


@dataclass(slots=True)
class _Work:
    """
    One import under way. changed: areas with their new outline; centred: areas with a new centre and nothing else;
    mended: names of areas whose shape crossed itself; rows: the row of each area; since: when each was last changed.
    """

    ground: Ground
    matched: dict[int, Area | Reason | None]
    since: dict[int, date]
    outcome: Outcome
    changed: list[tuple[Area, dict[str, Any]]] = field(default_factory=list)
    centred: list[Area] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)


def import_outlines(
    rows: Iterable[Row],
    *,
    actor: Any,
    now: datetime,
    as_of: date,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Callable[[int], None] = no_progress,
) -> Outcome:
    """
    Give areas the outlines of a file as of a day. profile: how its numbers are read (`geodata.reading_choices`).

    Every feature is accepted or rejected with its reason. What speaks against the way the file was read stands in
    `Outcome.doubts`; `foundation.imports.perform` applies such a file only when a person is sure. Raises SheetRefused.
    """
    if as_of > localdate(now):
        raise SheetRefused("outlines.future", gettext("%(on)s lies in the future.") % {"on": as_of})
    ground = take_ground(rows, profile, progress)
    work = _begin(ground, Territory.of(actor))
    with transaction.atomic():
        for done, found in enumerate(ground.found, 1):
            reason = _lay(found, work, as_of)
            if reason is not None:
                work.outcome.reject(found.row, reason.render(gettext))
            progress(done)
        _write(work, as_of)
        _record(work, actor, now, as_of)
        if dry_run:
            transaction.set_rollback(True)
    return work.outcome.check()


def _begin(ground: Ground, territory: Territory) -> _Work:
    """Find the area of every row and weigh the file."""
    rows = [found.row for found in ground.found]
    matcher = Matcher(territory, rules.match_titles(ground.columns, TITLES)).learn(rows, ground.columns)
    matched = {found.row.number: matcher.find(found.row) for found in ground.found}
    areas = [area for area in matched.values() if isinstance(area, Area)]
    open_rows = AreaVersion.objects.filter(valid_to__isnull=True)
    since: dict[int, date] = {}
    for start in range(0, len(areas), AT_ONCE):
        some = [area.pk for area in areas[start : start + AT_ONCE]]
        since |= dict(open_rows.filter(area__in=some).values_list("area", "valid_from"))
    outcome = Outcome(total=len(rows), columns=ground.columns)
    evidence = _evidence(ground, matched, territory)
    outcome.doubts = [reason.render(gettext) for reason in rules.weigh(evidence, ground.reading)]
    if not (evidence.pairs or evidence.shapes):
        outcome.notes.append(gettext("There is nothing here yet to compare the file with: look at the map."))
    return _Work(ground, matched, since, outcome)


def _evidence(ground: Ground, matched: Mapping[int, Area | Reason | None], territory: Territory) -> rules.Evidence:
    """Return what the file can be laid upon: outlines and centres of the same areas, the buildings in them."""
    meant = [area for area in matched.values() if isinstance(area, Area)]
    evidence = rules.Evidence(ground=territory.box(meant), sample=[found.middle for found in ground.sample()])
    sample = [(found, matched[found.row.number]) for found in ground.sample(WEIGHED)]
    known = [(found, area) for found, area in sample if isinstance(area, Area)]
    evidence.pairs = [(found.middle, at) for found, area in known if (at := _middle_of(area)) is not None]
    for found, area in known:
        if found.raw is None or found.raw["type"] == "Point" or _is_shapeless(found.raw):
            continue
        inside = queries.list_in_force().filter(
            queries.in_subtree(area.path), tier__code=TierCode.BUILDING, longitude__isnull=False
        )
        points = [(east, north) for east, north in inside.values_list("longitude", "latitude")]
        if points and area.tier.code != TierCode.BUILDING:
            evidence.shapes.append((found.raw, spread(points, POINTS_WEIGHED)))
    return evidence


def _is_shapeless(raw: Mapping[str, Any]) -> bool:
    """Return whether a raw outline has rings that are none, wherever it may lie."""
    wrong = rules.check_shape(raw)
    return wrong is not None and wrong.rule not in ("places.outline.swapped", "places.outline.earth")


def _middle_of(area: Area) -> tuple[float, float] | None:
    """Return the middle of the box of an area's outline, else its centre."""
    if area.outline is not None:
        return (area.outline.west + area.outline.east) / 2, (area.outline.south + area.outline.north) / 2
    return None if area.longitude is None or area.latitude is None else (area.longitude, area.latitude)


def _lay(found: Found, work: _Work, as_of: date) -> Reason | None:
    """Take a row's shape for its area, or count it as there already; return why not, if so."""
    area, shape = work.matched[found.row.number], work.ground.place(found)
    if isinstance(shape, Reason):
        return shape
    if area is None:
        return Reason("places.outlines.unnamed", noop("The row names no area by code or name."))
    if isinstance(area, Reason):
        return area
    if area.pk in work.rows:
        text = noop("“%(name)s” has a shape already in row %(row)s.")
        return Reason("places.outlines.twice", text, {"name": area.name, "row": work.rows[area.pk]})
    reason = _lay_point(area, shape, work) if shape["type"] == "Point" else _lay_shape(area, shape, work, as_of)
    if reason is None:
        work.rows[area.pk] = found.row.number
    return reason


def _lay_shape(area: Area, shape: Mapping[str, Any], work: _Work, as_of: date) -> Reason | None:
    """Take an outline for an area."""
    try:
        outline, is_mended = mend_outline(shape)
    except AreaRefused as refused:
        return refused.reason
    if is_mended:
        work.mended.append(area.name)
    if area.outline is not None and area.outline.geojson == outline.geojson:
        work.outcome.unchanged += 1
        return None
    if work.since.get(area.pk, as_of) > as_of:
        text = noop("“%(name)s” was changed as of %(last)s, after the day of this file.")
        return Reason("places.outlines.older", text, {"name": area.name, "last": work.since[area.pk]})
    if area.outline is None:
        work.outcome.created += 1
    else:
        work.outcome.changed += 1
    work.changed.append((area, {"outline": outline}))
    return None


def _lay_point(area: Area, shape: Mapping[str, Any], work: _Work) -> Reason | None:
    """Take a point for the centre of an area; where an outline is known it must lie in it."""
    at = round(shape["coordinates"][0], DECIMALS), round(shape["coordinates"][1], DECIMALS)
    if area.outline is not None and not rules.covers(json.loads(area.outline.geojson), *at):
        return Reason(
            "places.outlines.centre", noop("The point lies outside the outline of “%(name)s”."), {"name": area.name}
        )
    if (area.longitude, area.latitude) == at:
        work.outcome.unchanged += 1
        return None
    if area.longitude is None:
        work.outcome.created += 1
    else:
        work.outcome.changed += 1
    area.longitude, area.latitude = at
    work.centred.append(area)
    return None


def _write(work: _Work, as_of: date) -> None:
    """Write the new shapes, the versions that have them, and the centres."""
    outlines: list[Outline] = [facts["outline"] for _area, facts in work.changed]
    for outline in outlines:
        outline.save()
    change_many(work.changed, as_of)
    for area, facts in work.changed:
        area.longitude, area.latitude = centre_of(facts["outline"])
    moved = [*(area for area, _facts in work.changed), *work.centred]
    Area.objects.bulk_update(moved, ["longitude", "latitude"], batch_size=AT_ONCE)
    if work.mended:
        text = gettext("%(count)s shapes crossed or touched themselves and were mended: %(names)s.")
        work.outcome.notes.append(text % {"count": len(work.mended), "names": "、".join(work.mended[:NAMED])})


def _record(work: _Work, actor: Any, now: datetime, as_of: date) -> None:
    """Write the one audit line of an import."""
    outcome = work.outcome
    details = {
        "as_of": as_of.isoformat(),
        "total": outcome.total,
        "created": outcome.created,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "rejected": len(outcome.rejected),
        "places.system": work.ground.reading.code,
    }
    subject = work.changed[0][0] if work.changed else None
    audit.record(actor=actor, action="places.import", subject=subject, at=now, note="outlines", details=details)
