"""What the room can count for the rooms above: who works in the communities."""

from collections.abc import Collection

from django.db.models import Count

from linli.foundation.figures import Figure
from linli.people.models import Appointment
from linli.places import queries as places
from linli.values import Span, noop

WORKER = "community_worker"


def _count_workers(codes: Collection[str], keys: Collection[int], span: Span) -> dict[str, dict[int, int]]:
    """Return how many people hold the role of a community worker in each area on the last day of the span."""
    held = Appointment.objects.in_force(span.last).filter(role__code=WORKER, account__is_active=True)
    people = Count("account", distinct=True)
    found = places.count_within(held, places.subtrees_of(keys), path="area__path", count=people)
    return dict.fromkeys(codes, found)


FIGURES = (Figure("people.workers", noop("Community workers"), noop("people"), "area", _count_workers, clause="001-8"),)
"""What the room offers."""
