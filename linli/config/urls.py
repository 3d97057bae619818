"""Where each room's pages hang. Owned by config; a room lists its own pages in its `urls.py`."""

from importlib.util import find_spec

from django.urls import include, path

ROOMS = {
    "api/v1/": "linli.api",
    "manage/": "linli.foundation",
    "places/": "linli.places",
    "organisations/": "linli.organisations",
    "people/": "linli.people",
    "network/": "linli.network",
    "cases/": "linli.cases",
    "boundaries/": "linli.boundaries",
    "standards/": "linli.standards",
    "appraisals/": "linli.appraisals",
    "": "linli.web",
}
urlpatterns = [path(prefix, include(f"{room}.urls")) for prefix, room in ROOMS.items() if find_spec(f"{room}.urls")]

handler400 = "linli.web.views.errors.bad_request"
handler403 = "linli.web.views.errors.forbidden"
handler404 = "linli.web.views.errors.not_found"
handler500 = "linli.web.views.errors.server_error"
