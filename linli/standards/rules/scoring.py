"""
How an item's points come from what was found. Pure; points are whole hundredths, rounded half up once.

The numbers of a rule, written as text so that they stay exact:
manual: {} ; of pass or fail also {"at_least": "200"} or {"at_most": "0"}.
bands: {"bands": [["60", "3"], ["80", "5"]], "below": "0"}: from a value on, so many points.
linear: {"floor": "60", "cap": "95"}: none at the floor, all at the cap; a floor above the cap means lower is better.
deduction: {"each": "0.5", "cap": "5"}: off for each occurrence, at most the cap (without one, everything).
veto: {}: any occurrence fails the whole.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import lcm
from typing import Any, NamedTuple

from linli.standards.rules.numbers import centi, in_points, number_in, number_of, written
from linli.standards.terms import RuleKind
from linli.values import Reason, noop

Raw = Decimal | int | None
Marks = tuple[int | None, bool]
"""Hundredths of a point, None without a value; and whether it is a veto."""
Marker = Callable[[Raw], Marks]

UNKNOWN: Marks = (None, False)
NO_VALUE = Reason("standards.no_value", noop("No value, so no points: neither zero nor full."))


class Scored(NamedTuple):
    """What a value comes to. centipoints: None without a value, else from 0 to the item's full points."""

    centipoints: int | None
    is_veto: bool
    reason: Reason


def score(rule_kind: str, rule: Mapping[str, Any], max_centipoints: int, raw: Raw) -> Scored:
    """Return what a value comes to by a rule that `check_rule` has no objection to, and why."""
    marks = prepare(rule_kind, rule, max_centipoints)(raw)
    if raw is None or marks[0] is None:
        return Scored(None, False, NO_VALUE)
    return Scored(*marks, _WORDS[RuleKind(rule_kind)](rule, max_centipoints, raw, marks))


def prepare(rule_kind: str, rule: Mapping[str, Any], max_centipoints: int) -> Marker:
    """Return the rule of one item as a function from a value to its marks, for millions of values."""
    return _PREPARED[RuleKind(rule_kind)](rule, max_centipoints)


def is_met(rule: Mapping[str, Any], raw: Raw) -> bool | None:
    """Tell whether a pass-or-fail item passes with a value: the bounds of its rule, else 1 for yes. None: no value."""
    if raw is None:
        return None
    least, most = number_in(rule, "at_least"), number_in(rule, "at_most")
    if least is None and most is None:
        return raw >= 1
    return (least is None or raw >= least) and (most is None or raw <= most)


def _manual(_rule: Mapping[str, Any], full: int) -> Marker:
    def mark(raw: Raw) -> Marks:
        if raw is None:
            return UNKNOWN
        return (min(full, centi(raw)) if raw > 0 else 0), False

    return mark


def _bands(rule: Mapping[str, Any], full: int) -> Marker:
    starts, points = bands_of(rule)
    made: list[Marks] = [(min(full, centi(each)), False) for each in points]

    def mark(raw: Raw) -> Marks:
        return UNKNOWN if raw is None else made[bisect_right(starts, raw)]

    return mark


def bands_of(rule: Mapping[str, Any]) -> tuple[list[Decimal], list[Decimal]]:
    """Return where the bands begin, and the points: one more, as the first are those below all bands."""
    pairs = [(number_of(start), number_of(points)) for start, points in rule.get("bands", ())]
    starts = [start or Decimal() for start, _points in pairs]
    return starts, [number_in(rule, "below") or Decimal(), *(points or Decimal() for _start, points in pairs)]


