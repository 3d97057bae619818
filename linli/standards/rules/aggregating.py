"""How values of several subjects, or of several spans, make one; a missing value is never taken as zero."""

from collections.abc import Sequence
from fractions import Fraction

from linli.standards.terms import Aggregation
from linli.values import Reason, noop

Known = Fraction | None


def over_time(how: Aggregation, values: Sequence[Known]) -> Known:
    """
    Return one value of a subject from its values of several spans, in their order.

    A sum needs every span up to the last that has a value; the others take what there is.
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    if how is Aggregation.SUM:
        entered = _without_tail(values)
        return None if None in entered else sum(known, Fraction())
    if how is Aggregation.LAST:
        return known[-1]
    return _share(known) if how is Aggregation.SHARE else sum(known, Fraction()) / len(known)


def over_subjects(how: Aggregation, values: Sequence[tuple[Known, int]]) -> Known:
    """
    Return one value of several subjects from (value, households) of each.

    A sum needs every subject's value. A weighted mean needs the households of every subject that has a value.
    """
    known = [(value, weight) for value, weight in values if value is not None]
    if not known or (how is Aggregation.SUM and len(known) < len(values)):
        return None
    numbers = [value for value, _weight in known]
    if how is Aggregation.SUM:
        return sum(numbers, Fraction())
    if how is Aggregation.SHARE:
        return _share(numbers)
    if how is Aggregation.WEIGHTED:
        total = sum(weight for _value, weight in known)
        is_weighed = all(weight > 0 for _value, weight in known)
        return sum((value * weight for value, weight in known), Fraction()) / total if is_weighed else None
    return sum(numbers, Fraction()) / len(numbers)


def gap(known: int, of: int) -> tuple[Reason, ...]:
    """Return what must be said where only some of the subjects or spans had a value; nothing if all had, or one was."""
    if known == of or of < 2:
        return ()
    return (Reason("standards.gap", noop("%(known)s of %(all)s have a value."), {"known": known, "all": of}),)


def carried(period: str) -> Reason:
    """Return what must be said of a last known value that stands for a missing one."""
    return Reason("standards.carried", noop("Last known value, of %(period)s."), {"period": period})


def _share(values: Sequence[Fraction]) -> Fraction:
    return Fraction(sum(value != 0 for value in values), len(values))


def _without_tail(values: Sequence[Known]) -> Sequence[Known]:
    """Return the values up to the last that is there: spans that are still to come are no gap."""
    last = max(place for place, value in enumerate(values) if value is not None)
    return values[: last + 1]
