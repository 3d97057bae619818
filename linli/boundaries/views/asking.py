"""Who asks: a person before a page, or a script of a page."""

from django.http import HttpRequest


def wants_json(request: HttpRequest) -> bool:
    """Return whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")
