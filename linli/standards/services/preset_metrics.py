"""Metrics and indicators that a policy file brings along; those of the same code stay as the office has them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from linli.standards.models import Indicator, Metric
from linli.standards.services.formulas import check_formula, known_names
from linli.standards.services.subjects import ensure_tier

NUMBERS = ("low", "high", "factor")
"""Columns that hold exact numbers."""
Rows = Iterable[Mapping[str, Any]]


def install_measures(metrics: Rows, indicators: Rows, *, valid_from: date) -> int:
    """
    Write metrics and indicators that are missing, within the transaction of the caller; return how many.

    metrics, indicators: rows with the columns of their tables. valid_from: for rows that do not say it themselves.
    Raises StandardRefused for a formula that is none.
    """
    held = set(Metric.objects.values_list("code", flat=True))
    new = [Metric(**_columns(row, valid_from)) for row in metrics if row["code"] not in held]
    Metric.objects.bulk_create(new)
    for tier in sorted({metric.subject_kind for metric in new}):
        ensure_tier(kind=tier)
    kept = set(Indicator.objects.values_list("code", flat=True))
    formulas = [Indicator(**_columns(row, valid_from)) for row in indicators if row["code"] not in kept]
    known = known_names() if formulas else ()
    for row in formulas:
        check_formula(row.numerator, row.denominator, row.factor, known)
    Indicator.objects.bulk_create(formulas)
    return len(new) + len(formulas)


def _columns(row: Mapping[str, Any], valid_from: date) -> dict[str, Any]:
    """Return the columns of a row, numbers as exact as they are written."""
    exact = {name: Decimal(str(row[name])) for name in NUMBERS if name in row}
    return {"valid_from": valid_from, **row, **exact}
