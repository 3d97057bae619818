"""Who may do what with cases: action codes; scope is the appointment's area and organisation subtree."""

from collections.abc import Iterable
from typing import Any

from linli.cases.terms import Level
from linli.foundation.access import Detail, Named
from linli.organisations.terms import OrganisationKind
from linli.values import noop

LEVELS = {
    OrganisationKind.RESIDENTS_COMMITTEE: Level.COMMUNITY,
    OrganisationKind.SUBDISTRICT_OFFICE: Level.SUBDISTRICT,
    OrganisationKind.HEADQUARTERS: Level.DISTRICT,
}
ACTIONS: dict[str, str] = {
    "cases.view": noop("See cases"),
    "cases.report": noop("Register reports"),
    "cases.file": noop("Claim, file, classify and place cases"),
    "cases.verify": noop("Send cases to verification and report on it"),
    "cases.self_handle": noop("Solve cases on the spot"),
    "cases.decline": noop("Decline reports, or confirm it as second person"),
    "cases.merge": noop("Merge cases"),
    "cases.dispatch": noop("Dispatch cases and ask units to assist"),
    "cases.sign": noop("Sign for tasks"),
    "cases.refuse": noop("Refuse tasks"),
    "cases.answer": noop("Answer tasks"),
    "cases.rework": noop("Send answers back for rework"),
    "cases.check": noop("Send answers to check"),
    "cases.fail": noop("Fail a check"),
    "cases.close": noop("Pass a check and close cases"),
    "cases.reopen": noop("Reopen closed cases"),
    "cases.void": noop("Declare cases void, two persons together"),
    "cases.hold": noop("Ask to put cases on hold"),
    "cases.extend": noop("Ask for extensions"),
    "cases.approve": noop("Decide on holds and extensions"),
    "cases.urge": noop("Urge cases"),
    "cases.supervise": noop("Supervise, give notice and escalate"),
    "cases.call_back": noop("Call reporters back"),
    "cases.reveal": noop("See how to reach a reporter"),
    "cases.exempt": noop("Review appeals against overdue"),
    "cases.export": noop("Export cases"),
    "cases.import": noop("Import cases"),
    "cases.categories": noop("Edit categories, limits and responsibility rules"),
}
"""Action code -> label (message id)."""
DETAILS: dict[str, Detail] = {
    "cases.dropped": Detail(noop("view dropped")),
    "cases.ended": Detail(noop("ended")),
    "cases.kept": Detail(noop("view kept")),
    "cases.made": Detail(noop("kinds made")),
    "cases.query": Detail(noop("filter")),
}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {"cases.category": Named()}


def covers(user: Any, action: str, *, area_path: str, unit_paths: Iterable[str]) -> bool:
    """Return whether the user may do the action there: the same test as the scope filter of lists, on one object."""
    paths = [path for path in unit_paths if path]
    return any(
        area_path.startswith(grant.area_path)
        and (grant.whole_area or any(path.startswith(grant.unit_path) for path in paths))
        for grant in user.grants(action)
    )


def acts_for(user: Any, action: str, unit_path: str) -> bool:
    """Return whether the user may do the action in the name of that unit: it is his own or stands below his own."""
    return any(grant.unit_path and unit_path.startswith(grant.unit_path) for grant in user.grants(action))


def belongs_to(user: Any, unit_path: str) -> bool:
    """Return whether the user's own organisation is that unit or stands below it."""
    home = user.home_unit
    return home is not None and home.path.startswith(unit_path)


def level_of(user: Any) -> Level | None:
    """Return the level at which the user commands; None for departments, partners and the like."""
    home = user.home_unit
    return LEVELS.get(home.kind) if home is not None else None
