"""
The area a person works in at the moment: it narrows what his duties show, it never widens it.

It is kept in the session as key, path and name, so that no page needs a query to know it; rooms below read
`request.session["area"]["path"]`. Without a choice everything his duties reach is shown.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.places import queries as places

SESSION_KEY = "area"


@dataclass(frozen=True)
class Scope:
    """What the header says about the area in scope."""

    label: str
    key: str = ""
    path: str = ""


def get_scope(request: HttpRequest) -> Scope:
    """Return the area this person works in now: the chosen one, else that of his duty."""
    chosen = request.session.get(SESSION_KEY)
    if chosen:
        return Scope(chosen["name"], chosen["key"], chosen["path"])
    person: Any = request.user
    home = person.home_area
    return Scope(str(home), str(home.key), home.path) if home else Scope(_("All areas"))


def choose_area(request: HttpRequest, key: str) -> bool:
    """Keep the area with that key as the one in scope; "" forgets the choice. False if it is not in his reach."""
    if not key:
        request.session.pop(SESSION_KEY, None)
        return True
    area = places.areas_in_scope(request.user, "cases.view").filter(key=key).first()
    if area is None:
        return False
    request.session[SESSION_KEY] = {"key": str(area.key), "path": area.path, "name": area.short_name}
    return True
