"""Areas: begin, change as of a day, end. Every change is a dated version; nothing is overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Substr

from linli.foundation import audit
from linli.foundation.inserting import insert_many
from linli.places import queries, rules
from linli.places.models import Area, AreaVersion, Succession, Tier
from linli.places.terms import AreaKind, SuccessionKind
from linli.values import noop

from .checks import AreaRefused, check_code, check_code_is_free, check_day, check_name, check_tier
from .naming import index_names
from .outlines import centre_of, make_outline

BATCH = 500
FACTS = ("tier", "parent", "kind", "code", "name", "households", "outline")
"""The dated columns, the same on an area and on its versions."""
WRITTEN = (*FACTS, "document")
"""The columns of a version that a correction of its very day writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArea:
    """What is known of an area that begins. outline: GeoJSON Polygon or MultiPolygon; tier: its code."""

    tier: str
    name: str
    code: str = ""
    kind: AreaKind | None = None
    short_name: str = ""
    province: str = ""
    households: int | None = None
    outline: Mapping[str, Any] | None = None
    longitude: float | None = None
    latitude: float | None = None


def create_area(
    *, actor: Any, now: datetime, valid_from: date, parent: Area | None = None, document: str = "", **facts: Any
) -> Area:
    """
    Begin one area below a parent (a city has none), by a decision if there is one. facts: the fields of NewArea.

    Raises AreaRefused when tier, name, code, dates or outline do not fit.
    """
    items = [NewArea(**facts)]
    (made,) = create_areas(actor=actor, now=now, valid_from=valid_from, parent=parent, items=items, document=document)
    return made


@transaction.atomic
def create_areas(
    *,
    actor: Any,
    now: datetime,
    valid_from: date,
    parent: Area | None,
    items: Sequence[NewArea],
    document: str = "",
) -> list[Area]:
    """
    Begin several areas below one parent by one decision, in few statements.

    Raises AreaRefused at the first that does not fit; then none of them begins.
    """
    parent = lock_place(parent)
    check_day(valid_from, now)
    if parent is not None and (parent.valid_to is not None or valid_from < parent.valid_from):
        raise AreaRefused("parent", noop("“%(parent)s” does not exist on %(on)s."), parent=parent.name, on=valid_from)
    tiers = {tier.code: tier for tier in queries.list_tiers()}
    names = set(queries.list_children(parent).values_list("name", flat=True))
    start = last_child(parent) + 1
    areas = []
    for number, item in enumerate(items, start):
        area = _build(item, tiers, parent, number, valid_from)
        check_code_is_free(area)
        if area.name in names:
            raise AreaRefused("name", noop("There already is “%(name)s” in this place."), name=area.name)
        names.add(area.name)
        areas.append(area)
    save_new(areas, document)
    details = {"areas": [str(area.key) for area in areas]} if len(areas) > 1 else None
    subject = areas[0] if len(areas) == 1 or parent is None else parent
    audit.record(actor=actor, action="places.create", subject=subject, at=now, note=areas[0].name, details=details)
    return areas


@transaction.atomic
def change_area(*, area_id: int, actor: Any, now: datetime, on: date, document: str = "", **facts: Any) -> Area:
    """
    Change an area from a day on: any of parent, code, kind, name, households, outline.

    The version in force ends on that day and a new one begins; renaming, recoding and moving leave a succession.
    A change on the very day the version began corrects that version. Raises Area.DoesNotExist or AreaRefused.
    """
    area = lock(area_id)
    before = fact_sheet(area)
    changes = _cleaned(area, facts)
    if not changes:
        return area
    check_day(on, now)
    set_facts(area, changes, on, document)
    note_successions(successions_of(area, changes, before, on, document))
    details = {"on": on.isoformat(), "before": before, "after": fact_sheet(area), "document": document}
    audit.record(actor=actor, action="places.change", subject=area, at=now, note=area.name, details=details)
    return area


