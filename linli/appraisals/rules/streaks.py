"""
How many times running a subject was last. Pure.

- Only confirmed rounds count. A skipped or annulled one does what the policy says, by default nothing; so does a round
  in which the subject could not be ranked, or in which too few were ranked for anybody to be called last.
- Sharing the last place is not being last, unless the policy says so, and it ends the streak: in that round somebody
  else stood equally low.
- A split closes the streak of the predecessor; the successors, also one that goes on under the same number, begin at 0.
- The streak is the community's. Its secretary answers for it only after so many whole months in post.

Sources: 003-15, models.md ("Streak logic").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from linli.appraisals.rules.ranking import Ranked, ranked_count
from linli.appraisals.terms import RoundState, StreakSkip
from linli.values import Reason, noop

CONFIRMED = (RoundState.CONFIRMED, RoundState.PUBLISHED)
START_AT_ZERO, CARRY_ON = "start_at_zero", "carry_on"


@dataclass(frozen=True, slots=True)
class Placing:
    """
    Where a subject stood in one round. period: its code; codes of one scheme sort by time (2026-07, 2026-W31).

    is_last: on the last place, alone or not; is_shared_last: not alone. state: of the round. secretary: who led the
    community when the period ended, since when; ends_on: the last day of the period.
    """

    period: str
    subject: int
    rank: int | None
    ranked_count: int
    is_last: bool
    is_shared_last: bool
    state: str = RoundState.CONFIRMED
    secretary: int | None = None
    secretary_since: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """A community that was split: predecessor and successor (they may be the same), the first period after it."""

    predecessor: int
    successor: int
    from_period: str


@dataclass(frozen=True, slots=True)
class StreakPolicy:
    """
    What a scheme says of streaks. skipped: one of `StreakSkip`. after_split: START_AT_ZERO or CARRY_ON.

    min_months_in_post: whole months after which a secretary answers for the streak, None or 0 if always.
    min_ranked: with fewer ranked nobody is last.
    """

    skipped: str = StreakSkip.NEITHER
    shared_last_counts: bool = False
    after_split: str = START_AT_ZERO
    min_months_in_post: int | None = None
    min_ranked: int = 0


@dataclass(frozen=True, slots=True)
class Streak:
    """
    How long a subject has been last. months: codes of the periods that make it up.

    spared: why the secretary does not answer for it, None if they do. length_before, was_spared: the same after the
    round before, so that a step is taken when it is reached and not again.
    """

    length: int
    months: tuple[str, ...]
    reasons: tuple[Reason, ...]
    secretary: int | None = None
    months_in_post: int | None = None
    spared: Reason | None = None
    length_before: int = 0
    was_spared: bool = False


NO_STREAK = Streak(0, (), ())


def placings_of(
    period: str,
    ranked: Sequence[Ranked],
    *,
    state: str = RoundState.CONFIRMED,
    ends_on: date | None = None,
    secretaries: Mapping[int, tuple[int, date]] | None = None,
) -> tuple[Placing, ...]:
    """Return where everybody stood in a round. secretaries: subject -> who led it at the end, since when."""
    count, posts = ranked_count(ranked), secretaries or {}
    return tuple(
        Placing(
            period=period,
            subject=one.subject,
            rank=one.rank,
            ranked_count=count,
            is_last=one.is_last,
            is_shared_last=one.is_last and one.shared,
            state=state,
            secretary=posts[one.subject][0] if one.subject in posts else None,
            secretary_since=posts[one.subject][1] if one.subject in posts else None,
            ends_on=ends_on,
        )
        for one in ranked
    )


def streaks_of(
    placings: Iterable[Placing],
    policy: StreakPolicy,
    successions: Sequence[Succession] = (),
    periods: Sequence[str] = (),
    until: str = "",
) -> dict[int, Streak]:
    """Return the streak of every subject that has a placing. The rest is as for `streak_of_last`."""
    of_subject: dict[int, list[Placing]] = {}
    for one in placings:
        of_subject.setdefault(one.subject, []).append(one)
    return {subject: streak_of_last(each, policy, successions, periods, until) for subject, each in of_subject.items()}


def streak_of_last(
    history: Iterable[Placing],
    policy: StreakPolicy,
    successions: Sequence[Succession] = (),
    periods: Sequence[str] = (),
    until: str = "",
) -> Streak:
    """
    Return how long one subject had been last after a period, whatever happened later.

    history: placings of one subject, one for each round, in any order. periods: all periods of the scheme; one without
    a placing after the first of the history counts as skipped. until: the period, "" for the last of the history.
    """
    rows = sorted(history, key=lambda one: one.period)
    if len({one.subject for one in rows}) > 1:
        raise ValueError("A streak is of one subject.")
    if not rows:
        return NO_STREAK
    until = until or rows[-1].period
    kept, cut = _after_split([row for row in rows if row.period <= until], rows[0].subject, until, policy, successions)
    walk = _Walk(policy)
    for row in _without_gaps(kept, [one for one in periods if one <= until]):
        walk.take(row)
    return walk.streak(cut)


def months_in_post(since: date, ends_on: date) -> int:
    """Return the whole months from a day up to and including another: 1 July to 31 July is one month."""
    end = ends_on + timedelta(days=1)
    months = (end.year - since.year) * 12 + end.month - since.month
    return max(0, months - (end.day < since.day))


def _after_split(
    rows: list[Placing], subject: int, until: str, policy: StreakPolicy, successions: Sequence[Succession]
) -> tuple[list[Placing], Reason | None]:
    """Return the placings since the last split that touched the subject, and what is to be said of it."""
    touched = [one for one in successions if subject in (one.predecessor, one.successor) and one.from_period <= until]
    if policy.after_split != START_AT_ZERO or not touched:
        return rows, None
    since = max(one.from_period for one in touched)
    closed = all(one.successor != subject for one in touched)
    text = (
        noop("Split in %(period)s: the streak of the predecessor is closed.")
        if closed
        else noop("Split in %(period)s: what was before does not count, the successors begin at 0.")
    )
    kept = [] if closed else [row for row in rows if row.period >= since]
    return kept, Reason("appraisals.split", text, {"period": since})


def _without_gaps(rows: Sequence[Placing], periods: Sequence[str]) -> list[Placing]:
    """Return the placings, and a skipped one for every later period that has none."""
    if not rows:
        return []
    absent = sorted({one for one in periods if one > rows[0].period} - {row.period for row in rows})
    none = replace(rows[0], rank=None, ranked_count=0, is_last=False, is_shared_last=False, state=RoundState.SKIPPED)
    return sorted([*rows, *(replace(none, period=one) for one in absent)], key=lambda row: row.period)


@dataclass(slots=True)
class _Walk:
    """The streak as it grows and ends from round to round; settled: its length when last somebody could act on it."""

    policy: StreakPolicy
    run: list[str] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)
    settled: int = 0
    length_before: int = 0
    was_spared: bool = False
    latest: Placing | None = None

    def take(self, row: Placing) -> None:
        """Take the next round."""
        idle = self._idle(row)
        if row.state in CONFIRMED:
            self.length_before, self.was_spared = self.settled, self._was_spared(row)
            self.latest = row
        if idle is not None:
            self._rest(row, idle)
        elif row.is_last and (not row.is_shared_last or self.policy.shared_last_counts):
            self.notes = self.notes if self.run else []
            self.run.append(row.period)
        elif row.is_last:
            text = noop("It shared the last place in %(period)s, which ends the streak.")
            self._end(Reason("appraisals.shared_last", text, {"period": row.period}))
        else:
            self._end(None)
        if row.state in CONFIRMED:
            self.settled = len(self.run)

    def _idle(self, row: Placing) -> Reason | None:
        """Return why a round tells nothing about the last place, None if it does."""
        params = {"period": row.period}
        if row.state == RoundState.ANNULLED:
            return Reason("appraisals.annulled", noop("The round %(period)s was annulled."), params)
        if row.state not in CONFIRMED:
            return Reason("appraisals.skipped", noop("The round %(period)s was skipped."), params)
        if row.rank is None:
            return Reason("appraisals.unranked", noop("It was not ranked in %(period)s."), params)
        if row.ranked_count < self.policy.min_ranked:
            text = noop("In %(period)s only %(count)s were ranked, too few for anybody to be called last.")
            return Reason("appraisals.few_ranked", text, {**params, "count": row.ranked_count})
        return None

    def _rest(self, row: Placing, why: Reason) -> None:
        """Do what the policy says of a round that tells nothing."""
        if self.policy.skipped == StreakSkip.BREAKS:
            self._end(why if self.run else None)
        elif self.run:
            self.notes.append(why)
            if self.policy.skipped == StreakSkip.EXTENDS:
                self.run.append(row.period)

    def _end(self, why: Reason | None) -> None:
        self.run, self.notes, self.settled = [], [why] if why else [], 0

    def _was_spared(self, row: Placing) -> bool:
        """Return whether the same secretary did not yet answer after the round before."""
        before = self.latest
        return before is None or before.secretary != row.secretary or _spared(before, self.policy)[1] is not None

    def streak(self, cut: Reason | None) -> Streak:
        """Return the streak after the last round."""
        text = noop("Last in %(months)s: %(count)s times running.")
        said = [Reason("appraisals.streak", text, {"months": ", ".join(self.run), "count": len(self.run)})]
        months, spared = _spared(self.latest, self.policy) if self.latest else (None, None)
        return Streak(
            length=len(self.run),
            months=tuple(self.run),
            reasons=(*(said if self.run else ()), *self.notes, *((cut,) if cut else ())),
            secretary=self.latest.secretary if self.latest else None,
            months_in_post=months,
            spared=spared,
            length_before=self.length_before,
            was_spared=self.was_spared,
        )


def _spared(row: Placing, policy: StreakPolicy) -> tuple[int | None, Reason | None]:
    """Return the secretary's months in post, and why they do not answer for the streak, None if they do."""
    months = None
    if row.secretary is not None and row.secretary_since is not None and row.ends_on is not None:
        months = months_in_post(row.secretary_since, row.ends_on)
    least = policy.min_months_in_post
    if not least or (months is not None and months >= least):
        return months, None
    if months is None:
        text = noop("It is not on record who has led the community since when; %(least)s months in post are asked for.")
        return None, Reason("appraisals.no_secretary", text, {"least": least})
    text = noop("The secretary has been in post for %(months)s whole months; %(least)s are asked for.")
    return months, Reason("appraisals.new_secretary", text, {"months": months, "least": least})
