"""Where each room's pages hang. Owned by config; a room lists its own pages in its `urls.py`."""

from importlib.util import find_spec

from django.urls import include, path

ROOMS = {
    "api/v1/": "linli.api",
    "manage/": "linli.foundation",
    "places/": "linli.places",
    "organisations/": "linli.organisations",
    "people/": "linli.people",
    "cases/": "linli.cases",
    "": "linli.web",
}
urlpatterns = [path(prefix, include(f"{room}.urls")) for prefix, room in ROOMS.items() if find_spec(f"{room}.urls")]
