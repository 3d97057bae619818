"""Filters that say limits, refusals and contacts in words."""

import re
from typing import Any

from django import template
from django.utils.translation import gettext as _

from linli.cases.forms.limits import say_limit
from linli.cases.services import refusals

register = template.Library()
SHOWN_HEAD, SHOWN_TAIL = 3, 4


@register.filter
def limit_words(text: str) -> str:
    """Say a limit such as `4wh` in words: 4 working hours."""
    return say_limit(text)


@register.filter
def masked(contact: str) -> str:
    """Hide the middle of a phone number or the name of an e-mail address."""
    if "@" in contact:
        name, _at, host = contact.partition("@")
        return f"{name[:1]}***@{host}"
    digits = re.sub(r"\D", "", contact)
    if len(digits) <= SHOWN_HEAD + SHOWN_TAIL:
        return "****"
    return f"{digits[:SHOWN_HEAD]}****{digits[-SHOWN_TAIL:]}"


@register.filter
def reason_words(act: Any) -> str:
    """Say why an act is refused."""
    reason = getattr(act, "reason", None)
    return refusals.render(reason) if reason else _("Not possible now.")


@register.filter
def refusal_words(reason: Any) -> str:
    """Say one reason of a refusal."""
    return refusals.render(reason) if reason else ""


@register.filter
def unlocalized(number: float | None) -> str:
    """Write a coordinate with a point, whatever the language."""
    return "" if number is None else repr(number)
