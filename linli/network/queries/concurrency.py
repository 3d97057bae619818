"""Concurrent posts and cross-appointments in communities (001-19)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from linli.network import rules
from linli.network.models import Posting
from linli.network.queries.needs import holding
from linli.places import queries as places
from linli.places.terms import TierCode


@dataclass(frozen=True, slots=True)
class Concurrency:
    """A community: its secretaries and directors, whether they are one, and who sits in several bodies as what."""

    area: places.Area
    secretary: list[Posting]
    director: list[Posting]
    headship: rules.Headship
    crossing: list[list[Posting]]


def list_communities(area: places.Area) -> QuerySet[places.Area]:
    """Return the communities in force in an area; order by `path`."""
    return places.list_in_force().filter(places.in_subtree(area.path), tier__code=TierCode.COMMUNITY)


def concurrency_of(communities: Iterable[places.Area], on: date) -> list[Concurrency]:
    """Return who holds what beside what in each of these communities on a day; one query for all."""
    areas = list(communities)
    within = Q(pk__in=())
    for area in areas:
        within |= places.in_subtree(area.path, "area__path")
    rows = Posting.objects.filter(holding(on), within, holder__isnull=False).exclude(kind__seat_in="")
    seats: dict[str, list[Posting]] = defaultdict(list)
    paths = sorted(area.path for area in areas)
    for row in rows.select_related("kind", "holder", "area").order_by("kind__order", "valid_from", "pk"):
        seats[next(path for path in paths if row.area.path.startswith(path))].append(row)
    return [_of(area, seats[area.path]) for area in areas]


def _of(area: places.Area, held: Sequence[Posting]) -> Concurrency:
    """Apply the rules to the postings of one community."""
    by_person: dict[Hashable, list[Posting]] = defaultdict(list)
    for row in held:
        by_person[_person(row)].append(row)
    seats = [rules.Seat(person, row.kind.code, row.kind.seat_in) for person, rows in by_person.items() for row in rows]
    return Concurrency(
        area,
        [row for row in held if row.kind.code == rules.SECRETARY],
        [row for row in held if row.kind.code == rules.DIRECTOR],
        rules.headship(seats),
        [by_person[person] for person in by_person if person in rules.crossing(seats)],
    )


def _person(row: Posting) -> Hashable:
    """Return what is the same for one person: his account, else his phone, else his row."""
    holder = row.holder
    if holder is None:
        raise ValueError("nobody holds it")
    if holder.account_id is not None:
        return "account", holder.account_id
    return ("phone", bytes(holder.phone_digest)) if holder.phone_digest else ("row", holder.pk)
