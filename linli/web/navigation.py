"""Where a person can go from every page: entries of the navigation, by what his duties open."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.foundation.access import PUBLIC


@dataclass(frozen=True)
class Door:
    """A page worth an entry: code (for tests), label (message id), URL name, and the actions of which one opens it."""

    code: str
    label: str
    view: str
    actions: tuple[str, ...] = (PUBLIC,)


@dataclass(frozen=True)
class Entry:
    """A door as one person sees it on one page."""

    code: str
    label: str
    url: str
    is_current: bool


PUBLIC_DOORS = (
    Door("report", gettext_noop("Report a problem"), "web:report"),
    Door("track", gettext_noop("Track a report"), "web:track"),
    Door("open", gettext_noop("Open data"), "web:open_data"),
)
STAFF_DOORS = (
    Door("queue", gettext_noop("My work"), "cases:queue", ("cases.view",)),
    Door("cases", gettext_noop("Cases"), "cases:list", ("cases.view",)),
    Door("map", gettext_noop("Map"), "cases:map", ("cases.view",)),
    Door("burning", gettext_noop("Where it burns"), "cases:burning", ("cases.view",)),
    Door("places", gettext_noop("Areas"), "places:list", ("places.view",)),
    Door("network", gettext_noop("Network"), "network:coverage", ("network.view",)),
    Door("boundaries", gettext_noop("Boundaries"), "boundaries:list", ("boundaries.view",)),
    Door("standards", gettext_noop("Targets"), "standards:home", ("standards.view",)),
    Door("appraisals", gettext_noop("Appraisals"), "appraisals:home", ("appraisals.view", "appraisals.score")),
    Door("organisations", gettext_noop("Organisations"), "organisations:list", ("organisations.view",)),
    Door("people", gettext_noop("People"), "people:list", ("people.view",)),
    Door("settings", gettext_noop("Settings"), "web:settings", ()),
)
SETTING_DOORS = (
    Door("categories", gettext_noop("Categories and limits"), "cases:categories", ("cases.categories",)),
    Door("responsibilities", gettext_noop("Responsibility rules"), "cases:responsibilities", ("cases.categories",)),
    Door("network_kinds", gettext_noop("Tiers and posts"), "network:kinds", ("network.define",)),
    Door("imports", gettext_noop("Imports"), "foundation:imports", ("foundation.imports",)),
    Door("calendar", gettext_noop("Working calendar"), "foundation:calendar", ("foundation.calendar",)),
    Door("roles", gettext_noop("Roles"), "people:roles", ("people.roles",)),
    Door("tokens", gettext_noop("Tokens of connected systems"), "api:tokens", ("api.tokens",)),
    Door("audit", gettext_noop("Audit log"), "foundation:audit", ("foundation.audit",)),
)


def _address(view: str) -> str:
    """Return the URL of a view, or "" if its room is not built in this installation."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def _opens(request: HttpRequest, door: Door) -> bool:
    """Return whether this person may pass the door; settings open when any setting does."""
    if door.view == "web:settings":
        return bool(list_settings(request))
    user: Any = request.user
    return any(action == PUBLIC or user.may(action) for action in door.actions)


def _entries(request: HttpRequest, doors: tuple[Door, ...]) -> list[Entry]:
    """Return the doors this person may pass, the one he stands in marked: the longest address that fits."""
    open_doors = [(door, _address(door.view)) for door in doors if _opens(request, door)]
    open_doors = [(door, url) for door, url in open_doors if url]
    here = _where(request, [url for _door, url in open_doors])
    return [Entry(door.code, _(door.label), url, url == here) for door, url in open_doors]


def _where(request: HttpRequest, urls: list[str]) -> str:
    """Return the longest of these addresses that the page lies under; a page of settings lies under settings."""
    home = _address("web:settings")
    if home in urls and any(request.path.startswith(_address(door.view) or "\0") for door in SETTING_DOORS):
        return home
    return max((url for url in urls if request.path.startswith(url)), key=len, default="")


def list_entries(request: HttpRequest) -> list[Entry]:
    """Return the navigation of this person on this page."""
    user = getattr(request, "user", None)
    return _entries(request, STAFF_DOORS if user is not None and user.is_authenticated else PUBLIC_DOORS)


def list_settings(request: HttpRequest) -> list[Entry]:
    """Return the pages of settings that this person may open."""
    return _entries(request, SETTING_DOORS)
