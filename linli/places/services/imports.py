"""
Bring an official list in, as of a day.

The first list of a district is laid down: what is new begins, nothing ends. A newer list of districts that are known is
only compared; what it proposes waits for a person (`services.merging`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext

from linli.foundation import audit
from linli.foundation.imports import Outcome, Rejected, no_progress
from linli.foundation.sheets import Row
from linli.places import queries, rules
from linli.places.models import Area, AreaVersion, ListMerge, Tier
from linli.places.terms import TierCode

from . import merging
from .areas import lock_place, save_new
from .bulk import change_many
from .listing import Listing, ListRefused, read_listing

STEP = 500
ABSENT_NAMED = 500
"""How many of the areas a list does not name are named in the notes."""
TIERS = (TierCode.CITY, TierCode.DISTRICT, TierCode.SUBDISTRICT, TierCode.COMMUNITY)


@dataclass(slots=True)
class AreaOutcome(Outcome):
    """
    What an import of areas did. The counts are rows, that is communities and villages.

    made: areas begun, by tier code. renewed: areas changed, by tier code. absent: areas in force in the list's
    districts which the list does not name; they are left as they are. merge: of a newer list, what it proposes; then
    the counts say what would become of the rows.
    """

    made: dict[str, int] = field(default_factory=dict)
    renewed: dict[str, int] = field(default_factory=dict)
    absent: list[Area] = field(default_factory=list)
    merge: ListMerge | None = None


@dataclass(slots=True)
class _Ground:
    """
    The areas in force a list is laid upon.

    by_code: those with official codes; unnamed: those without, by parent and name; since: when each was last changed;
    last: the greatest child number given below each parent; reach: paths below which the importer may write.
    """

    tiers: dict[str, Tier]
    by_code: dict[str, Area]
    unnamed: dict[tuple[int | None, str], Area]
    since: dict[int, date]
    last: dict[int | None, int]
    reach: tuple[str, ...]


def import_areas(
    rows: Iterable[Row],
    *,
    actor: Any,
    now: datetime,
    as_of: date,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Callable[[int], None] = no_progress,
) -> AreaOutcome:
    """
    Import an official list as of a day, or compare it if it is a newer one; on `dry_run` do the same and take it back.

    A row is a community or village with the codes and names of everything above it. Raises ListRefused or
    SheetRefused when the list as a whole is not sound; then nothing has changed. Rows of places outside the actor's
    duties are rejected. `profile` is not used.
    """
    with transaction.atomic():
        outcome = _import(rows, actor=actor, now=now, as_of=as_of, progress=progress)
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def _import(
    rows: Iterable[Row], *, actor: Any, now: datetime, as_of: date, progress: Callable[[int], None]
) -> AreaOutcome:
    """Read the list whole, then write tier by tier, then say what was done."""
    if as_of > localdate(now):
        raise ListRefused("areas.future", gettext("%(on)s lies in the future.") % {"on": as_of})
    listing = read_listing(rows, progress)
    lock_place(None)
    _check_age(listing, as_of)
    if merging.is_newer(listing, as_of):
        return _merge(listing, actor, now, as_of)
    ground = _survey(listing, actor)
    outcome = AreaOutcome(total=listing.total, rejected=list(listing.rejected), columns=listing.columns)
    done = len(outcome.rejected)
    for tier in TIERS:
        nodes = [node for node in listing.nodes.values() if node.tier is tier]
        for start in range(0, len(nodes), STEP):
            _lay(nodes[start : start + STEP], ground, listing, outcome, as_of)
            done += len(nodes[start : start + STEP]) if tier is TierCode.COMMUNITY else 0
            progress(done)
    _mark_listed(ground, listing, as_of)
    outcome.absent = _absent(ground, listing)
    outcome.notes += _notes(outcome, listing, as_of)
    outcome.check()
    _record(outcome, actor, now, as_of, ground)
    return outcome


def _merge(listing: Listing, actor: Any, now: datetime, as_of: date) -> AreaOutcome:
    """Compare a newer list with what is in force; count its rows by what it proposes."""
    merge = merging.keep_merge(listing, actor=actor, now=now, as_of=as_of, reach=_reach(actor))
    rejected = [Rejected(row.number, row.cells, row.reason) for row in merge.rejections.order_by("number")]
    outcome = AreaOutcome(total=merge.total, rejected=rejected, columns=listing.columns, merge=merge)
    rows = merge.proposals.filter(tier__code=TierCode.COMMUNITY).exclude(code="")
    outcome.created = rows.filter(area=None).count()
    outcome.changed = rows.exclude(area=None).count()
    outcome.unchanged = merge.unchanged
    count = merge.proposals.count()
    text = ngettext(
        "A newer list of known districts: %(count)s proposal waits for a decision under “Newer lists”.",
        "A newer list of known districts: %(count)s proposals wait for a decision under “Newer lists”.",
        count,
    )
    outcome.notes += [text % {"count": count}, *map(str, merge.groups.order_by("number")[:ABSENT_NAMED])]
    outcome.notes += _other_days(listing, as_of)
    return outcome.check()  # type: ignore[return-value]


def _survey(listing: Listing, actor: Any) -> _Ground:
    """Return the areas in force of the list's cities, locked, and how far the importer's duties reach in them."""
    cities = {code[:4] for code in listing.nodes}
    here = Q(pk__in=())
    for city in cities:
        here |= Q(code__startswith=city)
    rows = Area.objects.select_for_update(of=("self",)).select_related("tier", "parent")
    found = list(rows.filter(here, valid_to__isnull=True))
    official = {area.code: area for area in found if area.code.isdecimal()}
    below = [area.pk for area in found if area.tier.code == TierCode.SUBDISTRICT]
    unofficial = Q(code="") | Q(code__startswith="P")
    founded = rows.filter(unofficial, tier__code=TierCode.COMMUNITY, parent__in=below, valid_to__isnull=True)
    unnamed = {(area.parent_id, area.short_name): area for area in founded}
    open_rows = AreaVersion.objects.filter(valid_to__isnull=True, tier__code__in=[tier.value for tier in TIERS])
    since = dict(open_rows.values_list("area", "valid_from"))
    return _Ground({tier.code: tier for tier in queries.list_tiers()}, official, unnamed, since, {}, _reach(actor))


def _reach(actor: Any) -> tuple[str, ...]:
    """Return the paths below which the actor may import; without an actor (the console) everything."""
    return ("",) if actor is None else tuple(grant.area_path for grant in actor.grants("places.import"))


def _check_age(listing: Listing, as_of: date) -> None:
    """Refuse a list older than the one the areas of its districts were last seen in."""
    districts = sorted({code[: rules.DISTRICT_DIGITS] for code in listing.units})
    newest = None
    for start in range(0, len(districts), STEP):
        below = Area.objects.filter(parent__parent__code__in=districts[start : start + STEP], valid_to__isnull=True)
        newest = newest or below.filter(listed_on__gt=as_of).aggregate(last=Max("listed_on"))["last"]
    if newest is not None:
        text = gettext("These areas already follow a newer list, as of %(newest)s. A list as of %(on)s comes too late.")
        raise ListRefused("areas.older", text % {"newest": newest, "on": as_of})


def _lay(nodes: list[rules.Node], ground: _Ground, listing: Listing, outcome: AreaOutcome, as_of: date) -> None:
    """Lay areas of one tier upon the ground: begin the new, renew the different, count each."""
    fresh: list[Area] = []
    renewed: list[tuple[Area, dict[str, Any]]] = []
    for node in nodes:
        parent = ground.by_code.get(node.parent)
        area = ground.by_code.get(node.code) or (
            parent and ground.unnamed.get((parent.pk, rules.short_name(node.name)))
        )
        verdict = _verdict(node, area, parent, ground, as_of)
        if verdict is not None:
            _set_aside(node, verdict, listing, outcome)
        elif area is None:
            fresh.append(_begin(node, parent, ground, as_of))
        elif changes := _changes(node, area, parent):
            renewed.append((area, changes))
        elif node.tier is TierCode.COMMUNITY:
            outcome.unchanged += 1
        if area is not None:
            ground.by_code[node.code] = area
    save_new(fresh)
    if nodes[0].tier is not TierCode.COMMUNITY:
        ground.by_code.update({area.code: area for area in fresh})
    change_many(renewed, as_of)
    _count(nodes[0].tier, fresh, renewed, outcome)


def _verdict(node: rules.Node, area: Area | None, parent: Area | None, ground: _Ground, as_of: date) -> str | None:
    """Return why an area of a sound list still cannot be laid down, or None."""
    if node.parent and parent is None:
        return gettext("The area above was not taken.")
    path = area.path if area else (parent.path if parent else "")
    if not path.startswith(ground.reach) and (area is None or _changes(node, area, parent)):
        return gettext("This place lies outside your duties.")
    if parent is not None and parent.valid_from > as_of:
        return gettext("“%(name)s” only began on %(day)s.") % {"name": parent.name, "day": parent.valid_from}
    if area is None:
        return None
    if area.tier.code != node.tier:
        return gettext("An area of another tier already has the code %(code)s.") % {"code": node.code}
    last = ground.since.get(area.pk, as_of)
    if last > as_of and _changes(node, area, parent):
        text = gettext("“%(name)s” was changed as of %(last)s, after this list.")
        return text % {"name": area.name, "last": last}
    return None


def _changes(node: rules.Node, area: Area, parent: Area | None) -> dict[str, Any]:
    """Return the facts in which a list differs from what is in force; what it leaves unsaid stays."""
    wanted: dict[str, Any] = {"code": node.code, "name": node.name, "parent": parent}
    if node.kind is not None:
        wanted["kind"] = node.kind
    if node.households is not None:
        wanted["households"] = node.households
    return {name: value for name, value in wanted.items() if getattr(area, name) != value}


def _begin(node: rules.Node, parent: Area | None, ground: _Ground, as_of: date) -> Area:
    """Return a new, unsaved area below its parent."""
    key = parent.pk if parent else None
    if key not in ground.last:
        last = Area.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
        ground.last[key] = rules.last_step(last or "")
    ground.last[key] += 1
    return Area(
        tier=ground.tiers[node.tier.value],
        parent=parent,
        path=rules.child_path(parent.path if parent else "", ground.last[key]),
        kind=node.kind or "",
        code=node.code,
        name=node.name,
        short_name=rules.short_name(node.name),
        province=node.province,
        households=node.households,
        valid_from=as_of,
        listed_on=as_of,
    )


def _set_aside(node: rules.Node, verdict: str, listing: Listing, outcome: AreaOutcome) -> None:
    """Count a community's row as rejected; a higher tier has no row of its own, so it is named in the notes."""
    if node.code not in listing.units:
        outcome.notes.append(f"{node.code} {node.name}: {verdict}")
    else:
        outcome.rejected.append(listing.reject(node.code, verdict))


