"""Open cases of communities whose boundaries change, with what says where each of them lies."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linli.cases.models import Case
from linli.places import queries as places


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case and its place. place_path: of its compound or building, "" without; point in degrees or None."""

    pk: int
    number: int
    area_id: int
    summary: str
    address: str
    place_path: str
    point: tuple[float, float] | None


def open_cases_in(areas: Iterable[places.Area]) -> Iterator[OpenCase]:
    """Yield the open cases of exactly these communities, in the order of their keys; one query, however many."""
    rows = Case.objects.filter(area__in=[area.pk for area in areas], ended_at__isnull=True).order_by("pk")
    facts = ("pk", "number", "area_id", "summary", "address", "place__path", "longitude", "latitude")
    for pk, number, area_id, summary, address, path, longitude, latitude in rows.values_list(*facts):
        point = None if longitude is None or latitude is None else (longitude, latitude)
        yield OpenCase(pk, number, area_id, summary, address, path or "", point)
