"""How long a limit is in office hours, to tell histories that keep it or break it."""

from linli.cases.rules.limits import Limit
from linli.values.worktime import LimitUnit

HOURS = {
    LimitUnit.WORKING_HOURS: 1.0,
    LimitUnit.WORKING_DAYS: 7.0,
    LimitUnit.DAYS: 5.0,
    LimitUnit.HOURS: 0.29,
    LimitUnit.MINUTES: 1 / 60,
}
"""Office hours in one unit: exact for working units, an average over the week for the others."""


def working_hours(limit: str) -> float:
    """Return roughly how many office hours a limit such as `5wd` leaves."""
    parsed = Limit.parse(limit)
    return parsed.amount * HOURS[parsed.unit]
