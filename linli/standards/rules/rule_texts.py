"""The numbers of a rule as one short text, the same in every language, and worked examples of it. Pure."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from linli.standards.rules.numbers import in_points, number_in, number_of, written
from linli.standards.rules.scoring import Raw, Scored, bands_of, is_met, score
from linli.standards.terms import RuleKind

_SPLIT = re.compile(r"[;；\n]+")
_PART = re.compile(r"\s*([^=＝]+?)\s*[=＝]\s*(.+?)\s*")


class RuleTextError(ValueError):
    """A text is no rule; the argument is the part that cannot be read."""


def write_rule(rule: Mapping[str, Any]) -> str:
    """Return a rule as a text: `below=0; 100=10; 200=20`, `floor=60; cap=95`."""
    parts = [f"{key}={rule[key]}" for key in ("below", "floor", "each", "cap", "at_least", "at_most") if key in rule]
    parts += [f"{start}={points}" for start, points in rule.get("bands", ())]
    return "; ".join(parts)


def read_rule(text: str) -> dict[str, Any]:
    """Return the rule of a text, not yet checked. Raises RuleTextError."""
    rule: dict[str, Any] = {}
    bands: list[list[str]] = []
    for part in filter(str.strip, _SPLIT.split(text)):
        found = _PART.fullmatch(part)
        if found is None or number_of(found[2]) is None:
            raise RuleTextError(part.strip())
        if number_of(found[1]) is None:
            rule[found[1]] = found[2]
        else:
            bands.append([found[1], found[2]])
    return rule | ({"bands": bands} if bands else {})


def worked(rule_kind: str, rule: Mapping[str, Any], max_centipoints: int) -> list[Scored]:
    """Return what telling values come to by a rule that is in order, so that its author sees what it does."""
    return [
        score(rule_kind, rule, max_centipoints, raw) for raw in _telling(RuleKind(rule_kind), rule, max_centipoints)
    ]


def _telling(kind: RuleKind, rule: Mapping[str, Any], full: int) -> list[Raw]:
    if kind is RuleKind.BANDS:
        starts, _points = bands_of(rule)
        return [starts[0] - 1, *starts]
    if kind is RuleKind.LINEAR:
        floor, cap = number_in(rule, "floor") or Decimal(), number_in(rule, "cap") or Decimal()
        return [floor, (floor + cap) / 2, cap]
    if kind is RuleKind.DEDUCTION:
        each, most = number_in(rule, "each") or Decimal(1), number_in(rule, "cap")
        times = -(-(Decimal(full) / 100 if most is None else most) // each)
        return [0, 1, 2, int(times)]
    if kind is RuleKind.VETO:
        return [0, 1]
    return [Decimal(full) / 100] if full else _bounds(rule)


def _bounds(rule: Mapping[str, Any]) -> list[Raw]:
    """Return a value on each side of the bounds of pass or fail."""
    bounds = [bound for key in ("at_least", "at_most") if (bound := number_in(rule, key)) is not None]
    shown: list[Decimal] = [near for bound in bounds or [Decimal(1)] for near in (bound - 1, bound, bound + 1)]
    met = [is_met(rule, value) for value in shown]
    return [shown[0], *(shown[place + 1] for place, (one, other) in enumerate(pairwise(met)) if one != other)]


def show_rule(rule_kind: str, rule: Mapping[str, Any], max_centipoints: int) -> str:
    """Return the numbers of a rule in signs: `60 → 0, 95 → 8`, `−0.5 × n, ≥ −5`; nothing where there are none."""
    shown: dict[str, Callable[[Mapping[str, Any], int], str]] = {
        RuleKind.BANDS: _show_bands,
        RuleKind.LINEAR: _show_linear,
        RuleKind.DEDUCTION: _show_deduction,
    }
    return shown.get(rule_kind, _show_bounds)(rule, max_centipoints)


def _show_bands(rule: Mapping[str, Any], _full: int) -> str:
    starts, points = bands_of(rule)
    signs = [f"< {written(starts[0])} → {written(points[0])}"] if starts else []
    return ", ".join(
        signs + [f"≥ {written(start)} → {written(each)}" for start, each in zip(starts, points[1:], strict=True)]
    )


def _show_linear(rule: Mapping[str, Any], full: int) -> str:
    return f"{rule.get('floor', '?')} → 0, {rule.get('cap', '?')} → {in_points(full)}"


def _show_deduction(rule: Mapping[str, Any], _full: int) -> str:
    return f"−{rule.get('each', '?')} × n" + (f", ≥ −{rule['cap']}" if "cap" in rule else "")


def _show_bounds(rule: Mapping[str, Any], _full: int) -> str:
    signs = (("at_least", "≥"), ("at_most", "≤"))
    return ", ".join(f"{sign} {rule[key]}" for key, sign in signs if key in rule)


def shown_bands(rule: Mapping[str, Any]) -> str:
    """Return the bands of a rule one to a line, for a form."""
    return "\n".join(f"{start}={points}" for start, points in rule.get("bands", ()))


def plain_number(number: Decimal | None) -> str:
    """Return a number as rules keep it; nothing as an empty text."""
    return "" if number is None else written(number)
