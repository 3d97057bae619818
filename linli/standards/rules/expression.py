"""
The small language of formulas: arithmetic over named numbers, computed exactly, without anything else in reach.

    workers_present / residents * 10000
    coalesce(premises_m2, rented_m2 + owned_m2)

Numbers are decimal; names are codes of metrics (a dash is written as an underscore) and of figures (`cases.closed`);
functions are coalesce, min, max, abs and round(x, places). A name without a value and a division by zero give no value,
with the reason; never zero, unless `coalesce` says what stands instead. No loops, no comparison, no text, no attribute:
an expression has at most 300 characters and 100 parts, so it always ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from linli.standards.rules.syntax import Binary, Call, FormulaError, Name, Negation, Node, Number, read
from linli.values import Reason, noop

__all__ = ["Evaluated", "Formula", "FormulaError", "evaluate", "parse", "spoken"]

Inputs = Mapping[str, Fraction | None]
MISSING = Reason("standards.formula_missing", noop("A number is missing."))
ZERO = Reason("standards.formula_zero", noop("Division by zero: there is nothing to relate to."))


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression that was understood; `names` in the order in which they first stand in it."""

    text: str
    root: Node
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an expression gives: a value, or None with the reason and the names that had none."""

    value: Fraction | None
    missing: tuple[str, ...] = ()
    reason: Reason | None = None


def parse(text: str) -> Formula:
    """Return the formula of a text. Raises FormulaError with a sentence and the place in the text."""
    root, names = read(text)
    return Formula(text, root, names)


def spoken(code: str) -> str:
    """Return what an expression calls the thing of that code; codes may hold dashes, which would be minus signs."""
    return code.replace("-", "_")


def evaluate(formula: Formula, inputs: Inputs) -> Evaluated:
    """Return the value of a formula for these inputs; names outside of them have no value. Exact, same every time."""
    run = _Run(inputs)
    value = run.value_of(formula.root)
    if value is not None:
        return Evaluated(value)
    missing = tuple(name for name in formula.names if name in run.missing)
    return Evaluated(None, missing, ZERO if run.divided_by_zero else MISSING)


class _Run:
    """One evaluation: the inputs, and what was found wanting."""

    def __init__(self, inputs: Inputs) -> None:
        """Take the inputs."""
        self.inputs = inputs
        self.missing: set[str] = set()
        self.divided_by_zero = False

    def value_of(self, node: Node) -> Fraction | None:
        """Return the value of a part, or None."""
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Name):
            return self._input(node.name)
        if isinstance(node, Negation):
            inner = self.value_of(node.operand)
            return None if inner is None else -inner
        return self._binary(node) if isinstance(node, Binary) else self._call(node)

    def _input(self, name: str) -> Fraction | None:
        value = self.inputs.get(name)
        if value is None:
            self.missing.add(name)
        return value

    def _binary(self, node: Binary) -> Fraction | None:
        left, right = self.value_of(node.left), self.value_of(node.right)
        if left is None or right is None:
            return None
        if node.sign == "/":
            self.divided_by_zero |= right == 0
            return left / right if right else None
        return _ARITHMETIC[node.sign](left, right)

    def _call(self, node: Call) -> Fraction | None:
        if node.function == "coalesce":
            return next((value for each in node.arguments if (value := self.value_of(each)) is not None), None)
        values = [self.value_of(each) for each in node.arguments]
        known = [value for value in values if value is not None]
        return _FUNCTIONS[node.function](known) if len(known) == len(values) else None


_ARITHMETIC: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
}


def rounded(value: Fraction, places: int) -> Fraction:
    """Return the value with so many decimal places, halves away from zero."""
    scaled = floor(abs(value) * 10**places + Fraction(1, 2))
    return Fraction(scaled if value >= 0 else -scaled, 10**places)


_FUNCTIONS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "min": min,
    "max": max,
    "abs": lambda values: abs(values[0]),
    "round": lambda values: rounded(values[0], int(values[1])),
}
