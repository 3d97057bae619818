"""What an area may be: refusals shared by every way an area begins or changes."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext

from linli.places import rules
from linli.places.models import Area, Tier
from linli.places.terms import TierCode
from linli.values import Reason, noop

CODED_TIERS = frozenset(
    tier.value for tier in (TierCode.CITY, TierCode.DISTRICT, TierCode.SUBDISTRICT, TierCode.COMMUNITY)
)
"""Tiers whose codes are the state's; the codes of lower tiers are the office's own."""
NAME_MAX = 100


class AreaRefused(ValueError):
    """Raised when the tree of areas would become untrue; `reason` is fit to show."""

    def __init__(self, rule: str, text: str, **params: Any) -> None:
        self.reason = Reason(f"places.{rule}", text, params)
        super().__init__(self.reason.render(gettext))


def check_day(day: date, now: datetime) -> None:
    """Refuse a day that has not come: the current columns must be true today."""
    if day > localdate(now):
        raise AreaRefused("future", noop("%(on)s lies in the future."), on=day)


def check_code_is_free(area: Area) -> None:
    """Refuse a code that another area in force has."""
    if area.code and Area.objects.filter(code=area.code, valid_to__isnull=True).exclude(pk=area.pk).exists():
        raise AreaRefused("code", noop("Another area already has the code %(code)s."), code=area.code)


def check_tier(tier: Tier, parent: Area | None) -> None:
    """Refuse a parent that is not of a higher tier; only a city stands alone."""
    if parent is None and tier.code != TierCode.CITY:
        raise AreaRefused("tier", noop("A %(tier)s must be a part of another area."), tier=str(tier))
    if parent is not None and parent.tier.order >= tier.order:
        text = noop("A %(tier)s cannot be a part of a %(parent)s.")
        raise AreaRefused("tier", text, tier=str(tier), parent=str(parent.tier))


def check_name(text: str) -> str:
    """Return the cleaned name. Raises AreaRefused if nothing is left or it is too long."""
    name = rules.clean_name(text)
    if not 0 < len(name) <= NAME_MAX:
        raise AreaRefused("name", noop("A name has 1 to %(most)s characters."), most=NAME_MAX)
    return name


def check_code(tier: str, text: str) -> str:
    """Return the code as it is kept. Raises AreaRefused if it is not one of that tier."""
    code = rules.clean_code(text)
    if not code or tier not in CODED_TIERS:
        return code
    if tier == TierCode.COMMUNITY and rules.is_provisional(code):
        return code
    try:
        parsed = rules.parse_code(code)
    except rules.InvalidCode as invalid:
        raise AreaRefused("code", invalid.reason.text, **invalid.reason.params) from invalid
    if parsed.tier != tier:
        raise AreaRefused("code", noop("The code %(code)s belongs to another tier."), code=text)
    return str(parsed)
