"""
Making unlike subjects comparable: by bands of households, or by type. Pure.

Every band is moved as a whole so that its mean is the mean of all. Differences inside a band stay as they were scored,
one addition explains the result, and a band that only has harder work no longer ends below. What was decided against:
scaling (it stretches the differences of a weak band) and ranks by band (a prize for each band, which 003-13 lacks).
A band with fewer than three subjects is not moved: its mean would say more of the one subject than of the band.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linli.appraisals.rules.points import half_up, in_change, in_points
from linli.appraisals.terms import Normalisation
from linli.values import Reason, noop

LEAST_IN_GROUP = 3


@dataclass(frozen=True, slots=True)
class Scored:
    """A subject with its total as scored, and the band or type it belongs to."""

    subject: int
    total: int | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A subject with the total to be compared; delta: what was added."""

    subject: int
    total: int | None
    delta: int
    reason: Reason


def normalise(scored: Iterable[Scored], how: str) -> tuple[Normalised, ...]:
    """Return every subject in the order given, with its comparable total. how: one of `Normalisation`."""
    given = list(scored)
    if how == Normalisation.NONE:
        as_scored = Reason("appraisals.as_scored", noop("Compared as scored."))
        return tuple(Normalised(one.subject, one.total, 0, as_scored) for one in given)
    if how not in (Normalisation.HOUSEHOLD_BAND, Normalisation.TYPE):
        raise ValueError(f"Totals cannot be made comparable by {how!r}.")
    groups: dict[str, list[int]] = {}
    for one in given:
        if one.total is not None:
            groups.setdefault(one.group, []).append(one.total)
    every = [total for totals in groups.values() for total in totals]
    moves = {group: _move(group, totals, every) for group, totals in groups.items()}
    nothing = Reason("appraisals.no_total", noop("There is no total to compare."))
    return tuple(
        Normalised(one.subject, None, 0, nothing)
        if one.total is None
        else Normalised(one.subject, one.total + moves[one.group][0], *moves[one.group])
        for one in given
    )


def household_band(households: int | None, uppers: Sequence[int]) -> str:
    """Return the band a number of households lies in, such as 1001-2000; "" if unknown. uppers: bounds, ascending."""
    if households is None:
        return ""
    place = bisect_left(uppers, households)
    low = uppers[place - 1] + 1 if place else 0
    return f"{low}-{uppers[place]}" if place < len(uppers) else f"{low}+"


def _move(group: str, totals: Sequence[int], every: Sequence[int]) -> tuple[int, Reason]:
    """Return by how much a group is moved, and why."""
    if len(totals) < LEAST_IN_GROUP:
        text = noop("Compared as scored: only %(count)s in the band “%(group)s”, at least %(least)s are needed.")
        params = {"count": len(totals), "group": group, "least": LEAST_IN_GROUP}
        return 0, Reason("appraisals.small_group", text, params)
    delta = half_up(sum(every) * len(totals) - sum(totals) * len(every), len(every) * len(totals))
    text = noop(
        "%(delta)s points: the mean of its band “%(group)s” is %(mean)s, that of all %(all)s, "
        "and every band is moved to the mean of all."
    )
    params = {
        "delta": in_change(delta),
        "group": group,
        "mean": in_points(half_up(sum(totals), len(totals))),
        "all": in_points(half_up(sum(every), len(every))),
    }
    return delta, Reason("appraisals.moved", text, params)
