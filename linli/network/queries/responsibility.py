"""Who is responsible for what here, and what a person is responsible for. Sources: 000-5, 003-4 to 003-7, 004-4."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.network.models import Posting
from linli.network.queries.coverage import TierCoverage, coverage
from linli.network.queries.needs import holding
from linli.network.queries.postings import SHOWN, designated, postings_of, responsible_chain
from linli.network.terms import DesignationKind, ResponsibilityLevel
from linli.organisations import queries as organisations
from linli.organisations.terms import BodyForm, OrganisationKind
from linli.people import queries as people
from linli.places import queries as places

OFFICES = (OrganisationKind.RESIDENTS_COMMITTEE, OrganisationKind.SUBDISTRICT_OFFICE, OrganisationKind.HEADQUARTERS)
LINKED = "liaison_leader"
VERTICAL_FROM = 4
"""The vertical network runs from the community (tier 4) down to the key household (004-4)."""
PARTS_SHOWN = 60


@dataclass(frozen=True)
class Responsible:
    """
    Who answers for an area on a day.

    chain: the area and those above, the nearest first, with who holds a post there. levels: the four levels of 000-5
    with who fills them, empty where nobody does. linked: the linked leaders (003-4). hard: picked out as one of the
    hardest. partners: pairings with tasks and zones. parts: what lies directly below, with who holds a post there.
    """

    chain: list[tuple[places.Area, list[Posting]]]
    levels: list[tuple[ResponsibilityLevel, list[Posting]]]
    linked: list[Posting]
    is_hard: bool
    offices: list[Any]
    partners: list[Any]
    parts: list[tuple[places.Area, list[Posting]]]


def responsible_for(area: places.Area, on: date) -> Responsible:
    """Return who answers for an area on a day; a fixed number of queries."""
    chain = responsible_chain(area, on)
    here = chain[0][1] if chain else []
    return Responsible(
        chain=chain,
        levels=[(level, [row for row in here if row.kind.level == int(level.value)]) for level in ResponsibilityLevel],
        linked=[row for row in here if row.kind.code == LINKED],
        is_hard=DesignationKind.HARD in designated([area.pk], on).get(area.pk, []),
        offices=organisations.all_answering_for(area, OFFICES),
        partners=list(organisations.list_pairings(area=area, day=on)[:PARTS_SHOWN]),
        parts=_parts(area, on),
    )


@dataclass(frozen=True)
class Threefold:
    """The "three horizontals, three verticals, three links" of 004-4 in figures."""

    across: dict[BodyForm, int]
    down: list[TierCoverage]
    among: dict[BodyForm, int]


def threefold(area: places.Area, on: date) -> Threefold:
    """Return how the network of 004-4 stands in an area's subtree."""
    kinds = (OrganisationKind.COORDINATION_BODY, OrganisationKind.NEIGHBOUR_UNION)
    across, among = organisations.count_forms(area, *kinds)
    return Threefold(across, [row for row in coverage(area, on) if row.tier.number >= VERTICAL_FROM], among)


def duties_of(account: people.Account, on: date) -> tuple[list[Any], list[Posting]]:
    """Return what an account is responsible for: its appointments in the software, and its posts in the network."""
    held = people.list_appointments(account).in_force(on)  # type: ignore[attr-defined]
    return list(held), list(postings_of(account=account, on=on))


def _parts(area: places.Area, on: date) -> list[tuple[places.Area, list[Posting]]]:
    """Return what lies directly below an area with who holds a post there; two queries."""
    below = list(places.list_children(area)[:PARTS_SHOWN])
    rows = Posting.objects.filter(holding(on), area__in=below).select_related(*SHOWN)
    held: dict[int, list[Posting]] = {}
    for row in rows.order_by("kind__network_tier__number", "kind__order", "valid_from", "pk"):
        held.setdefault(row.area_id, []).append(row)
    return [(part, held.get(part.pk, [])) for part in below]
