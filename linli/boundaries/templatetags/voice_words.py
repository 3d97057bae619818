"""Filters that say reasons, shares and hidden names in words."""

from django import template
from django.utils.translation import gettext as _

from linli.boundaries.rules import consultation
from linli.values import Reason

register = template.Library()


@register.filter
def sentence(reason: Reason) -> str:
    """Say a reason in the language of the page."""
    return reason.render(_)


@register.filter
def percent(share: float | None) -> str:
    """Say a share of 0 to 1 in percent; nothing of nothing is a dash."""
    return "—" if share is None else f"{share:.0%}"


@register.filter
def masked(text: str | None) -> str:
    """Hide the middle of a name, phone number or e-mail address."""
    return consultation.masked(text or "")
