"""What the findings of an acceptance come to: points, vetoes, and whether the standard is met. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from linli.standards.rules.numbers import in_points
from linli.standards.rules.scoring import Raw, Scored, is_met, score
from linli.standards.terms import ItemKind, Outcome, RuleKind
from linli.values import Reason, noop


class Judged(NamedTuple):
    """An item as far as judging needs it."""

    id: int
    code: str
    kind: ItemKind
    rule_kind: RuleKind
    rule: Mapping[str, Any]
    max_centipoints: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What an acceptance comes to.

    outcome: None while items have no value; they are neither zero nor full. scored: by item, of those with a value.
    missing, failed, vetoes: codes of items. reasons: the derivation in words.
    """

    outcome: Outcome | None
    centipoints: int
    full: int
    scored: Mapping[int, Scored]
    missing: tuple[str, ...]
    failed: tuple[str, ...]
    vetoes: tuple[str, ...]
    reasons: tuple[Reason, ...]


def judge(items: Iterable[Judged], values: Mapping[int, Raw], pass_centipoints: int | None) -> Verdict:
    """Return what values come to. items: without groups; values: by item, None or absent where there is none."""
    asked = list(items)
    scored = {
        item.id: score(item.rule_kind, item.rule, item.max_centipoints, raw)
        for item in asked
        if (raw := values.get(item.id)) is not None
    }
    missing = tuple(item.code for item in asked if item.id not in scored)
    vetoes = tuple(item.code for item in asked if item.id in scored and scored[item.id].is_veto)
    failed = tuple(item.code for item in asked if _fails(item, values.get(item.id)))
    points = sum(each.centipoints or 0 for each in scored.values())
    full = sum(item.max_centipoints for item in asked)
    enough = pass_centipoints is None or points >= pass_centipoints
    reasons = [*_said(points, full, pass_centipoints, is_whole=not missing), *_named(missing, failed, vetoes)]
    outcome = None
    if not missing or vetoes or failed:
        outcome = Outcome.MET if enough and not vetoes and not failed else Outcome.NOT_MET
    return Verdict(outcome, points, full, scored, missing, failed, vetoes, tuple(reasons))


def passes(kind: ItemKind, rule_kind: RuleKind, rule: Mapping[str, Any], raw: Raw) -> bool | None:
    """Tell whether pass or fail, or a veto, passes with a value; None for an item of points or without a value."""
    if kind is not ItemKind.PASS_FAIL or raw is None:
        return None
    return raw <= 0 if rule_kind is RuleKind.VETO else is_met(rule, raw)


def _fails(item: Judged, raw: Raw) -> bool:
    return item.rule_kind is not RuleKind.VETO and passes(item.kind, item.rule_kind, item.rule, raw) is False


def _said(points: int, full: int, needed: int | None, *, is_whole: bool) -> list[Reason]:
    if not full:
        return []
    params = {"points": in_points(points), "full": in_points(full)}
    if needed is None:
        return [Reason("standards.verdict_points", noop("%(points)s of %(full)s points."), params)]
    params["needed"] = in_points(needed)
    text = noop("%(points)s of %(full)s points; %(needed)s are needed, which is reached.")
    if points < needed and not is_whole:
        text = noop("%(points)s of %(full)s points so far; %(needed)s are needed.")
    elif points < needed:
        text = noop("%(points)s of %(full)s points; %(needed)s are needed, which is not reached.")
    return [Reason("standards.verdict_points", text, params)]


def _named(missing: Sequence[str], failed: Sequence[str], vetoes: Sequence[str]) -> list[Reason]:
    texts = (
        (vetoes, "veto", noop("Vetoed by: %(items)s.")),
        (failed, "failed", noop("Not met: %(items)s.")),
        (missing, "missing", noop("Without a value: %(items)s.")),
    )
    return [
        Reason(f"standards.verdict_{rule}", text, {"items": ", ".join(codes)}) for codes, rule, text in texts if codes
    ]