def _count(tier: TierCode, fresh: list[Area], renewed: list[Any], outcome: AreaOutcome) -> None:
    """Add what one step did to the counts."""
    if tier is TierCode.COMMUNITY:
        outcome.created += len(fresh)
        outcome.changed += len(renewed)
    for counts, number in ((outcome.made, len(fresh)), (outcome.renewed, len(renewed))):
        if number:
            counts[tier.value] = counts.get(tier.value, 0) + number


def _mark_listed(ground: _Ground, listing: Listing, as_of: date) -> None:
    """Remember in which list each area was last seen."""
    named = [ground.by_code[code] for code in listing.nodes if code in ground.by_code]
    seen = [area.pk for area in named if area.path.startswith(ground.reach)]
    for start in range(0, len(seen), STEP):
        stale = Q(listed_on__isnull=True) | Q(listed_on__lt=as_of)
        Area.objects.filter(stale, pk__in=seen[start : start + STEP]).update(listed_on=as_of)


def _absent(ground: _Ground, listing: Listing) -> list[Area]:
    """Return the areas in force of the list's districts which it does not name, by code."""
    named = set(listing.nodes) | set(listing.units)
    districts = {code[: rules.DISTRICT_DIGITS] for code in listing.units}
    lower = (TierCode.SUBDISTRICT, TierCode.COMMUNITY)
    return [
        area
        for code, area in sorted(ground.by_code.items())
        if code not in named
        and area.tier.code in lower
        and code[: rules.DISTRICT_DIGITS] in districts
        and area.path.startswith(ground.reach)
    ]


