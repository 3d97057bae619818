"""Addresses of the interface. Its errors are problem documents, also where there is nothing."""

from django.urls import URLPattern, path, re_path

from linli.api import pages, views
from linli.foundation.access import PUBLIC

app_name = "api"
DECLARES = {"reports": PUBLIC, "report": PUBLIC, "cases": "cases.view", "case": "cases.view"}


def _declared() -> list[URLPattern]:
    """Return the interface's own addresses, each with the action it declares."""
    patterns = [each for each in views.api.urls[0] if isinstance(each, URLPattern) and each.name in DECLARES]
    for pattern in patterns:
        vars(pattern.callback)["action"] = DECLARES[str(pattern.name)]
    return patterns


urlpatterns = [
    *_declared(),
    path("openapi.json", pages.schema, name="schema"),
    path("docs", pages.docs, name="docs"),
    path("tokens", pages.tokens, name="tokens"),
    path("tokens/make", pages.make_token, name="make_token"),
    path("tokens/<int:token_id>/revoke", pages.revoke_token, name="revoke_token"),
    re_path(r"^.*$", pages.nothing, name="nothing"),
]
