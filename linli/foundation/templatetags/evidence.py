"""Template words about figures: `{{ part.evidence|address }}`."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from linli.foundation.figures import Evidence

register = template.Library()


@register.filter
def address(evidence: Evidence | None) -> str:
    """Return where the rows behind a figure are listed, "" where no page lists them."""
    if evidence is None:
        return ""
    try:
        url = reverse(evidence.view, args=evidence.args)
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode(evidence.query)}" if evidence.query else url
