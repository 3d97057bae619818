"""What an indicator says of one subject: value = numerator / denominator x factor, with everything it came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from linli.standards.rules.expression import ZERO, Evaluated, Formula, FormulaError, evaluate, parse
from linli.values import Reason

PLACES = 6
"""Decimal places of an indicator's value, rounded half up."""
SCALE = 10**PLACES
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Shifts a point without rounding, however long the number."""
ONE = Evaluated(Fraction(1))


@dataclass(frozen=True, slots=True)
class Input:
    """A number as it enters a formula: its value if there is one, and what must be known of it (such as "carried")."""

    value: Fraction | None
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """
    What an indicator says: value (6 places) or None, numerator and denominator, the inputs by name, what is missing.

    reasons: why there is no value, and what must be known of the inputs.
    """

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    inputs: Mapping[str, Decimal | None]
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator as it is computed: both expressions understood; without a denominator it is 1."""

    numerator: Formula
    denominator: Formula | None
    factor: Fraction

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that both expressions use, each once."""
        below = self.denominator.names if self.denominator else ()
        return tuple(dict.fromkeys((*self.numerator.names, *below)))


@lru_cache(maxsize=512)
def define(numerator: str, denominator: str = "", factor: Decimal = Decimal(1)) -> Definition:
    """Return an indicator ready to be computed. Raises FormulaError."""
    return Definition(parse(numerator), parse(denominator) if denominator.strip() else None, Fraction(factor))


def understood(numerator: str, denominator: str = "", factor: Decimal = Decimal(1)) -> Definition | Reason:
    """Return an indicator ready to be computed; of what is no formula, the reason."""
    try:
        return define(numerator, denominator, factor)
    except FormulaError as error:
        return error.reason


def evaluate_indicator(definition: Definition, inputs: Mapping[str, Input]) -> IndicatorValue:
    """Return what the indicator says for these inputs; no value where a part has none or the denominator is zero."""
    values = {name: inputs[name].value if name in inputs else None for name in definition.names}
    above = evaluate(definition.numerator, values)
    below = evaluate(definition.denominator, values) if definition.denominator else ONE
    value, reasons = _divided(above, below, definition.factor)
    notes = [note for name in definition.names if name in inputs for note in inputs[name].notes]
    return IndicatorValue(
        value,
        _decimal(above.value),
        _decimal(below.value),
        {name: _decimal(each) for name, each in values.items()},
        tuple(dict.fromkeys((*above.missing, *below.missing))),
        _each_once([*reasons, *notes]),
    )


def _divided(above: Evaluated, below: Evaluated, factor: Fraction) -> tuple[Decimal | None, tuple[Reason, ...]]:
    """Return the value, or None with the reasons."""
    if above.value is None or below.value is None:
        return None, tuple(part.reason for part in (above, below) if part.reason is not None)
    if below.value == 0:
        return None, (ZERO,)
    return _decimal(above.value / below.value * factor), ()


def _decimal(value: Fraction | None) -> Decimal | None:
    """Return a fraction with six decimal places, halves away from zero."""
    if value is None:
        return None
    whole, rest = divmod(abs(value.numerator) * SCALE, value.denominator)
    whole += 2 * rest >= value.denominator
    return Decimal(whole if value >= 0 else -whole).scaleb(-PLACES, EXACT)


def _each_once(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Return the reasons without repetitions; they hold figures, so they cannot be kept in a set."""
    return tuple(reason for place, reason in enumerate(reasons) if reason not in reasons[:place])
