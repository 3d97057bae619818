"""What a formula must be before it is kept."""

from collections.abc import Collection
from decimal import Decimal

from linli.foundation.figures import all_figures
from linli.standards.queries.inputs import metrics_by_name
from linli.standards.rules.expression import FormulaError
from linli.standards.rules.indicators import define
from linli.standards.services.refusals import StandardRefused, refuse
from linli.values import noop


def known_names() -> Collection[str]:
    """Return every name that a formula may use: figures and metrics; one query."""
    return all_figures().keys() | metrics_by_name().keys()


def check_formula(numerator: str, denominator: str, factor: Decimal, known: Collection[str]) -> None:
    """Refuse what is no formula, and names that nobody knows. Raises StandardRefused."""
    if factor == 0:
        raise refuse("factor_zero", noop("A factor of zero would make everything zero."))
    try:
        definition = define(numerator, denominator, factor)
    except FormulaError as error:
        raise StandardRefused(error.reason) from error
    if unknown := [name for name in definition.names if name not in known]:
        text = noop("Nothing is called %(names)s: neither a figure nor a metric.")
        raise refuse("formula_unknown_name", text, names=", ".join(unknown))