@transaction.atomic
def end_area(*, area_id: int, actor: Any, now: datetime, on: date, document: str = "") -> Area:
    """
    End an area: it exists until the day before. Its versions stay.

    Raises Area.DoesNotExist, or AreaRefused while other areas lie in it or when the day does not fit.
    """
    area = lock(area_id)
    check_day(on, now)
    version = _open_version(area)
    if on <= version.valid_from:
        raise AreaRefused("date", noop("An area cannot end on or before %(on)s."), on=version.valid_from)
    if queries.list_children(area).exists():
        raise AreaRefused("children", noop("“%(name)s” cannot end while other areas lie in it."), name=area.name)
    area.valid_to = version.valid_to = on
    version.end_document = document or None
    area.save(update_fields=["valid_to"])
    version.save(update_fields=["valid_to", "end_document"])
    details = {"on": on.isoformat(), "document": document}
    audit.record(actor=actor, action="places.end", subject=area, at=now, note=area.name, details=details)
    return area


def lock(area_id: int) -> Area:
    """Return an area, locked against others changing it or adding to it. Raises Area.DoesNotExist."""
    return Area.objects.select_for_update(of=("self",)).select_related("tier").get(pk=area_id)


def lock_place(parent: Area | None) -> Area | None:
    """Lock the place below a parent against others beginning areas there; for a city the highest tier's row."""
    if parent is not None:
        return lock(parent.pk)
    Tier.objects.select_for_update().order_by("order").first()
    return None


def save_new(areas: Sequence[Area], document: str = "") -> None:
    """Write new areas with their outlines and first versions; document: the decision by which they begin."""
    outlines = [area.outline for area in areas if area.outline_id is None and area.outline is not None]
    for outline in outlines:
        outline.save()
    for area in areas:
        area.outline = area.outline  # takes over the primary key the outline has only now
    for start in range(0, len(areas), BATCH):
        _write_new(areas[start : start + BATCH], document)


def _write_new(areas: Sequence[Area], document: str) -> None:
    insert_many(areas)
    _open_first_versions([area.pk for area in areas], document)
    index_names(areas)


def _open_first_versions(keys: Sequence[int], document: str) -> None:
    """Open the version of new areas by one statement: it says what the areas' own rows say."""
    ours, theirs = AreaVersion._meta, Area._meta
    facts = [field.get_attname() for field in ours.concrete_fields if field.name in {*FACTS, "valid_from"}]
    columns, places = ", ".join(facts), ", ".join(["%s"] * len(keys))
    statement = (
        f"INSERT INTO {ours.db_table} (area_id, document, {columns}) "  # noqa: S608 - names of columns only
        f"SELECT id, %s, {columns} FROM {theirs.db_table} WHERE id IN ({places}) ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [document or None, *keys])


def version_of(area: Area, valid_from: date, document: str = "") -> AreaVersion:
    """Return an unsaved open version with the area's facts of now, and the decision by which they hold."""
    facts = {f"{name}_id": getattr(area, f"{name}_id") for name in ("tier", "parent", "outline")}
    facts |= {name: getattr(area, name) for name in ("kind", "code", "name", "households")}
    return AreaVersion(area_id=area.pk, valid_from=valid_from, document=document or None, **facts)


def set_facts(area: Area, changes: Mapping[str, Any], on: date, document: str = "") -> None:
    """
    Write changed facts as a version from that day on, and onto the area; a move takes the subtree along.

    document: the decision; a correction of the very day keeps the one that is there unless it brings its own.
    """
    version = _open_version(area)
    if on < version.valid_from:
        text = noop("“%(name)s” was last changed as of %(last)s; a change as of %(on)s would come before it.")
        raise AreaRefused("date", text, name=area.name, last=version.valid_from, on=on)
    for name, value in changes.items():
        setattr(area, name, value)
    if "parent" in changes:
        _move(area)
    if changes.get("outline"):
        area.longitude, area.latitude = centre_of(changes["outline"])
    if "name" in changes:
        area.short_name = rules.short_name(area.name)
    area.save()
    if "name" in changes:
        index_names([area])
    if on == version.valid_from:
        fresh = version_of(area, on, document or version.document or "")
        AreaVersion.objects.filter(pk=version.pk).update(**{name: getattr(fresh, name) for name in WRITTEN})
        return
    version.valid_to = on
    version.save(update_fields=["valid_to"])
    version_of(area, on, document).save()


def note_successions(rows: Sequence[Succession]) -> None:
    """Write what became of areas; the same thing on the same day only once, and it stays whose it was first."""
    Succession.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["predecessor", "successor", "kind", "on"],
        update_fields=["document"],
    )


