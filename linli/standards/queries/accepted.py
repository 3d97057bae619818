"""Whether a community meets the standard, told by its newest acceptance (001-28: acceptance before each year-end)."""

from collections.abc import Collection, Sequence

from django.db.models import BigIntegerField, Case, IntegerField, When
from django.db.models.functions import Cast, Coalesce

from linli.foundation.access import in_subtree
from linli.foundation.figures import Evidence, Figure, Paths, Reading, Values
from linli.places.queries import Subtrees
from linli.standards.models import Acceptance
from linli.standards.terms import AcceptanceState, Outcome
from linli.values import Span, noop

CODE = "standards.accepted"


def count_accepted(codes: Collection[str], paths: Paths, spans: Sequence[Span]) -> Reading[dict[Span, Values]]:
    """Return 1 for areas whose newest result by the end of a span meets the standard, 0 where it does not."""
    subtrees, path = Subtrees(paths["area"]), "subject__area__path"
    decided = Acceptance.objects.filter(in_subtree(path, subtrees.root), state=AcceptanceState.DECIDED)
    of_areas = decided.filter(subject__unit__isnull=True, subject__appointment__isnull=True)
    is_met = Case(When(outcome=Outcome.MET, then=1), default=0, output_field=IntegerField())
    at = Coalesce(Cast("decided_at", BigIntegerField()), 0)
    rows = yield {0: of_areas.values_list(path, "year", at, "pk", is_met)}
    found: dict[Span, dict[int, int]] = {span: {} for span in spans}
    for _name, (where, year, _at, _pk, met) in sorted(rows, key=lambda row: row[1][1:]):
        if (key := subtrees.by_width.get(len(where), {}).get(where)) is not None:
            for span in spans:
                if year <= span.last.year:
                    found[span][key] = met
    return {span: dict.fromkeys(codes, values) for span, values in found.items()}


def _evidence(codes: Collection[str], area: int, span: Span) -> dict[str, Evidence]:
    """Return where the acceptances of an area are listed."""
    query = {"area": str(area), "year": str(span.last.year)}
    return dict.fromkeys(codes, Evidence("standards:acceptances", query))


FIGURES = (
    Figure(CODE, noop("Meets the standard (newest acceptance)"), "", "area", count_accepted, _evidence, "001-28"),
)
"""What the room offers: 1 or 0; an area without a result has no value."""
