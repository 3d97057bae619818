"""
What the lines of a subject come to, and how unlike subjects are made comparable. Pure.

A line without points is not a line of zero points. A total counts only if enough of the full marks could be scored
(`least_scored_percent`); what is missing within that allowance is left out of the full marks, and the points scored
are scaled to them, so that nobody gains or loses by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from linli.appraisals.rules.points import half_up, in_points
from linli.values import Reason, noop


class SubjectLine(NamedTuple):  # a tuple, because a closing makes millions of them
    """
    One item of one subject. centipoints: None if there is no value, `reason` says why.

    max_centipoints: full marks, 0 for an item that only deducts. veto: the item is broken and vetoes. key: an item
    that decides between equal totals. raw: the figure it was scored from, as text.
    """

    item: int
    centipoints: int | None
    max_centipoints: int
    veto: bool = False
    key: bool = False
    raw: str = ""
    reason: Reason | None = None
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """
    What a subject's lines come to.

    total: None if too much is missing. scored, max_scored: of the items that have a value. by_dimension: dimension ->
    (points, full marks) of these. key_total: points on key items, None if one of them has no value.
    """

    total: int | None
    max_total: int
    scored: int
    max_scored: int
    key_total: int | None
    missing: tuple[int, ...]
    vetoes: tuple[int, ...]
    by_dimension: dict[str, tuple[int, int]] = field(default_factory=dict)
    reason: Reason | None = None


def total_of(lines: Iterable[SubjectLine], *, least_scored_percent: int = 100) -> Totals:
    """
    Return what lines come to. least_scored_percent: share of the full marks that must have a value (0..100).

    An item of full marks 0 without a value does not lower that share, but with 100 asked for nothing may be missing.
    """
    max_total = scored = max_scored = key_total = 0
    has_keys = True
    missing: list[int] = []
    vetoes: list[int] = []
    dimensions: dict[str, tuple[int, int]] = {}
    for item, points, most, veto, key, _raw, _reason, dimension in lines:
        max_total += most
        if veto:
            vetoes.append(item)
        if points is None:
            missing.append(item)
            has_keys = has_keys and not key
            continue
        scored += points
        max_scored += most
        if key:
            key_total += points
        got, full = dimensions.get(dimension, (0, 0))
        dimensions[dimension] = (got + points, full + most)
    total, reason = _judged(scored, max_scored, max_total, len(missing), least_scored_percent)
    keys = key_total if has_keys else None
    return Totals(total, max_total, scored, max_scored, keys, tuple(missing), tuple(vetoes), dimensions, reason)


def _judged(
    scored: int, max_scored: int, max_total: int, missing: int, least_percent: int
) -> tuple[int | None, Reason | None]:
    """Return the total, and what is to be said of it where something is missing."""
    if max_total <= 0:
        return None, Reason("appraisals.no_items", noop("There is nothing to score."))
    if not missing:
        return scored, None
    figures = {
        "missing": missing,
        "scored": in_points(max_scored),
        "full": in_points(max_total),
        "least": least_percent,
    }
    if least_percent >= 100 or max_scored <= 0 or max_scored * 100 < least_percent * max_total:
        text = noop(
            "%(missing)s items have no value: only %(scored)s of %(full)s full marks could be scored, "
            "%(least)s %% are asked for."
        )
        return None, Reason("appraisals.too_little_scored", text, figures)
    text = noop(
        "%(missing)s items have no value and are left out: the points scored of %(scored)s are scaled to %(full)s."
    )
    return half_up(scored * max_total, max_scored), Reason("appraisals.scaled", text, figures)
