"""
How a target stands: whether it is reached, what its path expects by a day, how far the way is done. Pure.

An annual target is never prorated by days: the path stays at its base until the due day (`step`), or rises after each
whole span that has ended (`linear`). Reached is said only where no missing value could make it false.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from operator import eq, ge, le

from linli.standards.rules.numbers import written
from linli.standards.terms import Comparator, PathKind, TargetKind, TargetLight
from linli.values import Reason, Span, SpanKind, noop

PLACES = Decimal("0.0001")
"""How finely the way done is told."""
OF_UNITS = noop("%(reached)s of %(total)s units count; wanted: %(sign)s %(needed)s.")
DONE = noop("%(reached)s of %(total)s have reached it.")
WITHOUT = noop("%(missing)s units have no value; they do not count.")
UNSURE = noop("%(missing)s units have no value and could decide it.")
NOTHING = noop("No unit has a value yet.")
NO_UNITS = noop("No unit is in the scope of this target.")
NO_VALUE = noop("There is no value yet.")
VALUE_IS = noop("The value is %(value)s; wanted: %(sign)s %(target)s.")
UNIT_VALUE = noop("The value is %(value)s.")
NOT_DUE = noop("Not due before the end of %(due)s.")
BEHIND = noop("By now the path expects %(sign)s %(expected)s.")
OVERDUE = noop("It was due on %(due)s.")
COMPARED: dict[Comparator, Callable[[Decimal, Decimal], bool]] = {
    Comparator.AT_LEAST: ge,
    Comparator.AT_MOST: le,
    Comparator.EXACTLY: eq,
}
SIGNS = {Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.EXACTLY: "="}


@dataclass(frozen=True, slots=True)
class Aim:
    """
    What is to be reached by the end of a day, and from where.

    value: as the kind of the target says, so a share is 0 to 1. base, base_on: where the way begins; without them there
    is no way to measure. every: the spans after which a linear path rises.
    """

    comparator: Comparator
    value: Decimal
    due_on: date
    base: Decimal | None = None
    base_on: date | None = None
    path: PathKind = PathKind.STEP
    every: SpanKind = SpanKind.YEAR


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a scope: those that reach a value, those that do not, those without a value."""

    reached: tuple[int, ...] = ()
    short: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """Return how many units there are, those without a value included."""
        return len(self.reached) + len(self.short) + len(self.missing)


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    How a target stands, with its reasons.

    value: number or share found, None if nothing is known. expected: what the path wants by the day, in the same unit.
    progress: part of the way done, 1 is all of it; None without a base. needed: units that must reach it, of `units`.
    """

    light: TargetLight
    reasons: tuple[Reason, ...]
    is_reached: bool = False
    value: Decimal | None = None
    expected: Decimal | None = None
    progress: Decimal | None = None
    needed: int | None = None
    units: Units | None = None


def is_met(comparator: Comparator, value: Decimal, bound: Decimal) -> bool:
    """Return whether a value stands against a bound as the comparator says."""
    return COMPARED[comparator](value, bound)


def expected(aim: Aim, day: date) -> Decimal | None:
    """Return what the path wants by the beginning of a day; None where it wants nothing yet and knows no base."""
    if day > aim.due_on:
        return aim.value
    if aim.base is None or aim.base_on is None or aim.path is PathKind.STEP:
        return aim.base
    steps = _steps(aim)
    done = sum(1 for end in steps if end < day)
    return aim.base + (aim.value - aim.base) * done / len(steps)


def path_points(aim: Aim) -> tuple[tuple[date, Decimal], ...]:
    """Return the days on which the path changes, with what it wants from their end on; the base comes first."""
    if aim.base is None or aim.base_on is None or aim.base_on >= aim.due_on:
        return ((aim.due_on, aim.value),)
    steps = (aim.due_on,) if aim.path is PathKind.STEP else _steps(aim)
    way = aim.value - aim.base
    points = ((end, aim.base + way * number / len(steps)) for number, end in enumerate(steps, start=1))
    return ((aim.base_on, aim.base), *points)


def progress(aim: Aim, value: Decimal) -> Decimal | None:
    """Return the part of the way from base to target that is done; None without a base or without a way to go."""
    if aim.base is None or aim.base == aim.value:
        return None
    return ((value - aim.base) / (aim.value - aim.base)).quantize(PLACES)


def sort_units(comparator: Comparator, bound: Decimal, values: Mapping[int, Decimal | None]) -> Units:
    """Return which units reach a bound; values: unit -> its value, None for those that have none."""
    meets = COMPARED[comparator]
    reached, short, missing = [], [], []
    for unit, value in values.items():
        if value is None:
            missing.append(unit)
        elif meets(value, bound):
            reached.append(unit)
        else:
            short.append(unit)
    return Units(tuple(reached), tuple(short), tuple(missing))


def needed_units(comparator: Comparator, share: Decimal, total: int) -> int:
    """Return the number of units a share of them means: rounded up where so many are needed, down where allowed."""
    down = comparator is Comparator.AT_MOST
    return int((share * total).to_integral_value(ROUND_FLOOR if down else ROUND_CEILING))


def judge_value(aim: Aim, value: Decimal | None, day: date) -> Judgement:
    """Return how one value stands."""
    if value is None:
        return Judgement(TargetLight.GREY, (Reason("target.no_value", NO_VALUE),), expected=expected(aim, day))
    said = {"value": written(value), "sign": SIGNS[aim.comparator], "target": written(aim.value)}
    reached = is_met(aim.comparator, value, aim.value)
    light, why = _light(aim, day, reached, _on_path(aim, value, day))
    return Judgement(
        light=light,
        reasons=(Reason("target.value", VALUE_IS, said), *why),
        is_reached=reached,
        value=value,
        expected=expected(aim, day),
        progress=progress(aim, value),
    )


def judge_share(aim: Aim, units: Units, day: date) -> Judgement:
    """
    Return how the share of units that stand at a value stands; the share is of all units in scope.

    Units without a value do not count, and the reasons say so.
    """
    return _judge_number(aim, units, day, scale=units.total)


def judge_count(aim: Aim, units: Units, day: date) -> Judgement:
    """Return how the number of units that stand at a value stands."""
    return _judge_number(aim, units, day, scale=1)


def judge_each(aim: Aim, values: Mapping[int, Decimal | None], day: date) -> Judgement:
    """Return how a target stands that binds every unit: all of them must reach the value."""
    units = sort_units(aim.comparator, aim.value, values)
    all_of_them = Aim(Comparator.AT_LEAST, Decimal(units.total), aim.due_on)
    judged = _judge_number(all_of_them, units, day, scale=1)
    is_open = judged.light is TargetLight.GREEN and not judged.is_reached
    if is_open and any(value is not None and not _on_path(aim, value, day) for value in values.values()):
        why = (*judged.reasons[:-1], _behind(aim, day, 1))
        judged = replace(judged, light=TargetLight.YELLOW, reasons=why)
    return replace(judged, expected=expected(aim, day))


def judge_milestone(due_on: date, done: Mapping[int, bool], day: date) -> Judgement:
    """Return how a milestone stands; done: unit -> whether its newest mark says reached, for every unit it binds."""
    units = Units(
        reached=tuple(unit for unit, is_done in done.items() if is_done),
        short=tuple(unit for unit, is_done in done.items() if not is_done),
    )
    judged = _judge_number(Aim(Comparator.AT_LEAST, Decimal(units.total), due_on), units, day, scale=1)
    if not units.total:
        return judged
    why = Reason("target.done", DONE, {"reached": len(units.reached), "total": units.total})
    return replace(judged, reasons=(why, *judged.reasons[1:]))


def _judge_number(aim: Aim, units: Units, day: date, *, scale: int) -> Judgement:
    """Return how a number of units stands; scale: by what it is divided to be compared with the aim."""
    if not units.reached and not units.short:
        text = NOTHING if units.total else NO_UNITS
        return Judgement(TargetLight.GREY, (Reason("target.no_value", text),), units=units)
    low, high = len(units.reached), len(units.reached) + len(units.missing)
    needed = needed_units(aim.comparator, aim.value, scale)
    said = {"reached": low, "total": units.total, "sign": SIGNS[aim.comparator], "needed": needed}
    reached = _is_sure(aim.comparator, low, high, aim.value * scale)
    light, why = _light(aim, day, reached, _on_path(aim, Decimal(low), day, scale), scale)
    if units.missing and reached is not None:
        why = (Reason("target.missing", WITHOUT, {"missing": len(units.missing)}), *why)
    elif units.missing:
        why = (Reason("target.unsure", UNSURE, {"missing": len(units.missing)}),)
    value = Decimal(low) / scale
    return Judgement(
        light=light,
        reasons=(Reason("target.units", OF_UNITS, said), *why),
        is_reached=bool(reached),
        value=value,
        expected=expected(aim, day),
        progress=progress(aim, value),
        needed=needed,
        units=units,
    )


def _is_sure(comparator: Comparator, low: int, high: int, bound: Decimal) -> bool | None:
    """Return whether a bound is kept by a number between two: None where units without a value could decide it."""
    if comparator is Comparator.AT_LEAST:
        return low >= bound
    if low > bound or (comparator is Comparator.EXACTLY and high < bound):
        return False
    is_kept = high <= bound if comparator is Comparator.AT_MOST else low == high == bound
    return True if is_kept else (None if low < high else False)


def judge_unit(aim: Aim, kind: TargetKind, bound: Aim, value: Decimal | None, day: date) -> Judgement:
    """
    Return how one unit stands before a target on the share or number of units; bound: what makes a unit count.

    Where few are to count, counting is what is wrong. A unit is missed only where every one is bound; else one that
    does not help is behind once the target is due.
    """
    judged = judge_value(bound, value, day)
    if value is None:
        return judged
    why = Reason("target.unit_value", UNIT_VALUE, {"value": written(value)})
    few = aim.comparator is Comparator.AT_MOST
    helps = judged.is_reached is not few
    if helps or day <= bound.due_on:
        more = () if helps else (Reason("target.not_due", NOT_DUE, {"due": bound.due_on.isoformat()}),)
        return replace(judged, light=TargetLight.GREEN, is_reached=helps, reasons=(why, *more))
    binds_all = aim.value <= 0 if few else kind is TargetKind.SHARE and aim.value >= 1
    return replace(judged, light=TargetLight.RED if binds_all else TargetLight.YELLOW, is_reached=False, reasons=(why,))


def worst(lights: Iterable[TargetLight]) -> TargetLight:
    """Return the light that asks for most attention; grey where there is none."""
    order = (TargetLight.RED, TargetLight.YELLOW, TargetLight.GREEN)
    shown = set(lights)
    return next((light for light in order if light in shown), TargetLight.GREY)


def _steps(aim: Aim) -> tuple[date, ...]:
    """Return the last days of the whole spans after the base, the due day being the last of them."""
    ends, span = [], Span.of(aim.every, aim.base_on or aim.due_on)
    if span.last == aim.base_on:
        span = span.next()
    while span.last < aim.due_on:
        ends.append(span.last)
        span = span.next()
    return (*ends, aim.due_on)


def _light(
    aim: Aim, day: date, reached: bool | None, on_path: bool, scale: int = 1
) -> tuple[TargetLight, tuple[Reason, ...]]:
    """Return the light of what was found, and what besides the figures is to be said."""
    if reached:
        return TargetLight.GREEN, ()
    if reached is None:
        return TargetLight.GREY, ()
    if day > aim.due_on:
        return TargetLight.RED, (Reason("target.overdue", OVERDUE, {"due": aim.due_on.isoformat()}),)
    if not on_path:
        return TargetLight.YELLOW, (_behind(aim, day, scale),)
    return TargetLight.GREEN, (Reason("target.not_due", NOT_DUE, {"due": aim.due_on.isoformat()}),)


def _behind(aim: Aim, day: date, scale: int) -> Reason:
    """Return the reason that the path expects more by now."""
    wanted = (expected(aim, day) or Decimal(0)) * scale
    said = {"sign": SIGNS[aim.comparator], "expected": written(wanted.quantize(Decimal("0.01")))}
    return Reason("target.behind", BEHIND, said)


def _on_path(aim: Aim, value: Decimal, day: date, scale: int = 1) -> bool:
    """Return whether a value is at least where the path wants it; without a base nothing is wanted before the end."""
    wanted = expected(aim, day)
    if wanted is None:
        return True
    falls = aim.base is not None and aim.value < aim.base
    if aim.comparator is Comparator.AT_MOST or (aim.comparator is Comparator.EXACTLY and falls):
        return value <= wanted * scale
    return value >= wanted * scale
