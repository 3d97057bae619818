"""Template words about areas: the names of their dated facts, and how a value is said."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from linli.places.models import AreaVersion

register = template.Library()


@register.filter
def fact_name(name: str) -> str:
    """Return the label of a dated fact."""
    return str(getattr(AreaVersion._meta.get_field(name), "verbose_name", name))


@register.filter
def said(value: Any) -> str:
    """Say a value of a dated fact: a term by its label, nothing as a dash."""
    if value in (None, ""):
        return "—"
    return _(value.label) if hasattr(value, "label") else str(value)
