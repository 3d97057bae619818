"""Whether a community meets the standard, told by its newest acceptance (001-28: acceptance before each year-end)."""

from collections.abc import Collection, Sequence

from linli.foundation.figures import Evidence, Figure, Paths, Values
from linli.standards.models import Acceptance
from linli.standards.terms import AcceptanceState, Outcome
from linli.values import Span, noop

CODE = "standards.accepted"
KEYS_AT_ONCE = 900


def count_accepted(codes: Collection[str], paths: Paths, spans: Sequence[Span]) -> dict[Span, Values]:
    """Return 1 for areas whose newest result by the end of a span meets the standard, 0 where it does not."""
    years = {span: span.last.year for span in spans}
    found: dict[Span, dict[int, int]] = {span: {} for span in spans}
    keys = sorted(paths["area"])
    decided = Acceptance.objects.filter(state=AcceptanceState.DECIDED, year__lte=max(years.values(), default=0))
    of_areas = decided.filter(subject__unit__isnull=True, subject__appointment__isnull=True)
    columns = ("subject__area", "outcome", "year")
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = of_areas.filter(subject__area__in=keys[start : start + KEYS_AT_ONCE])
        for area, outcome, year in some.order_by("year", "decided_at", "pk").values_list(*columns):
            for span in spans:
                if year <= years[span]:
                    found[span][area] = int(outcome is Outcome.MET)
    return {span: dict.fromkeys(codes, values) for span, values in found.items()}


def _evidence(codes: Collection[str], area: int, span: Span) -> dict[str, Evidence]:
    """Return where the acceptances of an area are listed."""
    query = {"area": str(area), "year": str(span.last.year)}
    return dict.fromkeys(codes, Evidence("standards:acceptances", query))


FIGURES = (
    Figure(CODE, noop("Meets the standard (newest acceptance)"), "", "area", count_accepted, _evidence, "001-28"),
)
"""What the room offers: 1 or 0; an area without a result has no value."""
