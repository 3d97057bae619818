"""
What several assessors' points for one item come to. Pure.

mean: of all. trimmed: one highest and one lowest are left out if at least three scored. weighted: the mean within each
role, then over the roles by weight; a role that nobody scored for gives its weight to the others, and this is said.
No score gives no value, never zero. Points: hundredths, half up, rounded once at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import NamedTuple

from linli.appraisals.rules.points import half_up, in_points, root_half_up
from linli.appraisals.terms import AssessorAggregation
from linli.values import Reason, noop

TRIM_FROM = 3
ALONE = Reason("appraisals.one_assessor", noop("One assessor scored."))
NO_WEIGHTS: Mapping[str, Fraction | int] = MappingProxyType({})


class AssessorScore(NamedTuple):  # a tuple, because a closing makes millions of them
    """What one assessor gave one item. role: the capacity in which they scored."""

    assessor: int
    role: str
    centipoints: int


@dataclass(frozen=True, slots=True)
class Combined:
    """
    The points of an item and why.

    centipoints: None without a score that counts. spread_centipoints: standard deviation of the scores used (sample),
    None if fewer than two: one assessor tells nothing of how far apart two would be. left_out: trimmed, or of a role
    without weight.
    """

    centipoints: int | None
    spread_centipoints: int | None
    used: tuple[AssessorScore, ...]
    left_out: tuple[AssessorScore, ...]
    reason: Reason


def combine(scores: Sequence[AssessorScore], how: str, weights: Mapping[str, Fraction | int] = NO_WEIGHTS) -> Combined:
    """Return what the scores come to, independent of their order. how: one of `AssessorAggregation`."""
    if how == AssessorAggregation.WEIGHTED:
        return _weighted(sorted(scores), weights)
    if len(scores) == 1:
        return Combined(scores[0].centipoints, None, (scores[0],), (), ALONE)
    if how == AssessorAggregation.TRIMMED:
        return _trimmed(sorted(scores, key=_by_points))
    if how == AssessorAggregation.MEAN:
        return _mean(sorted(scores))
    raise ValueError(f"Assessors' points cannot be combined by {how!r}.")


def spread_of(values: Sequence[int]) -> int | None:
    """Return the standard deviation of a sample of whole numbers, None if there are fewer than two."""
    count = len(values)
    if count < 2:
        return None
    total = sum(values)
    return root_half_up(count * sum(value * value for value in values) - total * total, count * (count - 1))


def _by_points(score: AssessorScore) -> tuple[int, str, int]:
    return score.centipoints, score.role, score.assessor


def _nothing(scores: Sequence[AssessorScore]) -> Combined:
    """Return that there is no value, whoever may have scored without weight."""
    reason = Reason("appraisals.no_score", noop("Nobody whose score counts has scored this."))
    return Combined(None, None, (), tuple(scores), reason)


def _made(used: Sequence[AssessorScore], left_out: Sequence[AssessorScore], reason: Reason) -> Combined:
    """Return the plain mean of the scores used."""
    values = [score.centipoints for score in used]
    return Combined(half_up(sum(values), len(values)), spread_of(values), tuple(used), tuple(left_out), reason)


def _mean(scores: Sequence[AssessorScore]) -> Combined:
    if not scores:
        return _nothing(scores)
    return _made(scores, (), Reason("appraisals.mean", noop("Mean of %(count)s assessors."), {"count": len(scores)}))


def _trimmed(scores: Sequence[AssessorScore]) -> Combined:
    """Return the mean without one lowest and one highest. scores: ascending."""
    if len(scores) < TRIM_FROM:
        return _mean(scores)
    text = noop("Mean of %(count)s assessors, without the lowest (%(low)s) and the highest (%(high)s).")
    low, high = in_points(scores[0].centipoints), in_points(scores[-1].centipoints)
    reason = Reason("appraisals.trimmed", text, {"count": len(scores) - 2, "low": low, "high": high})
    return _made(scores[1:-1], (scores[0], scores[-1]), reason)


def _weighted(scores: Sequence[AssessorScore], weights: Mapping[str, Fraction | int]) -> Combined:
    """Return the mean of the roles' means by weight, in whole numbers throughout."""
    used = [score for score in scores if weights.get(score.role, 0) > 0]
    left_out = [score for score in scores if weights.get(score.role, 0) <= 0]
    if not used:
        return _nothing(scores)
    of_role: dict[str, list[int]] = {}
    for score in used:
        of_role.setdefault(score.role, []).append(score.centipoints)
    scale = lcm(*(Fraction(weights[role]).denominator * len(values) for role, values in of_role.items()))
    shares = {role: int(Fraction(weights[role]) * scale) for role in of_role}
    numerator = sum(shares[role] * sum(values) // len(values) for role, values in of_role.items())
    spread = spread_of([score.centipoints for score in used])
    reason = _by_role(of_role, weights)
    return Combined(half_up(numerator, sum(shares.values())), spread, tuple(used), tuple(left_out), reason)


def _by_role(of_role: Mapping[str, Sequence[int]], weights: Mapping[str, Fraction | int]) -> Reason:
    """Return how the roles were weighed, and which of them nobody scored for."""
    silent = sum(1 for role, weight in weights.items() if weight > 0 and role not in of_role)
    params = {"count": sum(map(len, of_role.values())), "roles": len(of_role), "silent": silent}
    if silent:
        text = noop(
            "%(count)s assessors in %(roles)s roles, weighted by role. %(silent)s further roles have not scored; "
            "the others carry their weight."
        )
        return Reason("appraisals.weighted_without", text, params)
    return Reason("appraisals.weighted", noop("%(count)s assessors in %(roles)s roles, weighted by role."), params)
