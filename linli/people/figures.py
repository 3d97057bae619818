"""What the room can count for the rooms above: who works in the communities."""

from collections.abc import Collection, Sequence

from django.db.models import Count

from linli.foundation.figures import Figure, Paths, Reading, Values
from linli.people.models import Appointment
from linli.places import queries as places
from linli.values import Span, noop

WORKER = "community_worker"


def _count_workers(codes: Collection[str], paths: Paths, spans: Sequence[Span]) -> Reading[dict[Span, Values]]:
    """Return how many people hold the role of a community worker in each area on the last day of a span."""
    workers = Appointment.objects.filter(role__code=WORKER, account__is_active=True)
    held = {span: workers.in_force(span.last) for span in spans}
    people = Count("account", distinct=True)
    found = yield from places.count_within(held, places.Subtrees(paths["area"]), path="area__path", count=people)
    return {span: dict.fromkeys(codes, values) for span, values in found.items()}


FIGURES = (Figure("people.workers", noop("Community workers"), noop("people"), "area", _count_workers, clause="001-8"),)
"""What the room offers."""
