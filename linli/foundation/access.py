"""
Who may do what: the declared action of every view, and the one scope filter of every list.

A room lists its actions in its `access.py` as `ACTIONS: dict[code, label]`. What a person may do
comes from the account (`user.may(action)`, `user.grants(action)`); this module never asks roles.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from linli.values import noop

PUBLIC = "public"
ACTIONS: dict[str, str] = {
    "foundation.audit": noop("Read the audit log"),
    "foundation.backup": noop("Back up and restore"),
    "foundation.calendar": noop("Edit the working calendar"),
    "foundation.imports": noop("Import files"),
}
View = Callable[..., HttpResponseBase]
Rows = TypeVar("Rows", bound=models.QuerySet)
log = logging.getLogger("linli.access")


@dataclass(frozen=True, slots=True)
class Grant:
    """
    One place where an action is allowed: an area subtree and, unless `whole_area`, a unit subtree.

    An empty `area_path` is the root, every area; an empty `unit_path` is every unit.
    """

    action: str
    area_path: str = ""
    unit_path: str = ""
    whole_area: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """
    What a key in the details of an audit line means: its label, and what its values are.

    kind: "" for plain values, "room.model" for things, "room.model.field" for words of that field's choices, "field"
    for names of fields of the line's subject.
    """

    label: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """
    A kind of thing that the audit log calls by its name.

    area, units: where a thing lies and whose it is, as `within` takes them; without an area every reader may know the
    name. keys: other columns than the number by which details point at it.
    """

    area: str = ""
    units: Sequence[str] = ()
    keys: Sequence[str] = ()


DETAILS: dict[str, Detail] = {
    "absent": Detail(noop("missing in the list")),
    "as_of": Detail(noop("as of")),
    "changed": Detail(noop("rows changed")),
    "created": Detail(noop("rows created")),
    "document": Detail(noop("document")),
    "on": Detail(noop("on the day")),
    "rejected": Detail(noop("rows rejected")),
    "total": Detail(noop("rows in all")),
    "unchanged": Detail(noop("rows unchanged")),
    "foundation.cleared": Detail(noop("entry removed")),
    "foundation.confirmed": Detail(noop("year confirmed")),
    "foundation.was_workday": Detail(noop("was a working day")),
}
"""What the keys in the details of audit lines mean: those of every room, and the foundation's own."""


def requires(action: str, *also: str) -> Callable[[View], View]:
    """
    Declare the action that a view needs; `PUBLIC` lets everybody in. also: other actions, of which one is enough.

    Not signed in: a page leads to the sign-in, anything else answers 401. Signed in but not
    allowed: 403 with a page that names the action and who can help. The view itself must look
    up objects through `within`, so that what lies outside the scope is not found (404).
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = None if action == PUBLIC else _refusal(request, action, also)
            return view(request, *args, **kwargs) if refused is None else refused

        guarded.action = action  # type: ignore[attr-defined]
        return guarded

    return declare


def within(
    queryset: Rows,
    user: Any,
    action: str,
    *,
    area: str = "area__path",
    units: Sequence[str] = ("unit__path",),
) -> Rows:
    """
    Return the rows of the queryset on which the user may do the action; nobody's guess, no rows.

    area, units: look-ups of the paths that say where a row lies and whose it is. A row is in
    scope if one grant covers both: its area lies in the grant's area subtree, and the grant is
    for the whole area or one of the row's units lies in the grant's unit subtree. Look-ups must
    not run over to-many relations, or rows would repeat.
    """
    grants = _widest(user.grants(action))
    if not grants:
        return queryset.none()
    if any(grant.whole_area and not grant.area_path for grant in grants):
        return queryset
    scope = Q(pk__in=[])
    for grant in grants:
        scope |= _covers(grant, area, units)
    return queryset.filter(scope)


def in_subtree(column: str, path: str) -> Q:
    """Return the condition that a path column lies at or below `path`, in a form its index can serve."""
    if not path:
        return Q(**{f"{column}__isnull": False})
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": path})
    return Q(**{f"{column}__gte": path, f"{column}__lt": path + "\uffff"})


@lru_cache(maxsize=1)
def all_actions() -> dict[str, str]:
    """Return code -> label of every action of the installed rooms, sorted by code."""
    return _gather("ACTIONS")


@lru_cache(maxsize=1)
def all_records() -> dict[str, str]:
    """Return code -> label of what the audit log may hold: every action, and what rooms list as `RECORDED`."""
    return dict(sorted((all_actions() | _gather("RECORDED")).items()))


@lru_cache(maxsize=1)
def all_details() -> dict[str, Detail]:
    """Return what the rooms list as `DETAILS`: `room.key` -> what the key means; shared ones without a room."""
    return _gather("DETAILS")


@lru_cache(maxsize=1)
def all_named() -> dict[str, Named]:
    """Return what the rooms list as `NAMED`: kind of thing -> how its names are found."""
    return _gather("NAMED")


def _gather(name: str) -> dict[str, Any]:
    """Return the entries of the dictionaries of this name in the rooms' `access.py`, sorted by code."""
    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("linli.") and find_spec(f"{config.name}.access"):
            found |= getattr(import_module(f"{config.name}.access"), name, {})
    return dict(sorted(found.items()))


def _widest(grants: Iterable[Grant]) -> list[Grant]:
    """Drop grants that another one contains, so that the filter stays short."""
    kept: list[Grant] = []
    for grant in sorted(set(grants), key=lambda one: (not one.whole_area, len(one.area_path), len(one.unit_path))):
        if not any(_contains(wider, grant) for wider in kept):
            kept.append(grant)
    return kept


def _contains(wider: Grant, grant: Grant) -> bool:
    """Tell whether everything in `grant` is also in `wider`."""
    if not grant.area_path.startswith(wider.area_path):
        return False
    return wider.whole_area or (not grant.whole_area and grant.unit_path.startswith(wider.unit_path))


def _covers(grant: Grant, area: str, units: Sequence[str]) -> Q:
    """Return the condition that a row lies in one grant."""
    condition = in_subtree(area, grant.area_path) if grant.area_path else Q()
    if grant.whole_area:
        return condition
    theirs = Q(pk__in=[])
    for unit in units:
        theirs |= in_subtree(unit, grant.unit_path)
    return condition & theirs


def _refusal(request: HttpRequest, action: str, also: Sequence[str] = ()) -> HttpResponse | None:
    """Return the answer that keeps the visitor out, or None if he may come in."""
    user = request.user
    if not user.is_authenticated:
        return _ask_to_sign_in(request)
    if any(user.may(each) for each in (action, *also)):
        return None
    log.warning("refused %s %s: account %s lacks %s", request.method, request.path, user.pk, action)
    label = all_actions().get(action, action)
    return _answer(request, 403, "foundation/refused.html", {"action": action, "action_label": _(label)})


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead a page visit to the sign-in; answer anything else with 401."""
    wants_page = "text/html" in request.headers.get("Accept", "text/html")
    if request.method == "GET" and wants_page and not request.headers.get("HX-Request"):
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    return _answer(request, 401, "foundation/sign_in_first.html", {})


def _answer(request: HttpRequest, status: int, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer HTMX with the bare sentence and everything else with a page."""
    if request.headers.get("HX-Request"):
        template = template.replace("foundation/", "foundation/_")
    return HttpResponse(render_to_string(template, context, request), status=status)
