"""Template words about indicators."""

from decimal import ROUND_HALF_UP, Decimal

from django import template

from linli.standards.rules.numbers import written

register = template.Library()
TWO = Decimal("0.01")


@register.filter
def shortly(number: Decimal | None) -> str:
    """Say a number with two places at most; nothing for no value."""
    return "–" if not isinstance(number, Decimal) else written(number.quantize(TWO, ROUND_HALF_UP))
