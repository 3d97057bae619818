"""
The year out of its months: totals from frozen months, then ranks, prizes and base awards. Pure.

The total of a year is the mean of the confirmed months in which the subject was ranked, half up to hundredths of a
point: what is printed is what is compared. Other months are left out, and this is said. A community that was split ends
with the split; its successors count their own months, or, with `CARRY_ON`, also those of the predecessor.

Base awards go to whoever reaches the base score (003-18), also without a rank: the bound is absolute.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.appraisals.rules.consequences import Context, Judgement, Rule, judge
from linli.appraisals.rules.points import half_up, in_points
from linli.appraisals.rules.ranking import Entry, Ranked, TieBreaker, rank
from linli.appraisals.rules.streaks import CARRY_ON, CONFIRMED, START_AT_ZERO, Succession
from linli.appraisals.terms import RoundState
from linli.values import Reason, noop


@dataclass(frozen=True, slots=True)
class Month:
    """A round as it was frozen. totals: subject -> hundredths of a point, None where it was not ranked."""

    period: str
    state: str
    totals: Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class YearPolicy:
    """What a scheme says of the year. least_months: with fewer that count there is no rank. after_split: see above."""

    least_months: int = 1
    after_split: str = START_AT_ZERO


@dataclass(frozen=True, slots=True)
class Yearly:
    """
    The year of one subject. total: None without any month that counts. missing: why it has no rank, None if it has.

    counted: periods of the mean; left_out: why others are not in it.
    """

    subject: int
    total: int | None
    counted: tuple[str, ...]
    left_out: tuple[Reason, ...]
    missing: Reason | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The year's end: totals, ranks, what is proposed and what is withheld."""

    yearly: tuple[Yearly, ...]
    ranked: tuple[Ranked, ...]
    judgement: Judgement


def yearly_totals(
    months: Sequence[Month], policy: YearPolicy, successions: Sequence[Succession] = ()
) -> tuple[Yearly, ...]:
    """Return the year of every subject that any of the months knows, by number."""
    ordered = sorted(months, key=lambda one: one.period)
    until = ordered[-1].period if ordered else ""
    known = [one for one in successions if one.from_period <= until]
    subjects = sorted({subject for month in ordered for subject in month.totals})
    return tuple(_year_of(subject, ordered, policy, known) for subject in subjects)


def close_year(
    months: Sequence[Month],
    rules: Sequence[Rule],
    context: Context,
    *,
    policy: YearPolicy,
    successions: Sequence[Succession] = (),
    tie_breakers: Sequence[TieBreaker] = (),
    tie_keys: Mapping[int, tuple[int | None, ...]] | None = None,
) -> YearEnd:
    """Return the year's end. context: its span is that of the rules wanted; tie_keys: by subject, as in `Entry`."""
    yearly = yearly_totals(months, policy, successions)
    keys, unknown = tie_keys or {}, (None,) * len(tie_breakers)
    entries = [Entry(one.subject, one.total, keys.get(one.subject, unknown), one.missing) for one in yearly]
    ranked = rank(entries, tie_breakers)
    return YearEnd(yearly, ranked, judge(rules, ranked, {}, context))


def _year_of(subject: int, months: Sequence[Month], policy: YearPolicy, successions: Sequence[Succession]) -> Yearly:
    """Return the year of one subject."""
    ended = _ended(subject, successions)
    counted: list[tuple[str, int]] = []
    left_out: list[Reason] = []
    for month in months:
        source = _source(subject, month.period, policy, successions)
        is_confirmed = month.state in CONFIRMED
        if source is None or (is_confirmed and source not in month.totals):
            continue
        total = month.totals[source] if is_confirmed else None
        if total is None:
            left_out.append(_left_out(month))
        else:
            counted.append((month.period, total))
    value = half_up(sum(total for _period, total in counted), len(counted)) if counted else None
    missing = ended or _too_few(len(counted), policy.least_months)
    text = noop("Mean of %(count)s months: %(points)s points.")
    points = in_points(value) if value is not None else "-"
    return Yearly(
        subject=subject,
        total=None if ended else value,
        counted=tuple(period for period, _total in counted),
        left_out=tuple(left_out),
        missing=missing,
        reason=Reason("appraisals.year_mean", text, {"count": len(counted), "points": points}),
    )


def _ended(subject: int, successions: Sequence[Succession]) -> Reason | None:
    """Return that a community ended with its split, None if it goes on."""
    touched = [one for one in successions if one.predecessor == subject]
    if not touched or any(one.successor == subject for one in touched):
        return None
    text = noop("Not ranked: it was split in %(period)s.")
    return Reason("appraisals.ended", text, {"period": max(one.from_period for one in touched)})


def _source(subject: int, period: str, policy: YearPolicy, successions: Sequence[Succession]) -> int | None:
    """Return whose total of a period counts for a subject: its own, a predecessor's, or None."""
    source = subject
    for _split in range(len(successions) + 1):
        born = [one for one in successions if one.successor == source and one.from_period > period]
        if born and policy.after_split != CARRY_ON:
            return None
        before = [one for one in born if one.predecessor != source]
        if not before:
            break
        source = min(before, key=lambda one: (one.from_period, one.predecessor)).predecessor
    return source


def _left_out(month: Month) -> Reason:
    """Return why a month does not count."""
    text = noop("It was not ranked in %(period)s.")
    if month.state == RoundState.ANNULLED:
        text = noop("The round %(period)s was annulled.")
    elif month.state not in CONFIRMED:
        text = noop("The round %(period)s was skipped.")
    return Reason("appraisals.month_left_out", text, {"period": month.period})


def _too_few(count: int, least: int) -> Reason | None:
    if count >= max(least, 1):
        return None
    text = noop("Not ranked: %(count)s months count, at least %(least)s are asked for.")
    return Reason("appraisals.few_months", text, {"count": count, "least": max(least, 1)})