def successions_of(
    area: Area, changes: Mapping[str, Any], before: Mapping[str, Any], on: date, document: str
) -> list[Succession]:
    """Return what became of an area: renamed, recoded or moved; a code or parent given for the first time is none."""
    kinds = {"name": SuccessionKind.RENAME, "code": SuccessionKind.RECODE, "parent": SuccessionKind.MOVE}
    return [
        Succession(predecessor=area, successor=area, kind=kind, on=on, document=document)
        for fact, kind in kinds.items()
        if fact in changes and before[fact]
    ]


def fact_sheet(area: Area) -> dict[str, Any]:
    """Return the dated facts as plain values for the log; outlines by number, never by shape."""
    sheet = {name: getattr(area, name) for name in ("code", "name", "households")}
    return sheet | {"kind": str(area.kind or ""), "parent": area.parent_id, "outline": area.outline_id}


def _build(item: NewArea, tiers: Mapping[str, Tier], parent: Area | None, number: int, valid_from: date) -> Area:
    """Return the unsaved area an item describes. Raises AreaRefused."""
    if item.tier not in tiers:
        raise AreaRefused("tier", noop("There is no tier “%(tier)s”."), tier=item.tier)
    tier = tiers[item.tier]
    check_tier(tier, parent)
    name, code = check_name(item.name), check_code(tier.code, item.code)
    area = Area(
        tier=tier,
        parent=parent,
        path=rules.child_path(parent.path if parent else "", number),
        kind=item.kind or _kind_of(code) or "",
        code=code,
        name=name,
        short_name=item.short_name or rules.short_name(name),
        province=item.province,
        households=item.households,
        longitude=item.longitude,
        latitude=item.latitude,
        valid_from=valid_from,
    )
    _draw(area, item.outline)
    return area


def _draw(area: Area, shape: Mapping[str, Any] | None) -> None:
    """Give an area its outline, and a centre if it has none."""
    if shape is None:
        return
    area.outline = make_outline(shape)
    if area.longitude is None:
        area.longitude, area.latitude = centre_of(area.outline)


def _cleaned(area: Area, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return those facts that differ from the area's, in the form they are kept in. Raises AreaRefused."""
    wanted = dict(facts)
    if "name" in wanted:
        wanted["name"] = check_name(wanted["name"])
    if "code" in wanted:
        wanted["code"] = check_code(area.tier.code, wanted["code"])
    if "parent" in wanted:
        check_tier(area.tier, wanted["parent"])
    if wanted.get("outline") is not None:
        wanted["outline"] = make_outline(wanted["outline"])
        wanted["outline"].save()
    changes = {name: value for name, value in wanted.items() if getattr(area, name) != value}
    if changes.get("code"):
        check_code_is_free(Area(pk=area.pk, code=changes["code"]))
    return changes


def _move(area: Area) -> None:
    """Hang the area's subtree under its new parent: one statement for every path in it."""
    parent = lock_place(area.parent)
    if parent is not None and rules.may_contain(area.path, parent.path):
        raise AreaRefused("move", noop("“%(name)s” cannot become a part of itself."), name=area.name)
    old = area.path
    area.path = rules.child_path(parent.path if parent else "", last_child(parent) + 1)
    rest = Substr("path", len(old) + 1)
    Area.objects.filter(queries.in_subtree(old)).update(path=Concat(Value(area.path), rest))


def last_child(parent: Area | None) -> int:
    """Return the greatest child number ever given below the parent and still in use."""
    last = Area.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    return rules.last_step(last or "")


def _open_version(area: Area) -> AreaVersion:
    """Return the version in force. Raises AreaRefused if the area has ended."""
    version = area.versions.filter(valid_to__isnull=True).first()
    if version is None:
        raise AreaRefused("ended", noop("“%(name)s” has ended."), name=area.name)
    return version


def _kind_of(code: str) -> AreaKind | None:
    """Return the kind an official code stands for."""
    return rules.parse_code(code).kind if code.isdecimal() else None