def _linear(rule: Mapping[str, Any], full: int) -> Marker:
    floor, cap = number_in(rule, "floor") or Decimal(), number_in(rule, "cap") or Decimal()
    low, high = _plain(min(floor, cap)), _plain(max(floor, cap))
    up = cap > floor
    at_low: Marks = (0 if up else full, False)
    at_high: Marks = (full if up else 0, False)
    slope, shift, width = _line(floor, cap, full)

    def mark(raw: Raw) -> Marks:
        if raw is None:
            return UNKNOWN
        if raw <= low:
            return at_low
        if raw >= high:
            return at_high
        return int((raw * slope + shift) // width), False

    return mark


def _line(floor: Decimal, cap: Decimal, full: int) -> tuple[int, int, int]:
    """
    Return slope, shift and width, so that points, halves up, are (value * slope + shift) // width.

    All are whole numbers, as most values are counts: those are then never computed as decimals, which is slower.
    """
    sign = 1 if cap > floor else -1
    scale = lcm(floor.as_integer_ratio()[1], cap.as_integer_ratio()[1])
    width = 2 * sign * (cap - floor)
    slope = 2 * sign * full
    return slope * scale, int((width / 2 - slope * floor) * scale), int(width * scale)


def _plain(number: Decimal) -> Decimal | int:
    """Return a number as an int where it is whole."""
    return int(number) if number == int(number) else number


def _deduction(rule: Mapping[str, Any], full: int) -> Marker:
    each = centi(number_in(rule, "each") or 0)
    most = _most_taken(rule, full)
    untouched: Marks = (full, False)
    bottom: Marks = (full - most, False)

    def mark(raw: Raw) -> Marks:
        if raw is None:
            return UNKNOWN
        if raw <= 0:
            return untouched
        taken = each * raw
        return bottom if taken >= most else (full - int((2 * taken + 1) // 2), False)

    return mark


def _most_taken(rule: Mapping[str, Any], full: int) -> int:
    cap = number_in(rule, "cap")
    return full if cap is None else min(full, centi(cap))


def _veto(_rule: Mapping[str, Any], full: int) -> Marker:
    vetoed: Marks = (0, True)
    clear: Marks = (full, False)

    def mark(raw: Raw) -> Marks:
        if raw is None:
            return UNKNOWN
        return vetoed if raw > 0 else clear

    return mark


_PREPARED: dict[RuleKind, Callable[[Mapping[str, Any], int], Marker]] = {
    RuleKind.MANUAL: _manual,
    RuleKind.BANDS: _bands,
    RuleKind.LINEAR: _linear,
    RuleKind.DEDUCTION: _deduction,
    RuleKind.VETO: _veto,
}


def _reason(rule: str, text: str, full: int, marks: Marks, **params: Any) -> Reason:
    shown = {"points": in_points(marks[0] or 0), "full": in_points(full)}
    return Reason(f"standards.{rule}", text, shown | params)


def _say_manual(rule: Mapping[str, Any], full: int, raw: Decimal | int, marks: Marks) -> Reason:
    if not full:
        text = noop("Met: %(value)s.") if is_met(rule, raw) else noop("Not met: %(value)s.")
        return Reason("standards.pass_fail", text, {"value": written(raw)})
    text = noop("Given by hand: %(points)s of %(full)s.")
    if not 0 <= raw <= Decimal(full) / 100:
        text = noop("Given by hand: %(value)s, which counts as %(points)s of %(full)s.")
    return _reason("manual", text, full, marks, value=written(raw))


def _say_bands(rule: Mapping[str, Any], full: int, raw: Decimal | int, marks: Marks) -> Reason:
    starts, _points = bands_of(rule)
    place = bisect_right(starts, raw)
    text = noop("%(value)s reaches the band from %(start)s: %(points)s of %(full)s.")
    if not place:
        text = noop("%(value)s lies below the first band, which begins at %(start)s: %(points)s of %(full)s.")
    return _reason("bands", text, full, marks, value=written(raw), start=written(starts[max(0, place - 1)]))


def _say_linear(rule: Mapping[str, Any], full: int, raw: Decimal | int, marks: Marks) -> Reason:
    floor, cap = number_in(rule, "floor") or 0, number_in(rule, "cap") or 0
    text = noop("%(value)s between %(floor)s (no points) and %(cap)s (all): %(points)s of %(full)s.")
    if marks[0] == full:
        text = noop("%(value)s reaches %(cap)s: all %(full)s.")
    elif not marks[0]:
        text = noop("%(value)s is not better than %(floor)s: no points of %(full)s.")
    shown = {"value": written(raw), "floor": written(floor), "cap": written(cap)}
    return _reason("linear", text, full, marks, **shown)


def _say_deduction(rule: Mapping[str, Any], full: int, raw: Decimal | int, marks: Marks) -> Reason:
    if raw <= 0:
        return _reason("deduction", noop("Nothing occurred: all %(full)s."), full, marks)
    taken = full - (marks[0] or 0)
    text = noop("%(value)s times %(each)s off: %(points)s of %(full)s.")
    if taken == _most_taken(rule, full):
        text = noop("%(value)s times %(each)s off, but at most %(taken)s: %(points)s of %(full)s.")
    each = in_points(centi(number_in(rule, "each") or 0))
    return _reason("deduction", text, full, marks, value=written(raw), each=each, taken=in_points(taken))


def _say_veto(_rule: Mapping[str, Any], _full: int, raw: Decimal | int, marks: Marks) -> Reason:
    text = noop("Occurred (%(value)s): the whole fails.") if marks[1] else noop("Did not occur.")
    return Reason("standards.veto", text, {"value": written(raw)})


_WORDS: dict[RuleKind, Callable[[Mapping[str, Any], int, Decimal | int, Marks], Reason]] = {
    RuleKind.MANUAL: _say_manual,
    RuleKind.BANDS: _say_bands,
    RuleKind.LINEAR: _say_linear,
    RuleKind.DEDUCTION: _say_deduction,
    RuleKind.VETO: _say_veto,
}
