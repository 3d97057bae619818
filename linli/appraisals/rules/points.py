"""
Points and money as whole numbers, so that ties are exact: hundredths of a point, fen. Pure.

Rounding is half up, as today.md 1.5 asks; a half goes away from zero, so that a bonus and a deduction round alike.
"""

from math import isqrt

CENTI = 100
FEN = 100


def half_up(numerator: int, denominator: int) -> int:
    """Return a quotient as a whole number, halves away from zero. denominator: above zero."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def root_half_up(numerator: int, denominator: int) -> int:
    """Return the square root of a quotient, 0 or above, as a whole number, halves up."""
    return (isqrt(4 * numerator // denominator) + 1) // 2


def in_points(centipoints: int) -> str:
    """Return points as they are written: 87.25."""
    whole, rest = divmod(abs(centipoints), CENTI)
    return f"{'-' if centipoints < 0 else ''}{whole}.{rest:02}"


def in_change(centipoints: int) -> str:
    """Return a change of points with its sign: +1.20."""
    return in_points(centipoints) if centipoints < 0 else f"+{in_points(centipoints)}"


def in_yuan(amount_fen: int) -> str:
    """Return money as it is written: 5000, or 3333.33 where it is not whole yuan."""
    whole, rest = divmod(amount_fen, FEN)
    return f"{whole}.{rest:02}" if rest else str(whole)


def in_percent(basis_points: int) -> str:
    """Return a share in hundredths of a percent as it is written: 41.7."""
    whole, tenth = divmod(half_up(basis_points, 10), 10)
    return f"{whole}.{tenth}"
