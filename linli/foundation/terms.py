"""Words of the foundation."""

from linli.values import Term, noop


class DayKind(Term):
    """What kind of day the working calendar shows."""

    WORKDAY = "workday", noop("Working day")
    WEEKEND = "weekend", noop("Weekend")
    HOLIDAY = "holiday", noop("Holiday")
    MAKEUP = "makeup", noop("Make-up working day")
    FREED = "freed", noop("Declared free by the office")
    ADDED = "added", noop("Declared worked by the office")
