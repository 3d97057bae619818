"""
Subjects come to be: identities only, so whoever needs them writes the line of the log for what it does with them.

A subject is made once and kept for ever; two that are asked for at once become one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from linli.foundation.access import in_subtree
from linli.organisations import queries as organisations
from linli.places import queries as places
from linli.standards.models import Metric, Subject
from linli.standards.queries.subjects import NAMES, UNITS
from linli.standards.terms import AREA_KINDS, UNIT_KINDS, SubjectKind

BATCH = 1000


@transaction.atomic
def ensure_subjects(
    *,
    kind: SubjectKind | str,
    areas: Iterable[places.Area] = (),
    units: Iterable[organisations.Organisation] = (),
    appointments: Iterable[Any] = (),
) -> list[Subject]:
    """
    Return the subjects of areas, organisations or appointments, in their order; those that are missing are made.

    Raises ValueError for what is not of that kind, and for an appointment that lies nowhere.
    """
    kind = SubjectKind(kind)
    wanted: list[tuple[str, Any, places.Area]] = [
        *(("area", area, area) for area in areas),
        *(("unit", unit, unit.area) for unit in units),
        *(("appointment", one, _area_of(one)) for one in appointments),
    ]
    for what, thing, _area in wanted:
        if not _is_of(kind, what, thing):
            raise ValueError(f"{thing} is no {kind}")
    return _ensure(kind, wanted)


def ensure_tier(*, kind: SubjectKind | str, under: places.Area | None = None) -> int:
    """Make the subjects that are missing of every area or organisation of a kind in an area; return how many."""
    kind = SubjectKind(kind)
    path = under.path if under else ""
    if kind in UNIT_KINDS:
        held = Subject.objects.filter(unit=OuterRef("pk"), kind=kind)
        units = organisations.list_in_force().filter(~Exists(held), kind__in=UNITS[kind])
        found = units.filter(in_subtree("area__path", path)).values_list("pk", "area_id").order_by("pk")
        return _make(Subject(kind=kind, unit_id=unit, area_id=area) for unit, area in found)
    if kind not in AREA_KINDS:
        return 0
    held = Subject.objects.filter(area=OuterRef("pk"), unit__isnull=True, appointment__isnull=True)
    areas = places.list_in_force().filter(~Exists(held), in_subtree("path", path), tier__code=kind)
    return _make(Subject(kind=kind, area_id=area) for area in areas.values_list("pk", flat=True))


def ensure_asked() -> int:
    """Make the subjects that are missing of every kind that metrics ask; return how many."""
    kinds = set(Metric.objects.filter(valid_to__isnull=True).values_list("subject_kind", flat=True))
    return sum(ensure_tier(kind=kind) for kind in sorted(kinds))


def _ensure(kind: SubjectKind, wanted: Sequence[tuple[str, Any, places.Area]]) -> list[Subject]:
    """Return the subjects of things in their order, the missing ones made."""
    known = _known(kind, wanted)
    missing = [(what, thing, area) for what, thing, area in wanted if (what, thing.pk) not in known]
    if missing:
        _make(_subject(kind, what, thing, area) for what, thing, area in missing)
        known = _known(kind, wanted)
    return [known[what, thing.pk] for what, thing, _area in wanted]


def _known(kind: SubjectKind, wanted: Sequence[tuple[str, Any, places.Area]]) -> dict[tuple[str, int], Subject]:
    """Return the subjects that exist, by what they are of."""
    found: dict[tuple[str, int], Subject] = {}
    for what in ("area", "unit", "appointment"):
        keys = [thing.pk for of, thing, _area in wanted if of == what]
        for start in range(0, len(keys), BATCH):
            rows = Subject.objects.filter(kind=kind, **{f"{what}__in": keys[start : start + BATCH]})
            for row in rows.select_related(*NAMES):
                found[what, getattr(row, f"{what}_id")] = row
    return found


def _subject(kind: SubjectKind, what: str, thing: Any, area: places.Area) -> Subject:
    """Return a subject that is not stored yet."""
    return Subject(kind=kind, area=area, **({} if what == "area" else {what: thing}))


def _make(rows: Iterable[Subject]) -> int:
    """Insert subjects, passing over those that somebody else just made; return how many were asked for."""
    return len(Subject.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True))


def _is_of(kind: SubjectKind, what: str, thing: Any) -> bool:
    """Tell whether an area, organisation or appointment is a subject of the kind."""
    if what == "area":
        return bool(thing.tier.code == kind)
    return thing.kind in UNITS.get(kind, ()) if what == "unit" else kind is SubjectKind.POST


def _area_of(appointment: Any) -> places.Area:
    """Return where a post lies: its own area, else that of its organisation. Raises ValueError for neither."""
    place: places.Area | None = appointment.area or (appointment.organisation and appointment.organisation.area)
    if place is None:
        raise ValueError(f"{appointment} lies nowhere")
    return place
