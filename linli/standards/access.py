"""Who may do what with measures, targets and standards. Sources: 001-26, 001-28; design/models.md."""

from linli.foundation.access import Detail, Named
from linli.values import noop

ACTIONS: dict[str, str] = {
    "standards.view": noop("See measures, targets and standards"),
    "standards.enter": noop("Enter figures of one's own area"),
    "standards.check": noop("Check, return and lock entered figures"),
    "standards.define": noop("Define metrics, indicators, plans and standards"),
    "standards.assess": noop("Assess one's own area against a standard"),
    "standards.visit": noop("Visit for an acceptance"),
    "standards.decide": noop("Decide about an acceptance"),
}
RECORDED: dict[str, str] = {}
"""Acts that stand in the audit log and are allowed by one of the actions above."""
DETAILS: dict[str, Detail] = {}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {
    "standards.subject": Named(area="area__path"),
}
