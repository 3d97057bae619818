"""Who may do what with appraisals. Sources: 000-7, 003-12 to 003-18, 004-13; design/models.md."""

from linli.foundation.access import Detail, Named
from linli.values import noop

ACTIONS: dict[str, str] = {
    "appraisals.view": noop("See appraisals of one's own area"),
    "appraisals.compare": noop("See how others were appraised"),
    "appraisals.define": noop("Define appraisal schemes"),
    "appraisals.run": noop("Open, check, compute and announce rounds"),
    "appraisals.score": noop("Score as an assessor"),
    "appraisals.appeal": noop("Appeal against a result of one's own area"),
    "appraisals.judge": noop("Decide appeals"),
    "appraisals.confirm": noop("Confirm rounds and consequences"),
    "appraisals.publish": noop("Make results known"),
}
RECORDED: dict[str, str] = {}
"""Acts that stand in the audit log and are allowed by one of the actions above."""
DETAILS: dict[str, Detail] = {}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {
    "appraisals.scheme": Named(area="area__path"),
}
