"""Where people belong, so that nobody scores or judges his own."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from linli.appraisals.models import Scheme
from linli.appraisals.queries.ground import members_on
from linli.appraisals.rules.owning import Belongs, Judged, is_own
from linli.people.queries import Appointment
from linli.places.queries import lineage
from linli.standards.queries import Subject
from linli.values import Span


def judged(subject: Subject) -> Judged:
    """Return a subject as the rule of owning takes it; its area, unit and appointment must be loaded."""
    unit = subject.unit.path if subject.unit else ""
    account = subject.appointment.account_id if subject.appointment else None
    return Judged(subject.pk, str(subject.kind), subject.area.path, unit, account)


def belongings(accounts: Iterable[int], day: date) -> dict[int, Belongs]:
    """Return where people belong on a day, by account; one query."""
    wanted = set(accounts)
    areas: dict[int, set[str]] = {each: set() for each in wanted}
    units: dict[int, set[str]] = {each: set() for each in wanted}
    rows = Appointment.objects.in_force(day).filter(account_id__in=wanted)
    fields = ("account_id", "area__path", "organisation__path", "organisation__area__path")
    for account, area, unit, seat in rows.values_list(*fields):
        areas[account] |= {path for path in (area, seat) if path}
        units[account] |= {unit} if unit else set()
    return {each: Belongs(each, frozenset(areas[each]), frozenset(units[each])) for each in wanted}


def own_members(scheme: Scheme, span: Span, people: Iterable[Belongs]) -> dict[int, frozenset[int]]:
    """Return which of a round's subjects each person belongs to, by account; one query however many subjects."""
    given = list(people)
    paths = {path for one in given for area in one.areas for path in lineage(area)}
    units = {path for one in given for unit in one.units for path in lineage(unit)}
    near = (
        Q(subject__area__path__in=paths)
        | Q(subject__unit__path__in=units)
        | Q(subject__appointment__account__in=[one.account for one in given])
    )
    rows = members_on(scheme, span).filter(near)
    rows = rows.select_related("subject__area", "subject__unit", "subject__appointment")
    known = [judged(each.subject) for each in rows]
    return {one.account: frozenset(each.key for each in known if is_own(each, one)) for one in given}
