"""Who may do what with the network. Sources: 004-1 to 004-3; design/security.md 5.2 (phones are masked)."""

from typing import Any

from linli.foundation.access import Detail, Named
from linli.places import queries as places
from linli.values import noop

ACTIONS: dict[str, str] = {
    "network.view": noop("See the network and its coverage"),
    "network.appoint": noop("Appoint stewards, heads and key households"),
    "network.import": noop("Import lists of the network"),
    "network.define": noop("Define tiers and posts of the network"),
    "network.reveal": noop("See phone numbers of the network"),
}
RECORDED: dict[str, str] = {
    "network.end_posting": noop("End a post in the network"),
    "network.change_holder": noop("Change the facts of a person or household of the network"),
    "network.designate": noop("Pick an area out"),
    "network.end_designation": noop("End that an area is picked out"),
    "network.export": noop("Take away a list of the network"),
    "network.link": noop("Make a steward's link"),
    "network.unlink": noop("Take a steward's link back"),
    "network.notice": noop("Publish a notice to stewards"),
    "network.end_notice": noop("Take a notice off"),
    "network.anonymise": noop("Delete the data of those who left the network"),
}
"""Acts that stand in the audit log and are allowed by one of the actions above."""
DETAILS: dict[str, Detail] = {
    "network.area": Detail(noop("area"), "places.area"),
    "network.designation": Detail(noop("picked out as"), "network.designation.kind"),
    "network.ended": Detail(noop("posts ended")),
    "network.expires_at": Detail(noop("opens until")),
    "network.fields": Detail(noop("fields changed"), "field"),
    "network.filters": Detail(noop("filter")),
    "network.holders": Detail(noop("people and households")),
    "network.list": Detail(noop("list taken away")),
    "network.organisation": Detail(noop("organisation"), "organisations.organisation"),
    "network.post": Detail(noop("post"), "network.postkind"),
    "network.valid_from": Detail(noop("valid from")),
    "network.valid_to": Detail(noop("valid to")),
}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {
    "network.holder": Named(area="postings__area__path", keys=("key",)),
    "network.notice": Named(area="area__path", keys=("key",)),
    "network.posting": Named(area="area__path", keys=("key",)),
    "network.postkind": Named(keys=("code",)),
    "network.networktier": Named(keys=("code",)),
}


def may_in(user: Any, action: str, area: places.Area) -> bool:
    """Tell whether the user may do the action in an area: where a whole area is his, not only what a unit holds."""
    return any(grant.whole_area and area.path.startswith(grant.area_path) for grant in user.grants(action))
