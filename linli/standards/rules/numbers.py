"""Points as whole hundredths, so that ties are exact; numbers as they are written. Pure."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

CENTI = 100


def centi(points: Decimal | int) -> int:
    """Return points as hundredths, halves up. points: 0 or above."""
    return int((2 * CENTI * points + 1) // 2)


def in_points(centipoints: int) -> str:
    """Return hundredths as points are written, without empty decimals: 3, 2.5."""
    return written(Decimal(centipoints) / CENTI)


def written(number: Decimal | int) -> str:
    """Return a number without empty decimals and without an exponent."""
    text = f"{Decimal(number):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def number_of(value: Any) -> Decimal | None:
    """Return what is written as a number; None where it is none, or not finite."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number_in(rule: Mapping[str, Any], key: str) -> Decimal | None:
    """Return a number of a rule; None where there is none."""
    return number_of(rule.get(key))
