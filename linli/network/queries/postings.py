"""Who holds which post: lists for pages, and answers for other rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.foundation import crypto
from linli.foundation.access import within
from linli.network.models import Designation, Holder, Posting
from linli.network.queries.needs import holding
from linli.network.terms import DesignationKind
from linli.people import queries as people
from linli.places import queries as places

SHOWN = ("kind__network_tier", "area__tier", "holder", "organisation")


@dataclass(frozen=True)
class PostingFilter:
    """What a list of postings shows: part of a name or a whole phone, a kind's code, a tier's number, which state."""

    search: str = ""
    kind: str = ""
    tier: int | None = None
    area: places.Area | None = None
    state: str = "present"


def postings_within(user: Any, action: str) -> QuerySet[Posting]:
    """Return the postings, ended ones too, in areas that are wholly the user's for the action; deny by default."""
    return within(Posting.objects.all(), user, action, area="area__path", units=()).select_related(*SHOWN)


def holders_within(user: Any, action: str) -> QuerySet[Holder]:
    """Return the holders with a posting, an ended one too, in areas that are wholly the user's for the action."""
    theirs = within(Posting.objects.all(), user, action, area="area__path", units=()).filter(holder=OuterRef("pk"))
    return Holder.objects.filter(Exists(theirs)).select_related("account")


def list_postings(user: Any, wanted: PostingFilter, on: date) -> QuerySet[Posting]:
    """Return the postings the user may see, narrowed. state: "present", "ended" or "" for all, as of the day."""
    rows = postings_within(user, "network.view")
    if wanted.state == "present":
        rows = rows.filter(holding(on))
    elif wanted.state == "ended":
        rows = rows.filter(valid_to__lte=on)
    if wanted.kind:
        rows = rows.filter(kind__code=wanted.kind)
    if wanted.tier is not None:
        rows = rows.filter(kind__network_tier__number=wanted.tier)
    if wanted.area is not None:
        rows = rows.filter(places.in_subtree(wanted.area.path, "area__path"))
    return rows.filter(_called(wanted.search.strip())) if wanted.search.strip() else rows


def postings_at(area: places.Area, on: date) -> QuerySet[Posting]:
    """Return who holds which post for exactly this area on a day, by tier of the network and order of the kinds."""
    rows = Posting.objects.filter(holding(on), area=area).select_related(*SHOWN)
    return rows.order_by("kind__network_tier__number", "kind__order", "valid_from", "pk")


def postings_of(
    *, account: people.Account | None = None, holder: Holder | None = None, on: date | None = None
) -> QuerySet[Posting]:
    """Return the postings of a person, by account or holder, the newest first. on: only those that hold on a day."""
    rows = Posting.objects.select_related(*SHOWN)
    rows = rows.filter(holder__account=account) if account is not None else rows.filter(holder=holder)
    return (rows.filter(holding(on)) if on else rows).order_by("-valid_from", "-pk")


def responsible_chain(area: places.Area, on: date) -> list[tuple[places.Area, list[Posting]]]:
    """Return the area and those above it, the nearest first, each with who holds a post there; two queries."""
    lineage = places.Area.objects.filter(path__in=places.lineage(area.path)).select_related("tier").order_by("-path")
    chain: dict[int, tuple[places.Area, list[Posting]]] = {each.pk: (each, []) for each in lineage}
    rows = Posting.objects.filter(holding(on), area__in=list(chain)).select_related(*SHOWN)
    for row in rows.order_by("kind__network_tier__number", "kind__order", "valid_from", "pk"):
        chain[row.area_id][1].append(row)
    return list(chain.values())


def get_posting(user: Any, action: str, key: UUID) -> Posting:
    """Return a posting the user may treat with the action. Raises Posting.DoesNotExist for every other."""
    return postings_within(user, action).get(key=key)


def get_holder(user: Any, action: str, key: UUID) -> Holder:
    """Return a holder the user may treat with the action. Raises Holder.DoesNotExist for every other."""
    return holders_within(user, action).get(key=key)


def list_designations(user: Any, on: date) -> QuerySet[Designation]:
    """Return the areas of the user's that are picked out on a day, by kind and area."""
    rows = within(Designation.objects.all(), user, "network.view", area="area__path", units=())
    rows = rows.filter(_in_force(on)).select_related("area__tier")
    return rows.order_by("kind", "area__path")


def designated(areas: Iterable[int], on: date) -> dict[int, list[DesignationKind]]:
    """Return as what each of these areas is picked out on a day, by key; those that are not are left out."""
    found: dict[int, list[DesignationKind]] = {}
    rows = Designation.objects.filter(_in_force(on), area__in=list(areas)).order_by("kind")
    for area, kind in rows.values_list("area_id", "kind"):
        found.setdefault(area, []).append(DesignationKind(kind))
    return found


def hardest(area: places.Area, on: date) -> QuerySet[Designation]:
    """Return the areas of a subtree that are among the hardest on a day (003-4)."""
    rows = Designation.objects.filter(_in_force(on), places.in_subtree(area.path, "area__path"))
    return rows.filter(kind=DesignationKind.HARD).select_related("area").order_by("area__path")


def _in_force(on: date) -> Q:
    return (Q(valid_to__isnull=True) | Q(valid_to__gt=on)) & Q(valid_from__lte=on)


def _called(text: str) -> Q:
    """Return the condition that a posting is meant by a text: part of a name, or a whole phone number."""
    named = Q(holder__name__contains=text) | Q(organisation__name__contains=text) | Q(area__name__contains=text)
    phone = people.tidy_phone(text)
    return named | Q(holder__phone_digest=crypto.keyed_digest(phone)) if phone else named
