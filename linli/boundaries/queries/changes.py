"""Two states of plans of one project, compared."""

from linli.boundaries.queries.desk import Desk
from linli.boundaries.rules.difference import Changes, difference, with_numbers_of


def changes_between(before: Desk, after: Desk) -> Changes:
    """Return what differs between two steps of a plan, or between two plans on the same ground."""
    sheet, names = after.sheet, after.called
    if before.plan.pk != after.plan.pk:
        sheet, names = with_numbers_of(before.base, before.sheet, sheet, names)
    return difference(before.base, before.sheet, sheet, before.called, names)
