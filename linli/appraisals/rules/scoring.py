"""What an assessor types for an item, and what it comes to. Pure; the points themselves come from the standard."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from linli.appraisals.rules.points import CENTI, in_points
from linli.appraisals.terms import Asked
from linli.standards.terms import ItemKind, RuleKind
from linli.values import Reason, noop

Mark = Callable[[Decimal], int | None]


class Given(NamedTuple):
    """What was typed, as it is kept: what was found (None where points are given by hand), and its points."""

    raw: Decimal | None
    centipoints: int


def asked_of(kind: str, rule_kind: str) -> Asked:
    """Return what an assessor is asked for an item."""
    if rule_kind == RuleKind.VETO:
        return Asked.HAPPENED
    if kind == ItemKind.PASS_FAIL:
        return Asked.PASSED
    if rule_kind == RuleKind.DEDUCTION:
        return Asked.OCCURRENCES
    return Asked.POINTS if rule_kind == RuleKind.MANUAL else Asked.VALUE


def given(asked: Asked, full: int, typed: Decimal, mark: Mark) -> Given | Reason:
    """
    Return what a number comes to, or why it cannot stand for this item.

    full: hundredths of a point. mark: the item's rule as a function from a value to hundredths of a point.
    """
    if asked in (Asked.HAPPENED, Asked.PASSED):
        return Given(Decimal(int(bool(typed))), 0)
    if asked is Asked.POINTS:
        return _points(full, typed)
    if asked is Asked.OCCURRENCES and (typed < 0 or typed != int(typed)):
        return Reason("appraisals.score.whole", noop("Occurrences are counted: a whole number, zero or more."))
    points = mark(typed)
    if points is None:
        return Reason("appraisals.score.rule", noop("The rule of this item says nothing about that value."))
    return Given(typed, points)


def _points(full: int, typed: Decimal) -> Given | Reason:
    """Return points typed by hand, in hundredths."""
    centi = typed * CENTI
    if not 0 <= centi <= full:
        text = noop("Points lie between 0 and %(full)s.")
        return Reason("appraisals.score.range", text, {"full": in_points(full)})
    if centi != int(centi):
        return Reason("appraisals.score.places", noop("Points have two decimal places at most."))
    return Given(None, int(centi))