def _notes(outcome: AreaOutcome, listing: Listing, as_of: date) -> list[str]:
    """Return what the person importing should know beside the counts."""
    notes = []
    if outcome.absent:
        count = len(outcome.absent)
        text = ngettext(
            "%(count)s area in force is not in this list; it stays until its succession is decided.",
            "%(count)s areas in force are not in this list; they stay until their succession is decided.",
            count,
        )
        notes.append(text % {"count": count})
        each = gettext("Not in this list: %(code)s %(name)s")
        notes += [each % {"code": area.code, "name": area.name} for area in outcome.absent[:ABSENT_NAMED]]
    return notes + _other_days(listing, as_of)


def _other_days(listing: Listing, as_of: date) -> list[str]:
    """Return what is to be said when a list is of another day by its own words."""
    others = sorted(day for day in listing.days if day and day != as_of.isoformat())
    if not others:
        return []
    text = gettext("The list itself says it is as of %(day)s, not %(on)s.")
    return [text % {"day": "、".join(others[:3]), "on": as_of}]


def _record(outcome: AreaOutcome, actor: Any, now: datetime, as_of: date, ground: _Ground) -> None:
    """Write the one audit line of an import."""
    details: Mapping[str, Any] = {
        "as_of": as_of.isoformat(),
        "total": outcome.total,
        "created": outcome.created,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "rejected": len(outcome.rejected),
        "absent": len(outcome.absent),
    }
    subject = next((area for area in ground.by_code.values() if area.parent_id is None), None)
    audit.record(actor=actor, action="places.import", subject=subject, at=now, details=details)
