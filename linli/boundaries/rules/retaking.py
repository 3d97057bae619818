"""The ground taken anew: what differs from before, and what people had set by hand goes along. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from linli.boundaries.rules.base import NOWHERE, Base, Unit
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.values import Reason, noop


def carry_over(old: Base, new: Base) -> Base:
    """Return the new ground with seats, rooms and populations of the old one, unit by unit and name by name."""
    before = {unit.key: unit for unit in old.units}
    units = tuple(_carried(unit, before.get(unit.key)) for unit in new.units)
    number = {unit.key: place for place, unit in enumerate(new.units)}
    seats = {
        one.key or one.name: number.get(old.units[one.seat].key, NOWHERE)
        for one in old.communities
        if one.seat != NOWHERE
    }
    communities = []
    for place, one in enumerate(new.communities):
        seat = seats.get(one.key or one.name, NOWHERE)
        keeps = seat != NOWHERE and units[seat].community == place
        communities.append(replace(one, seat=seat) if keeps else one)
    return replace(new, units=units, communities=tuple(communities))


def _carried(unit: Unit, before: Unit | None) -> Unit:
    if before is None:
        return unit
    return replace(unit, room=before.room, population=before.population)


def is_same_ground(old: Base, new: Base) -> bool:
    """Return whether the units are the same in the same order, so that no plan has to change."""
    return [unit.key for unit in old.units] == [unit.key for unit in new.units]


def carry_sheet(sheet: Sheet, old: Base, new: Base) -> Sheet:
    """Return a plan on the new ground: units keep their community by key, new ones are free."""
    labels: Mapping[str, int] = dict(zip((unit.key for unit in old.units), sheet.labels, strict=True))
    return Sheet.of([labels.get(unit.key, FREE) for unit in new.units], sheet.names)


def differences(old: Base, new: Base) -> list[Reason]:
    """Return what differs between two grounds, in sentences; none if nothing does."""
    return [*_units(old, new), *_figures(old, new), *_rest(old, new)]


def _units(old: Base, new: Base) -> Iterator[Reason]:
    before, after = {unit.key: unit for unit in old.units}, {unit.key: unit for unit in new.units}
    for key, unit in after.items():
        if key not in before:
            text = noop("“%(unit)s” is new, with %(households)s households.")
            yield _reason("unit_new", text, unit=unit.name, households=unit.households)
    for key, unit in before.items():
        if key not in after:
            yield _reason("unit_gone", noop("“%(unit)s” is no longer there."), unit=unit.name)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A unit before and now."""

    old: Unit
    new: Unit


def _pairs(old: Base, new: Base) -> Sequence[_Pair]:
    before = {unit.key: unit for unit in old.units}
    return [_Pair(before[unit.key], unit) for unit in new.units if unit.key in before]


def _figures(old: Base, new: Base) -> Iterator[Reason]:
    for pair in _pairs(old, new):
        if pair.old.households != pair.new.households:
            text = noop("“%(unit)s” has %(after)s households instead of %(before)s.")
            figures = {"before": pair.old.households, "after": pair.new.households}
            yield _reason("unit_households", text, unit=pair.new.name, **figures)
        if pair.old.name != pair.new.name:
            text = noop("“%(before)s” is now called “%(after)s”.")
            yield _reason("unit_name", text, before=pair.old.name, after=pair.new.name)
        if _home(old, pair.old) != _home(new, pair.new):
            text = noop("“%(unit)s” lies in “%(after)s” instead of “%(before)s”.")
            homes = {"before": _home(old, pair.old), "after": _home(new, pair.new)}
            yield _reason("unit_home", text, unit=pair.new.name, **homes)


def _home(base: Base, unit: Unit) -> str:
    return base.communities[unit.community].name if unit.community != NOWHERE else ""


def _rest(old: Base, new: Base) -> Iterator[Reason]:
    before, after = (_drawn(base) for base in (old, new))
    redrawn = sum(shape != after[key] for key, shape in before.items() if key in after)
    if redrawn:
        yield _reason("redrawn", noop("%(units)s units have another shape."), units=redrawn)
    if old.lines != new.lines:
        text = noop("Roads, railways or waters differ: %(before)s lines before, %(after)s now.")
        yield _reason("lines", text, before=len(old.lines), after=len(new.lines))


def _drawn(base: Base) -> dict[str, Mapping[str, Any] | None]:
    """Return the drawn outlines by the key of their unit; derived ones change with every unit beside them."""
    return {unit.key: shape for unit, shape in zip(base.units, base.drawn_shapes, strict=True)}


def _reason(rule: str, text: str, **params: object) -> Reason:
    return Reason(f"boundaries.{rule}", text, params)
