"""Who may do what to organisations."""

from typing import Any

from linli.foundation.access import Detail, Named
from linli.values import noop

ACTIONS: dict[str, str] = {
    "organisations.view": noop("See organisations"),
    "organisations.change": noop("Change organisations"),
    "organisations.import": noop("Import lists of organisations"),
}
RECORDED: dict[str, str] = {
    "organisations.create": noop("Begin an organisation"),
    "organisations.end": noop("End an organisation"),
    "organisations.export": noop("Export organisations"),
    "organisations.join": noop("Take part in a body"),
    "organisations.leave": noop("Leave a body"),
    "organisations.pair": noop("Pair an organisation with a community"),
    "organisations.unpair": noop("End a pairing"),
    "organisations.count": noop("Count Party members"),
}
"""Acts that stand in the audit log and are allowed by one of the actions above."""
DETAILS: dict[str, Detail] = {
    "organisations.filters": Detail(noop("filter")),
    "organisations.area": Detail(noop("community"), "places.area"),
    "organisations.member": Detail(noop("member"), "organisations.organisation"),
    "organisations.part": Detail(noop("as"), "organisations.membership.part"),
    "organisations.tasks": Detail(noop("tasks")),
    "organisations.numbers": Detail(noop("numbers")),
}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {"organisations.organisation": Named(area="area__path", units=("path",), keys=("key",))}


def may_place(user: Any, action: str, *, area_path: str, unit_path: str) -> bool:
    """
    Tell whether the user may do the action on an organisation that answers for that area and stands at that path.

    unit_path: of the organisation, or of the one above it while it has none itself; "" without any.
    """
    return any(
        area_path.startswith(grant.area_path) and (grant.whole_area or unit_path.startswith(grant.unit_path))
        for grant in user.grants(action)
    )
