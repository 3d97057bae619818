"""Organisations that could hold a post and hold none."""

from collections.abc import Iterable
from datetime import date

from linli.network.models import Posting, PostKind
from linli.network.queries.kinds import list_kinds
from linli.network.queries.needs import holding
from linli.organisations import queries as organisations
from linli.places import queries as places


def list_unposted(
    area: places.Area, on: date, kinds: Iterable[PostKind] | None = None
) -> list[tuple[PostKind, organisations.Organisation]]:
    """Return the organisations of an area that fill a kind of post where they are and hold none; three queries."""
    chosen = list_kinds() if kinds is None else kinds
    filled_by = {(kind.body_kind, kind.area_tier_id): kind for kind in chosen if kind.body_kind}
    rows = organisations.list_in_force().filter(
        places.in_subtree(area.path, "area__path"), kind__in=[body for body, _tier in filled_by], valid_from__lte=on
    )
    held = Posting.objects.filter(holding(on), organisation__isnull=False)
    posted = set(held.values_list("kind_id", "organisation_id"))
    found = []
    for each in rows.select_related("area").order_by("area__path", "pk"):
        kind = filled_by.get((str(each.kind.value), each.area.tier_id))
        if kind is not None and (kind.pk, each.pk) not in posted:
            found.append((kind, each))
    return found
