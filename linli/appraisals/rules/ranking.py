"""
Who stands where: standard competition ranking 1, 2, 2, 4. Pure.

Equal totals are told apart by tie-breakers in the order of the scheme, then they share the rank: never by number,
name or lot. A tie-breaker that has no value for one of those who are equal decides nothing between them. Whoever has
too little data is listed without a rank and with the reason, never dropped and never counted as zero.
Sources: models.md, today.md 1.5.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from linli.appraisals import terms
from linli.appraisals.rules.points import in_points
from linli.values import Reason, noop

HIGHER, LOWER = "higher", "lower"


@dataclass(frozen=True, slots=True)
class TieBreaker:
    """What is looked at when totals are equal. direction: which value is better, HIGHER or LOWER."""

    code: str
    direction: str


STANDARD: dict[str, TieBreaker] = {
    terms.TieBreaker.VETO_FREE: TieBreaker(terms.TieBreaker.VETO_FREE, LOWER),
    terms.TieBreaker.KEY_ITEMS: TieBreaker(terms.TieBreaker.KEY_ITEMS, HIGHER),
    terms.TieBreaker.OPEN_CASES: TieBreaker(terms.TieBreaker.OPEN_CASES, LOWER),
    terms.TieBreaker.OVERDUE_CASES: TieBreaker(terms.TieBreaker.OVERDUE_CASES, LOWER),
}
"""The tie-breakers of the house: what their keys are compared by (vetoes, centipoints, cases, cases)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A subject to be ranked. total: hundredths of a point. tie_keys: one for each tie-breaker, None if unknown.

    missing: why it cannot be ranked; a subject without a total cannot either.
    """

    subject: int
    total: int | None
    tie_keys: tuple[int | None, ...] = ()
    missing: Reason | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """
    Where a subject stands. rank: None if not ranked, `reason` says why. shared: others have the same rank.

    trace: what told it apart from those with an equal total, and what did not. points_to_next: what it lacks to the
    total of the next better rank, 0 if only a tie-breaker stands between, None at the top.
    places: how many subjects hold the rank together. below: how many ranked subjects stand lower.
    """

    subject: int
    rank: int | None
    shared: bool
    reason: Reason
    trace: tuple[Reason, ...] = ()
    points_to_next: int | None = None
    total: int | None = None
    places: int = 1
    below: int = 0

    @property
    def is_last(self) -> bool:
        """Return whether nobody ranked stands lower, and somebody stands higher: where all are equal nobody is last."""
        return self.rank is not None and self.rank > 1 and self.below == 0


def rank(entries: Iterable[Entry], tie_breakers: Sequence[TieBreaker] = ()) -> tuple[Ranked, ...]:
    """
    Return every entry once: the ranked from the first to the last, then the others.

    Within a shared rank, and among those without, the order is by number; it means nothing.
    """
    given = sorted(entries, key=lambda entry: entry.subject)
    if any(one.subject == other.subject for one, other in pairwise(given)):
        raise ValueError("A subject can be ranked only once.")
    able = sorted((one for one in given if _is_able(one)), key=lambda one: -(one.total or 0))
    classes = [
        found
        for _total, equals in groupby(able, key=lambda one: one.total)
        for found in _told_apart(list(equals), tie_breakers)
    ]
    return (*_placed(classes, len(able)), *(_without(one) for one in given if not _is_able(one)))


def ranked_count(ranked: Iterable[Ranked]) -> int:
    """Return how many subjects have a rank."""
    return sum(1 for one in ranked if one.rank is not None)


def last_of(ranked: Iterable[Ranked]) -> tuple[int, ...]:
    """Return the subjects on the last place, several if they share it."""
    return tuple(one.subject for one in ranked if one.is_last)


Class = tuple[list[Entry], tuple[Reason, ...]]


def _is_able(entry: Entry) -> bool:
    return entry.missing is None and entry.total is not None


def _told_apart(equals: list[Entry], tie_breakers: Sequence[TieBreaker]) -> Iterator[Class]:
    """Yield those with an equal total in classes, the best first, each with its trace."""
    if len(equals) == 1:
        yield equals, ()
        return
    text = noop("%(count)s have the same total, %(points)s points.")
    first = Reason("appraisals.equal", text, {"count": len(equals), "points": in_points(equals[0].total or 0)})
    yield from _split(equals, (first,), tie_breakers, 0)


def _split(equals: list[Entry], trace: tuple[Reason, ...], breakers: Sequence[TieBreaker], at: int) -> Iterator[Class]:
    """Yield a class as the tie-breakers from number `at` divide it."""
    if len(equals) == 1:
        yield equals, trace
        return
    if at == len(breakers):
        yield equals, (*trace, Reason("appraisals.shared", noop("Nothing else tells them apart: they share the rank.")))
        return
    breaker = breakers[at]
    sign = -1 if breaker.direction == HIGHER else 1
    keys = {one.subject: one.tie_keys[at] for one in equals}
    known = {subject: sign * key for subject, key in keys.items() if key is not None}
    if len(known) < len(equals):
        yield from _split(equals, (*trace, _unknown(breaker)), breakers, at + 1)
        return
    ordered = sorted(equals, key=lambda one: known[one.subject])
    values = sorted(set(known.values()))
    for value, same in groupby(ordered, key=lambda one: known[one.subject]):
        said = _compared(breaker, sign * value, len(values) > 1)
        yield from _split(list(same), (*trace, said), breakers, at + 1)


_VALUES: dict[str, tuple[str, str, Callable[[int], str]]] = {
    terms.TieBreaker.VETO_FREE: (noop("Vetoes: %(value)s."), noop("Vetoes: %(value)s; this decides."), str),
    terms.TieBreaker.KEY_ITEMS: (
        noop("Points on key items: %(value)s."),
        noop("Points on key items: %(value)s; this decides."),
        in_points,
    ),
    terms.TieBreaker.OPEN_CASES: (noop("Open cases: %(value)s."), noop("Open cases: %(value)s; this decides."), str),
    terms.TieBreaker.OVERDUE_CASES: (
        noop("Overdue cases: %(value)s."),
        noop("Overdue cases: %(value)s; this decides."),
        str,
    ),
}
_OTHER = (noop("%(code)s: %(value)s."), noop("%(code)s: %(value)s; this decides."), str)


def _compared(breaker: TieBreaker, value: int, decides: bool) -> Reason:
    """Return what a tie-breaker saw."""
    same, decided, written = _VALUES.get(breaker.code, _OTHER)
    params = {"code": str(breaker.code), "value": written(value)}
    return Reason(f"appraisals.tie.{breaker.code}", decided if decides else same, params)


def _unknown(breaker: TieBreaker) -> Reason:
    text = noop("One of them has no value for the next tie-breaker, so it decides nothing.")
    return Reason(f"appraisals.tie.{breaker.code}", text)


def _placed(classes: Sequence[Class], count: int) -> Iterator[Ranked]:
    """Yield the ranked, class by class."""
    place, above = 1, None
    text = noop("Rank %(rank)s of %(count)s with %(points)s points.")
    for members, trace in classes:
        size = len(members)
        for one in members:
            total = one.total or 0
            yield Ranked(
                subject=one.subject,
                rank=place,
                shared=size > 1,
                reason=Reason("appraisals.rank", text, {"rank": place, "count": count, "points": in_points(total)}),
                trace=trace,
                points_to_next=None if above is None else above - total,
                total=total,
                places=size,
                below=count - place - size + 1,
            )
        place, above = place + size, members[0].total


def _without(entry: Entry) -> Ranked:
    """Return a subject that cannot be ranked; its total, if it has one, stays with it."""
    nothing = Reason("appraisals.not_ranked", noop("Not ranked: there is no total."))
    return Ranked(entry.subject, None, False, entry.missing or nothing, total=entry.total)
