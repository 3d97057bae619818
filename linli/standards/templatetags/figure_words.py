"""Template words about figures: values as people read them, and reasons as sentences."""

from typing import Any

from django import template
from django.utils.translation import gettext

from linli.standards.models import Metric, Observation
from linli.standards.queries.metrics import say
from linli.values import Reason

register = template.Library()


@register.filter
def as_said(row: Observation | None, metric: Metric) -> str:
    """Return the value of an observation as people read it."""
    return say(metric, row)


@register.filter
def reason(given: Reason | Any) -> str:
    """Return a reason as a sentence in the language of the page."""
    return given.render(gettext) if isinstance(given, Reason) else ""


@register.filter
def state_count(counts: dict[str, int], state: str) -> int:
    """Return how many there are of a state."""
    return counts.get(state, 0)
