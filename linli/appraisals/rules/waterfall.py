"""
From full marks to the score, step by step, so that everybody can add it up. Pure.

Own last period comes before others (000-22): what became of the subject first, what it lacks to the next rank after.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from linli.appraisals.rules.points import half_up, in_change, in_points, root_half_up
from linli.appraisals.rules.totals import SubjectLine, Totals
from linli.values import Reason, noop


@dataclass(frozen=True, slots=True)
class Step:
    """One step. label: of the item, or a message id if `item` is None; evidence: reference to what it rests on."""

    item: int | None
    label: str
    delta: int
    reason: Reason | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """
    The way from full marks to the score: start + every delta = end, exactly.

    last_own, change: the subject's total of the period before, and what became of it. points_to_next: to the next
    better rank. low, high: between which totals the score would probably lie with other assessors, None if unknown.
    """

    start: int
    steps: tuple[Step, ...]
    end: int
    last_own: int | None = None
    change: int | None = None
    points_to_next: int | None = None
    low: int | None = None
    high: int | None = None
    reasons: tuple[Reason, ...] = ()


def waterfall(
    lines: Sequence[SubjectLine],
    totals: Totals,
    *,
    labels: Mapping[int, str],
    evidence: Mapping[int, str] | None = None,
    later: Iterable[Step] = (),
    last_own: int | None = None,
    points_to_next: int | None = None,
    spreads: Iterable[tuple[int, int]] = (),
) -> Waterfall:
    """
    Return the way from full marks to the score of one subject. totals: of the lines.

    labels, evidence: by item. later: steps after the total, such as what made unlike subjects comparable. spreads: of
    every item with several assessors, their standard deviation and how many they are.
    """
    steps = [*_lost(lines, labels, evidence or {}), *_filled_in(totals), *later]
    end = totals.max_total + sum(step.delta for step in steps)
    margin = margin_of(spreads)
    change = None if last_own is None else end - last_own
    return Waterfall(
        start=totals.max_total,
        steps=tuple(steps),
        end=end,
        last_own=last_own,
        change=change,
        points_to_next=points_to_next,
        low=None if margin is None else end - margin,
        high=None if margin is None else end + margin,
        reasons=tuple(_said(end, last_own, points_to_next, margin)),
    )


def margin_of(spreads: Iterable[tuple[int, int]]) -> int | None:
    """
    Return by how much a total may lie off by the choice of assessors, in 19 of 20 cases; None if no spread is known.

    The mean of n assessors varies by spread / root of n; items are independent, so squares add up; twice the root.
    """
    known = [(spread, count) for spread, count in spreads if count > 1]
    if not known:
        return None
    return 2 * root_half_up(sum(half_up(100 * spread * spread, count) for spread, count in known), 100)


def _lost(lines: Iterable[SubjectLine], labels: Mapping[int, str], evidence: Mapping[int, str]) -> list[Step]:
    """Return a step for every item with other points than full marks."""
    return [
        Step(
            line.item,
            labels.get(line.item, str(line.item)),
            line.centipoints - line.max_centipoints,
            line.reason,
            evidence.get(line.item, ""),
        )
        for line in lines
        if line.centipoints is not None and line.centipoints != line.max_centipoints
    ]


def _filled_in(totals: Totals) -> list[Step]:
    """Return the step that makes up for items without a value: they cost nothing and bring nothing."""
    if not totals.missing:
        return []
    lost = totals.max_total + (totals.scored - totals.max_scored)
    text = noop("Items without a value are left out; the points scored of %(scored)s are scaled to %(full)s.")
    if totals.total is None:
        text = noop("Items without a value: only %(scored)s of %(full)s could be scored, there is no total.")
    params = {"scored": in_points(totals.max_scored), "full": in_points(totals.max_total)}
    reason = totals.reason or Reason("appraisals.scaled", text, params)
    end = totals.scored if totals.total is None else totals.total
    return [Step(None, noop("Items without a value"), end - lost, reason)]


def _said(end: int, last_own: int | None, to_next: int | None, margin: int | None) -> list[Reason]:
    """Return the score in words: against its own past, then against the next, then how sure it is."""
    said = []
    if last_own is not None:
        text = noop("%(points)s points; %(change)s against its own last period.")
        params = {"points": in_points(end), "change": in_change(end - last_own)}
        said.append(Reason("appraisals.own_change", text, params))
    if to_next is not None:
        text = noop("%(points)s points are missing to the total of the next rank.")
        if to_next == 0:
            text = noop("Only a tie-breaker stands between it and the next rank.")
        said.append(Reason("appraisals.to_next", text, {"points": in_points(to_next)}))
    if margin is not None:
        text = noop("With other assessors it would in 19 of 20 cases lie between %(low)s and %(high)s.")
        params = {"low": in_points(end - margin), "high": in_points(end + margin)}
        said.append(Reason("appraisals.interval", text, params))
    return said
