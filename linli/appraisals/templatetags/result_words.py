"""Template words about results: points, changes, money, reasons as sentences."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from linli.appraisals.rules.freezing import reason_from
from linli.appraisals.rules.points import half_up, in_change, in_percent, in_points, in_yuan
from linli.values import Reason

register = template.Library()
NOTHING = "–"


@register.filter
def in_words(reason: Any) -> str:
    """Say a reason, also a frozen one, in the language of the page."""
    if isinstance(reason, dict):
        reason = reason_from(reason)
    return reason.render(_) if isinstance(reason, Reason) else ""


@register.filter
def marks(centipoints: int | None) -> str:
    """Write hundredths as points; none as a dash."""
    return NOTHING if centipoints is None else in_points(centipoints)


@register.filter
def signed(centipoints: int | None) -> str:
    """Write a change of points with its sign; none as a dash."""
    return NOTHING if centipoints is None else in_change(centipoints)


@register.filter
def yuan(fen: int | None) -> str:
    """Write money in yuan; none as a dash."""
    return NOTHING if fen is None else in_yuan(fen)


@register.filter
def share(basis_points: int | None) -> str:
    """Write a share in per cent; none as a dash."""
    return NOTHING if basis_points is None else f"{in_percent(basis_points)} %"


@register.filter
def of_full(points: int, full: int) -> str:
    """Write points as per cent of full marks; a dash where there are none."""
    return NOTHING if full <= 0 else f"{in_percent(half_up(10_000 * points, full))} %"


@register.filter
def key(found: dict, name: Any) -> Any:
    """Return what a mapping holds for a key, None if nothing."""
    return found.get(name)
