"""Lists of the network out, in the form in which they are taken; that they were taken away is written down."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.network.models import Posting, PostKind
from linli.network.rules import listing
from linli.people import queries as people
from linli.places import queries as places
from linli.places.terms import TierCode

AT_ONCE = 500


@transaction.atomic
def record_export(*, kind: str, actor: Any, now: datetime, filters: Mapping[str, str]) -> None:
    """Leave an audit line that a list was handed out. kind: which one; filters: what it was narrowed by."""
    details = {"list": kind, "filters": dict(filters)}
    audit.record(actor=actor, action="network.export", subject=None, at=now, details=details)


def tier_codes() -> dict[int, str]:
    """Return the codes of the tiers of areas by key."""
    return {tier.pk: tier.code for tier in places.list_tiers()}


def place_cells(kind: PostKind, way: Sequence[places.Area], tiers: Mapping[int, str]) -> dict[str, Any]:
    """Return the cells that say which post and where. way: areas down to that of the post, itself last."""
    by_tier = {tiers[area.tier_id]: area for area in way}
    community = by_tier.get(TierCode.COMMUNITY)
    base = community or way[-1]
    cells = {tier: by_tier[tier].name for tier in listing.BELOW if tier in by_tier}
    return {
        "post": kind.name,
        "area_code": base.code,
        "community": community.name if community else "",
        **cells,
    }


def posting_cells(postings: Iterable[Posting]) -> Iterator[dict[str, Any]]:
    """
    Yield the lines of postings in the form in which the import takes them; phones with their middle hidden.

    Brought back as it is, the list changes nothing.
    """
    tiers, batch = tier_codes(), list[Posting]()
    for posting in postings:
        batch.append(posting)
        if len(batch) == AT_ONCE:
            yield from _lines(batch, tiers)
            batch = []
    yield from _lines(batch, tiers)


def _lines(postings: list[Posting], tiers: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    above = places.lineages_of({posting.area_id: posting.area for posting in postings}.values())
    for posting in postings:
        cells = place_cells(posting.kind, [*above[posting.area_id], posting.area], tiers)
        cells |= {"title": posting.title, "document": posting.document, "valid_from": posting.valid_from}
        holder = posting.holder
        if holder is None:
            yield cells | {"name": posting.organisation.name if posting.organisation else ""}
            continue
        yield cells | {
            "name": holder.name,
            "phone": people.mask_phone(holder.phone),
            "door": holder.door,
            "household_kind": listing.HOUSEHOLD_WORDS[holder.household_kind][0] if holder.household_kind else "",
            "consented_on": holder.consented_on,
            "kind_consented_on": holder.kind_consented_on,
        }
