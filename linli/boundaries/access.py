"""Who may do what with boundaries. Four-level linkage of 002-4; proposal and approval by today.md, fact 2."""

from linli.foundation.access import Detail, Named
from linli.values import noop

ACTIONS: dict[str, str] = {
    "boundaries.view": noop("See plans of boundaries"),
    "boundaries.edit": noop("Make and edit plans of boundaries"),
    "boundaries.consult": noop("Consult residents about a plan"),
    "boundaries.propose": noop("Propose a plan for the subdistrict"),
    "boundaries.approve": noop("Approve a plan for the district"),
    "boundaries.enforce": noop("Put a boundary in force"),
}
RECORDED: dict[str, str] = {}
"""Acts that stand in the audit log and are allowed by one of the actions above."""
DETAILS: dict[str, Detail] = {}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {"boundaries.project": Named(area="area__path")}
