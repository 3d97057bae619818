"""What is wrong with the numbers of an item's rule, before anybody is scored by it. Pure."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from linli.standards.rules.numbers import CENTI, in_points, number_in, number_of
from linli.standards.terms import RuleKind
from linli.values import Reason, noop

Found = list[Reason]


def check_rule(rule_kind: str, rule: Mapping[str, Any], max_centipoints: int) -> tuple[Reason, ...]:
    """Return what is wrong with a rule; nothing if items may be scored by it. max_centipoints: 0 for pass or fail."""
    kind = RuleKind(rule_kind)
    strange = sorted(set(rule) - _KEYS[kind])
    if strange:
        text = noop("This rule has no number called “%(name)s”.")
        return (Reason("standards.rule_key", text, {"name": strange[0]}),)
    if max_centipoints == 0 and kind not in (RuleKind.MANUAL, RuleKind.VETO):
        text = noop("What gives no points is judged by hand, by a bound, or is a veto.")
        return (Reason("standards.rule_without_points", text),)
    return tuple(_CHECKS[kind](rule, max_centipoints)) if kind in _CHECKS else ()


def _manual(rule: Mapping[str, Any], full: int) -> Found:
    if not rule:
        return []
    if full:
        return [Reason("standards.rule_bound", noop("Only pass or fail has a bound."))]
    least, most = number_in(rule, "at_least"), number_in(rule, "at_most")
    if any(number_in(rule, key) is None for key in rule):
        return [_no_number(noop("bound"))]
    if least is not None and most is not None and least > most:
        return [Reason("standards.rule_bound", noop("The lower bound lies above the upper one."))]
    return []


def _bands(rule: Mapping[str, Any], full: int) -> Found:
    pairs = rule.get("bands")
    if not isinstance(pairs, list) or not pairs or any(not _is_pair(pair) for pair in pairs):
        return [Reason("standards.rule_bands", noop("Each band needs a number it begins at and its points."))]
    starts = [number_of(start) for start, _points in pairs]
    points = [rule.get("below", "0"), *(points for _start, points in pairs)]
    found = [each for value in points for each in _within(value, full)]
    if any(after <= before for before, after in pairwise(start for start in starts if start is not None)):
        found.append(Reason("standards.rule_bands", noop("The bands must begin one above the other.")))
    return found


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list | tuple) and len(pair) == 2 and None not in map(number_of, pair)


def _within(value: Any, full: int) -> Found:
    """Refuse points below nothing, above the item's, or finer than a hundredth."""
    points = number_of(value)
    if points is None:
        return [_no_number(noop("points"))]
    if not 0 <= points <= Decimal(full) / CENTI:
        params = {"points": str(value), "full": in_points(full)}
        return [Reason("standards.rule_points", noop("%(points)s points do not lie between 0 and %(full)s."), params)]
    if points * CENTI % 1:
        return [Reason("standards.rule_points", noop("Points have at most two decimals."))]
    return []


def _linear(rule: Mapping[str, Any], _full: int) -> Found:
    floor, cap = number_in(rule, "floor"), number_in(rule, "cap")
    if floor is None or cap is None:
        return [_no_number(noop("floor and cap"))]
    if floor == cap:
        return [Reason("standards.rule_linear", noop("Floor and cap must differ."))]
    return []


def _deduction(rule: Mapping[str, Any], full: int) -> Found:
    found = [each for key in ("each", "cap") if key in rule for each in _within(rule[key], full)]
    if number_in(rule, "each") in (None, Decimal()):
        found.append(Reason("standards.rule_each", noop("Say how many points each occurrence takes off.")))
    return found


def _no_number(name: str) -> Reason:
    return Reason("standards.rule_number", noop("Not a number: %(name)s."), {"name": name})


_KEYS: dict[RuleKind, set[str]] = {
    RuleKind.MANUAL: {"at_least", "at_most"},
    RuleKind.BANDS: {"bands", "below"},
    RuleKind.LINEAR: {"floor", "cap"},
    RuleKind.DEDUCTION: {"each", "cap"},
    RuleKind.VETO: set(),
}
_CHECKS: dict[RuleKind, Callable[[Mapping[str, Any], int], Found]] = {
    RuleKind.MANUAL: _manual,
    RuleKind.BANDS: _bands,
    RuleKind.LINEAR: _linear,
    RuleKind.DEDUCTION: _deduction,
}
