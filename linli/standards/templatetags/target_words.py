"""Template words about targets: what is wanted, what was found, and why a light stands as it does."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from linli.standards.models import Indicator, Target
from linli.standards.queries.matrix import Cell
from linli.standards.rules.indicators import IndicatorValue
from linli.standards.rules.numbers import written
from linli.standards.rules.progress import SIGNS, Judgement
from linli.standards.terms import TargetKind

register = template.Library()
NOTHING = "–"
TWO = Decimal("0.01")


@register.simple_tag
def wanted(target: Target, indicators: Mapping[str, Indicator]) -> str:
    """Say what a target wants, shortly: ≥ 40 %, ≤ 0, the day of a milestone."""
    if target.kind is TargetKind.MILESTONE:
        return target.due_on.isoformat()
    sign = SIGNS[target.comparator]
    if target.kind is TargetKind.SHARE:
        return f"{sign} {per_cent(target.value)}"
    indicator = None if target.kind is TargetKind.COUNT else indicators.get(target.indicator)
    return f"{sign} {measured(target.value, indicator)}"


@register.simple_tag
def counts_as(target: Target, indicators: Mapping[str, Indicator]) -> str:
    """Say what makes a unit count: ≥ 200 m2; "" where units are not counted by a value of their own."""
    if target.unit_value is None:
        return ""
    return f"{SIGNS[target.unit_comparator]} {measured(target.unit_value, indicators.get(target.indicator))}"


@register.simple_tag
def shown(cell: Cell, indicators: Mapping[str, Indicator]) -> str:
    """Say what was found of a target: a value, a share with its units, or how many units reach it."""
    judgement = cell.judgement
    if judgement.value is None:
        return NOTHING
    if cell.is_alone:
        return measured(judgement.value, indicators.get(cell.target.indicator))
    if judgement.units is None:
        return written(judgement.value)
    found = f"{len(judgement.units.reached)}/{judgement.units.total}"
    return f"{per_cent(judgement.value)} · {found}" if cell.target.kind is TargetKind.SHARE else found


@register.simple_tag
def value_of(target: Target, value: Decimal | None, indicators: Mapping[str, Indicator]) -> str:
    """Say the value of one unit before a target."""
    if value is None:
        return NOTHING
    if target.kind is TargetKind.MILESTONE:
        return _("Reached") if value else _("Not reached yet")
    return measured(value, indicators.get(target.indicator))


@register.filter
def because(judgement: Judgement) -> str:
    """Say all reasons of a judgement in one line."""
    return " ".join(reason.render(_) for reason in judgement.reasons)


@register.filter
def per_cent(share: Decimal | None) -> str:
    """Say a share in per cent, two places at most."""
    return NOTHING if share is None else f"{written((share * 100).quantize(TWO, ROUND_HALF_UP))} %"


@register.filter
def plainly(number: Decimal | None) -> str:
    """Say a number without empty decimals."""
    return NOTHING if number is None else written(number)


def measured(value: Decimal | None, indicator: Indicator | None) -> str:
    """Say a value with its unit, two places at most."""
    if value is None:
        return NOTHING
    text = written(value.quantize(TWO, ROUND_HALF_UP))
    return f"{text} {indicator.unit}" if indicator and indicator.unit else text


@register.filter
def reasons_of(judgement: Judgement | IndicatorValue) -> list[str]:
    """Say the reasons of a judgement or of a value, one by one."""
    return [reason.render(_) for reason in judgement.reasons]


@register.filter
def one_of(key: Any, things: Mapping[Any, Any]) -> Any:
    """Return the thing of that key, "" where there is none."""
    return things.get(key, "")


@register.filter
def nth(things: Sequence[Any], place: int) -> Any:
    """Return the thing at a place."""
    return things[place]


@register.filter
def dot(number: float) -> str:
    """Write a number of a drawing as drawings want it, whatever the language."""
    return f"{number:g}"


@register.simple_tag
def named(code: str, indicators: Mapping[str, Indicator]) -> str:
    """Say the name of an indicator; its code where it is gone."""
    return indicators[code].name if code in indicators else code
