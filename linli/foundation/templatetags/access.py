"""Template words about access: `{% if request|may:"cases.file" %}`."""

from django import template
from django.http import HttpRequest

register = template.Library()


@register.filter
def may(request: HttpRequest, action: str) -> bool:
    """Tell whether the person behind the request may do the action anywhere."""
    return bool(request.user.is_authenticated and request.user.may(action))
