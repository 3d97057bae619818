"""Example subjects: the sample district of places as what is measured."""

from linli.places.queries import Area
from linli.standards.models import Subject
from linli.standards.services.subjects import ensure_subjects
from linli.standards.terms import SubjectKind


def make_subjects(areas: dict[str, Area]) -> dict[str, Subject]:
    """Return the subjects of the areas of `places.samples.make_district`, by the same keys, buildings left out."""
    kinds = {kind.value for kind in SubjectKind}
    return {
        key: ensure_subjects(kind=area.tier.code, areas=[area])[0]
        for key, area in areas.items()
        if area.tier.code in kinds
    }
