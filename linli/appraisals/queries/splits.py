"""Splits and mergers of communities, as streaks and years take them."""

from linli.appraisals.models import Scheme, SchemeSubject
from linli.appraisals.rules.streaks import Succession
from linli.places import queries as places
from linli.standards import queries as standards
from linli.values import Span


def successions_of(scheme: Scheme) -> list[Succession]:
    """Return the splits and mergers that touched subjects of a scheme, with the first period after each."""
    members = SchemeSubject.objects.filter(scheme=scheme, subject__unit__isnull=True, subject__appointment__isnull=True)
    areas = dict(members.values_list("subject__area_id", "subject_id"))
    found = places.splits_of(areas)
    subjects = areas | standards.subjects_of_areas({end for each in found for end in (each[0], each[1])} - areas.keys())
    return [
        Succession(subjects[old], subjects[new], Span.of(scheme.span_kind, on).code)
        for old, new, on in found
        if old in subjects and new in subjects
    ]
