"""Who holds which post from when to when: appointing and ending."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.foundation import audit
from linli.network import queries
from linli.network.access import may_in
from linli.network.models import Holder, Posting, PostKind
from linli.network.services.holders import HolderFacts, build_holder, check_account
from linli.network.services.refusals import NetworkRefused
from linli.network.terms import FilledBy
from linli.organisations import queries as organisations
from linli.places import queries as places

APPOINT = "network.appoint"


@transaction.atomic
def appoint(
    *,
    kind: PostKind,
    area: places.Area,
    valid_from: date,
    actor: Any,
    now: datetime,
    holder: Holder | HolderFacts | None = None,
    organisation: organisations.Organisation | None = None,
    title: str = "",
    document: str = "",
) -> Posting:
    """
    Give a post for an area to a person, a household (known or with new facts) or an organisation, from a day on.

    actor None: the console. Raises NetworkRefused with the rule that refuses.
    """
    if actor is not None and not may_in(actor, APPOINT, area):
        raise NetworkRefused("network.out_of_reach", area=area.name)
    check_place(kind, area)
    posting = Posting(kind=kind, area=area, valid_from=valid_from, title=title.strip(), document=document.strip())
    if kind.filled_by == FilledBy.BODY:
        posting.organisation = check_body(kind, area, organisation)
    else:
        posting.holder = _holder(kind, holder, now)
    check_free(posting)
    posting.save()
    details = {"area": area.pk, "post": kind.pk, "valid_from": valid_from.isoformat()}
    if organisation is not None:
        details["organisation"] = organisation.pk
    audit.record(actor=actor, action=APPOINT, subject=posting, at=now, details=details)
    return posting


@transaction.atomic
def end_posting(*, posting_id: int, on: date, actor: Any, now: datetime) -> Posting:
    """
    End a post: it is held until the day before `on`. It stays in the lists of ended ones and is never changed again.

    Raises Posting.DoesNotExist, also outside the actor's duties, or NetworkRefused.
    """
    rows = Posting.objects.select_for_update(of=("self",)).select_related("kind", "area", "holder", "organisation")
    if actor is not None:
        rows = rows.filter(pk__in=queries.postings_within(actor, APPOINT).values("pk"))
    posting = rows.get(pk=posting_id)
    if posting.valid_to is not None:
        raise NetworkRefused("network.ended_already")
    if on <= posting.valid_from:
        raise NetworkRefused("network.ends_before_begin", on=posting.valid_from)
    posting.valid_to = on
    posting.save(update_fields=["valid_to"])
    details = {"area": posting.area_id, "post": posting.kind_id, "valid_to": on.isoformat()}
    audit.record(actor=actor, action="network.end_posting", subject=posting, at=now, details=details)
    return posting


@transaction.atomic
def post_bodies(*, area: places.Area, actor: Any, now: datetime, on: date) -> int:
    """
    Let every organisation of an area that fills a kind of post, and holds none yet, hold it; return how many.

    Each holds it for the area it answers for, since it exists. Raises NetworkRefused outside the actor's duties.
    """
    if actor is not None and not may_in(actor, APPOINT, area):
        raise NetworkRefused("network.out_of_reach", area=area.name)
    note = gettext("Taken over from the register of organisations")
    made = [
        Posting(kind=kind, area=each.area, organisation=each, valid_from=each.valid_from, document=note)
        for kind, each in queries.list_unposted(area, on)
    ]
    Posting.objects.bulk_create(made, batch_size=500)
    if made:
        details = {"area": area.pk, "created": len(made)}
        audit.record(actor=actor, action=APPOINT, subject=None, at=now, details=details)
    return len(made)


def check_place(kind: PostKind, area: places.Area) -> None:
    """Refuse a kind that is out of use, and an area that has ended or is of another tier than the kind's."""
    if not kind.is_active:
        raise NetworkRefused("network.kind_idle", post=str(kind))
    if area.valid_to is not None:
        raise NetworkRefused("network.area_ended", area=area.name)
    if area.tier_id != kind.area_tier_id:
        raise NetworkRefused("network.wrong_tier", post=str(kind), tier=str(kind.area_tier), area=area.name)


def check_body(
    kind: PostKind, area: places.Area, organisation: organisations.Organisation | None
) -> organisations.Organisation:
    """Return the organisation if it may fill the kind for the area; of the right kind, in force, and of that ground."""
    if organisation is None:
        raise NetworkRefused("network.needs_body", post=str(kind))
    if organisation.valid_to is not None:
        raise NetworkRefused("network.body_ended", organisation=organisation.name)
    there = organisation.area.path
    near = places.may_contain(there, area.path) or places.may_contain(area.path, there)
    if not near or (kind.body_kind and organisation.kind != kind.body_kind):
        facts = {"organisation": organisation.name, "post": str(kind), "area": area.name}
        raise NetworkRefused("network.wrong_body", **facts)
    return organisation


def check_free(posting: Posting) -> None:
    """Refuse what is held by the same one there already."""
    same = Posting.objects.filter(kind=posting.kind, area=posting.area, valid_to__isnull=True)
    if posting.organisation_id:
        same = same.filter(organisation=posting.organisation_id)
    elif posting.holder is not None and posting.holder.phone:
        same = same.filter(holder__name=posting.holder.name, holder__phone_digest=posting.holder.phone_digest)
    else:
        same = same.filter(holder=posting.holder_id)
    if same.exists():
        raise NetworkRefused("network.posted_already", holder=str(posting.holder or posting.organisation))


def _holder(kind: PostKind, given: Holder | HolderFacts | None, now: datetime) -> Holder:
    """Return the holder, saved: the one given, one known by the same name and phone, or a new one."""
    if given is None:
        raise NetworkRefused("network.needs_holder", post=str(kind))
    if isinstance(given, Holder):
        if given.anonymised_at is not None:
            raise NetworkRefused("network.emptied")
        return given
    if given.household_kind and kind.filled_by != FilledBy.HOUSEHOLD:
        raise NetworkRefused("network.kind_of_household")
    made = build_holder(given, now)
    if known := known_holder(made):
        return known
    check_account(made.account)
    made.save()
    return made


def known_holder(made: Holder) -> Holder | None:
    """Return who is already known by the same account, or by the same name and phone."""
    if made.account_id:
        return Holder.objects.filter(account=made.account_id, name=made.name).first()
    if not made.phone:
        return None
    return Holder.objects.filter(phone_digest=made.phone_digest, name=made.name, door=made.door).first()
