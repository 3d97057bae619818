"""Whether a community meets the standard, told by its newest acceptance (001-28: acceptance before each year-end)."""

from collections.abc import Collection, Mapping

from linli.foundation.figures import Evidence, Figure
from linli.standards.models import Acceptance
from linli.standards.terms import AcceptanceState, Outcome
from linli.values import Span, noop

CODE = "standards.accepted"
KEYS_AT_ONCE = 900


def count_accepted(codes: Collection[str], areas: Collection[int], span: Span) -> dict[str, Mapping[int, int]]:
    """Return 1 for areas whose newest result by the end of the span meets the standard, 0 where it does not."""
    found: dict[int, int] = {}
    keys = sorted(areas)
    decided = Acceptance.objects.filter(state=AcceptanceState.DECIDED, year__lte=span.last.year)
    of_areas = decided.filter(subject__unit__isnull=True, subject__appointment__isnull=True)
    for start in range(0, len(keys), KEYS_AT_ONCE):
        rows = of_areas.filter(subject__area__in=keys[start : start + KEYS_AT_ONCE]).order_by(
            "year", "decided_at", "pk"
        )
        found |= {area: int(outcome is Outcome.MET) for area, outcome in rows.values_list("subject__area", "outcome")}
    return dict.fromkeys(codes, found)


def _evidence(area: int, span: Span) -> Evidence:
    """Return where the acceptances of an area are listed."""
    return Evidence("standards:acceptances", {"area": str(area), "year": str(span.last.year)})


FIGURES = (
    Figure(CODE, noop("Meets the standard (newest acceptance)"), "", "area", count_accepted, _evidence, "001-28"),
)
"""What the room offers: 1 or 0; an area without a result has no value."""
