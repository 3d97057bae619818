"""
How much of a ranking is chance: from a scheme's own history, replayed with a given seed. Pure.

Two kinds of chance are read from the history. Assessors: how far apart several assessors of the same thing are. Items:
how much a subject's points for an item go up and down from round to round, beyond what everybody's do and beyond the
assessors; a lasting rise or fall is not chance, so only the step from one round to the next is looked at.

A replay asks: had the same work been judged again, by others of the kind and on another day? What was seen is itself
partly chance, so levels are first drawn towards the mean by as much as their spread is explained by chance (empirical
Bayes). Where everything is chance, everybody is last equally often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from random import Random
from typing import NamedTuple

from linli.appraisals.rules.points import half_up, in_points
from linli.values import Reason, noop

FIRST = 3
SCALE = 1_000_000
FAR = 6.0
"""Whoever is so many deviations away from a place does not reach it in any replay, and is not drawn."""
SHAKY_TENTHS = 3


@dataclass(frozen=True, slots=True)
class RoundScores:
    """
    A past round. scores: subject -> item -> what each assessor gave, in hundredths; one value if it was computed.

    Only subjects that were ranked: a subject half scored would look as if it had few points.
    """

    period: str
    scores: Mapping[int, Mapping[int, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class ItemNoise:
    """
    How much chance is in one item, as variances in squared hundredths.

    doubled: further assessors beside the first, over all cells; pairs: steps from round to round. 0: nothing is known.
    """

    assessor: float
    item: float
    doubled: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Noise:
    """How much chance is in a scheme. assessor, item: typical standard deviations of one item in hundredths."""

    by_item: Mapping[int, ItemNoise]
    assessor_centipoints: int
    item_centipoints: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class RoundChance:
    """How many of the replays of a round had another subject last, and others among the first."""

    period: str
    last_changed: int
    first_changed: int


@dataclass(frozen=True, slots=True)
class Chance:
    """
    What the replays gave. *_tenths: in how many of ten rounds a place changes hands by chance.

    least_gap: totals closer than that (hundredths) cannot be told apart in 19 of 20 cases.
    """

    draws: int
    rounds: tuple[RoundChance, ...]
    last_tenths: int
    first_tenths: int
    least_gap: int
    reasons: tuple[Reason, ...]


class _Level(NamedTuple):
    """A subject in a replay: where it probably stands, and how far it may be drawn off."""

    subject: int
    middle: float
    deviation: float


class _Seen(NamedTuple):
    """A round as it came out: totals, and the variance by chance in each of them."""

    period: str
    totals: dict[int, float]
    chance: dict[int, float]


def estimate(history: Sequence[RoundScores]) -> Noise:
    """Return how much chance the history shows, rounds in any order; what cannot be known counts as none."""
    rounds = sorted(history, key=lambda one: one.period)
    items = sorted({item for one in rounds for of_item in one.scores.values() for item in of_item})
    assessors = {item: _assessor_variance(rounds, item) for item in items}
    steps = {item: _step_variance(rounds, item) for item in items}
    by_item = {}
    for item in items:
        variance, scorers, doubled = assessors[item]
        whole, pairs = steps[item]
        by_item[item] = ItemNoise(variance, max(0.0, whole - variance / scorers), doubled, pairs)
    typical = _root_mean([each.assessor for each in by_item.values() if each.doubled])
    of_items = _root_mean([each.item for each in by_item.values() if each.pairs])
    return Noise(by_item, typical, of_items, _of_noise(by_item, typical, of_items))


def simulate(history: Sequence[RoundScores], noise: Noise, *, seed: int, draws: int = 1000) -> Chance:
    """Return how often the last place and the first three would change hands by chance; the same for the same seed."""
    if draws < 1:
        raise ValueError("A replay needs at least one draw.")
    random = Random(seed)  # noqa: S311  (a replay, no secret)
    seen = [_seen(one, noise) for one in sorted(history, key=lambda each: each.period) if len(one.scores) > 1]
    real = max(0.0, sum(_beyond_chance(one) for one in seen) / len(seen)) if seen else 0.0
    played = [_replay(one, _levels(one, real), random, draws) for one in seen]
    deviations = [sqrt(variance) for one in seen for variance in one.chance.values()]
    tries = draws * len(played)
    last = half_up(10 * sum(one.last_changed for one in played), tries) if tries else 0
    first = half_up(10 * sum(one.first_changed for one in played), tries) if tries else 0
    middle = sorted(deviations)[len(deviations) // 2] if deviations else 0.0
    gap = int(2 * sqrt(2) * middle + 0.5)
    return Chance(draws, tuple(played), last, first, gap, _of_chance(last, first, gap, tries > 0))


def _assessor_variance(rounds: Sequence[RoundScores], item: int) -> tuple[float, float, int]:
    """Return the variance between assessors of the same thing, how many they usually are, and how many second it."""
    squares = freedom = cells = scores = 0
    for one in rounds:
        for of_item in one.scores.values():
            given = of_item.get(item, ())
            count = len(given)
            if count:
                cells, scores = cells + 1, scores + count
            if count > 1:
                squares += _scaled_squares(given)
                freedom += count - 1
    variance = squares / SCALE / freedom if freedom else 0.0
    return variance, (scores / cells if cells else 1.0), freedom


def _scaled_squares(given: Sequence[int]) -> int:
    """Return the squared distances from the mean, in millionths, as a whole number: sums then have no order."""
    count, total = len(given), sum(given)
    return SCALE * (count * sum(value * value for value in given) - total * total) // count


def _step_variance(rounds: Sequence[RoundScores], item: int) -> tuple[float, int]:
    """Return half the variance of the steps between rounds, less the step common to all, and how many they are."""
    squares, freedom, pairs = 0.0, 0, 0
    for before, after in pairwise(rounds):
        steps = [
            _mean(after.scores[subject][item]) - _mean(of_item[item])
            for subject, of_item in sorted(before.scores.items())
            if of_item.get(item) and after.scores.get(subject, {}).get(item)
        ]
        if len(steps) < 2:
            continue
        common = sum(steps) / len(steps)
        squares += sum((step - common) ** 2 for step in steps)
        freedom, pairs = freedom + len(steps) - 1, pairs + len(steps)
    return (squares / freedom / 2 if freedom else 0.0), pairs


def _mean(given: Sequence[int]) -> float:
    return sum(given) / len(given)


def _root_mean(variances: Sequence[float]) -> int:
    return int(sqrt(sum(variances) / len(variances)) + 0.5) if variances else 0


def _seen(one: RoundScores, noise: Noise) -> _Seen:
    """Return the totals of a round, and how much of each is chance."""
    totals, chance, known = {}, {}, noise.by_item
    for subject, of_item in sorted(one.scores.items()):
        given = {item: scores for item, scores in of_item.items() if scores}
        totals[subject] = sum(map(_mean, given.values()))
        chance[subject] = sum(
            known[item].item + known[item].assessor / len(scores) for item, scores in given.items() if item in known
        )
    return _Seen(one.period, totals, chance)


def _beyond_chance(one: _Seen) -> float:
    """Return how much more totals vary in a round than chance alone would let them; below 0 if less."""
    count = len(one.totals)
    middle = sum(one.totals.values()) / count
    spread = sum((total - middle) ** 2 for total in one.totals.values()) / (count - 1)
    return spread - sum(one.chance.values()) / count


def _levels(one: _Seen, real: float) -> list[_Level]:
    """Return where the subjects probably stand. real: variance of true levels, taken from all rounds."""
    middle = sum(one.totals.values()) / len(one.totals)
    levels = []
    for subject, total in one.totals.items():
        whole = real + one.chance[subject]
        kept = real / whole if whole else 1.0
        levels.append(_Level(subject, middle + kept * (total - middle), sqrt(one.chance[subject] * (1 + kept))))
    return levels


def _replay(one: _Seen, levels: Sequence[_Level], random: Random, draws: int) -> RoundChance:
    """Return how often a round comes out differently."""
    totals, ordered = one.totals, sorted(one.totals.values())
    top = ordered[-min(FIRST, len(ordered))]
    last = frozenset(subject for subject, total in totals.items() if total == ordered[0])
    first = frozenset(subject for subject, total in totals.items() if total >= top)
    count = min(FIRST, len(levels))
    near = sorted({*_near(levels, 1, 1), *_near(levels, count, -1)})
    draw, last_changed, first_changed = random.gauss, 0, 0
    for _try in range(draws):
        values = [draw(middle, deviation) for _subject, middle, deviation in near]
        last_changed += near[values.index(min(values))].subject not in last
        bound = sorted(values)[-count]
        first_changed += not all(near[n].subject in first for n, value in enumerate(values) if value >= bound)
    return RoundChance(one.period, last_changed, first_changed)


def _near(levels: Sequence[_Level], place: int, sign: int) -> list[_Level]:
    """Return who may come to the lowest (sign 1) or highest (-1) places, so many of them."""
    bound = sorted(sign * one.middle + FAR * one.deviation for one in levels)[place - 1]
    return [one for one in levels if sign * one.middle - FAR * one.deviation <= bound]


def _of_noise(by_item: Mapping[int, ItemNoise], assessor: int, item: int) -> tuple[Reason, ...]:
    """Return in words how much chance there is."""
    said = []
    if any(each.doubled for each in by_item.values()):
        text = noop("Assessors of the same item typically lie %(points)s points off their mean.")
        said.append(Reason("appraisals.assessor_spread", text, {"points": in_points(assessor)}))
    else:
        text = noop("Nothing was scored by two assessors, so nobody knows how far apart they would be.")
        said.append(Reason("appraisals.assessor_spread_unknown", text))
    if any(each.pairs for each in by_item.values()):
        text = noop("From round to round an item typically goes up or down by %(points)s points, not for good.")
        said.append(Reason("appraisals.item_noise", text, {"points": in_points(item)}))
    else:
        text = noop("There are no two rounds of the same subjects yet, so only the assessors' part is known.")
        said.append(Reason("appraisals.item_noise_unknown", text))
    return tuple(said)


def _of_chance(last: int, first: int, gap: int, any_played: bool) -> tuple[Reason, ...]:
    """Return in words what the replays gave."""
    if not any_played:
        return (Reason("appraisals.no_replay", noop("There is no round with two subjects to replay.")),)
    of_last = noop("With scores this close, last place changes hands in %(tenths)s of 10 rounds by chance.")
    if last == 0:
        of_last = noop("Scores are far enough apart: last place hardly ever changes hands by chance.")
    of_first = noop("The first three change in %(tenths)s of 10 rounds by chance.")
    if first == 0:
        of_first = noop("The first three hardly ever change by chance.")
    of_gap = noop("Totals less than %(points)s points apart cannot be told apart.")
    said = [
        Reason("appraisals.last_by_chance", of_last, {"tenths": last}),
        Reason("appraisals.first_by_chance", of_first, {"tenths": first}),
        Reason("appraisals.least_gap", of_gap, {"points": in_points(gap)}),
    ]
    if last >= SHAKY_TENTHS:
        text = noop("Bands, more assessors or a longer period would be fairer than a last place.")
        said.append(Reason("appraisals.advice", text))
    return tuple(said)
