"""One building, added or changed by hand."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.places import rules
from linli.places.models import Area, BuildingFacts
from linli.places.services.areas import create_area, fact_sheet, lock, note_successions, set_facts, successions_of
from linli.places.services.checks import AreaRefused, check_day, check_name
from linli.places.services.outlines import DECIMALS
from linli.places.terms import TierCode
from linli.values import noop

from .stock import facts_of
from .writing import KEPT

HOMES = (TierCode.COMMUNITY, TierCode.COMPOUND)


@transaction.atomic
def create_building(
    *,
    actor: Any,
    now: datetime,
    valid_from: date,
    parent: Area,
    name: str,
    households: int | None = None,
    at: tuple[float, float] | None = None,
    facts: Mapping[str, Any],
) -> Area:
    """
    Begin a building in a community or compound. at: longitude and latitude; facts: columns of `BuildingFacts`.

    Raises AreaRefused when name, place, day or point do not fit.
    """
    if parent.tier.code not in HOMES:
        raise AreaRefused("building.parent", noop("A building lies in a community or in a compound."))
    place = _point(at)
    given: dict[str, Any] = {"tier": TierCode.BUILDING, "name": name, "households": households, **place}
    area = create_area(actor=actor, now=now, valid_from=valid_from, parent=parent, **given)
    BuildingFacts.objects.create(area=area, **{key: value for key, value in facts.items() if key in KEPT})
    return area


@transaction.atomic
def change_building(
    *,
    area_id: int,
    actor: Any,
    now: datetime,
    on: date,
    facts: Mapping[str, Any],
    at: tuple[float, float] | None = None,
    **dated: Any,
) -> Area:
    """
    Change a building: `dated` (name, households) from a day on, its facts and its point as they are.

    Raises Area.DoesNotExist or AreaRefused.
    """
    area = lock(area_id)
    if area.tier.code != TierCode.BUILDING:
        raise AreaRefused("building.tier", noop("“%(name)s” is no building."), name=area.name)
    kept = facts_of(area)
    before, old = _sheet(kept, area), fact_sheet(area)
    wanted = dated | ({"name": check_name(dated["name"])} if "name" in dated else {})
    changes = {name: value for name, value in wanted.items() if getattr(area, name) != value}
    if changes:
        check_day(on, now)
        set_facts(area, changes, on)
        note_successions(successions_of(area, changes, old, on, ""))
    for key in KEPT:
        setattr(kept, key, facts.get(key, getattr(kept, key)))
    kept.save()
    for key, value in _point(at).items():
        setattr(area, key, value)
    area.save(update_fields=["longitude", "latitude"])
    after = _sheet(kept, area)
    if after != before:
        details = {"on": on.isoformat(), "before": before, "after": after}
        audit.record(actor=actor, action="places.building", subject=area, at=now, note=area.name, details=details)
    return area


def _point(at: tuple[float, float] | None) -> dict[str, float]:
    """Return the columns of a point; none without one. Raises AreaRefused where it lies nowhere on earth."""
    if at is None:
        return {}
    if not rules.is_on_earth(at):
        raise AreaRefused("ground.earth", noop("The place lies nowhere on earth: are these longitude and latitude?"))
    return {"longitude": round(at[0], DECIMALS), "latitude": round(at[1], DECIMALS)}


def _sheet(facts: BuildingFacts, area: Area) -> dict[str, Any]:
    """Return the facts as plain values for the log."""
    sheet = {key: getattr(facts, key) for key in KEPT} | {"use": str(facts.use or "")}
    return sheet | {name: getattr(area, name) for name in ("name", "households", "longitude", "latitude")}
