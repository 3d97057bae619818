"""People and households of the network: what is known of them, who may see it, and when it is forgotten."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from linli.foundation import audit, crypto
from linli.network import queries
from linli.network.models import Holder, Posting
from linli.network.services.refusals import NetworkRefused
from linli.network.terms import HouseholdKind
from linli.people import queries as people


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """
    What is said of a person or household.

    consented_on: when the text of the policy was agreed to; kind_consented_on: when it was agreed that what makes it a
    key household is kept. Without them the document of the appointment is the basis.
    """

    name: str
    phone: str = ""
    door: str = ""
    household_kind: HouseholdKind | str = ""
    consented_on: date | None = None
    kind_consented_on: date | None = None
    account: people.Account | None = None


def build_holder(facts: HolderFacts, now: datetime) -> Holder:
    """Return an unsaved holder with these facts. Raises NetworkRefused."""
    holder = Holder(made_at=now)
    lay(holder, facts)
    return holder


def lay(holder: Holder, facts: HolderFacts) -> None:
    """Give a holder these facts, tidied. Raises NetworkRefused for what may not be kept."""
    name = " ".join(facts.name.split())
    if not name:
        raise NetworkRefused("network.name_missing")
    if facts.household_kind == HouseholdKind.PARTY_MEMBER and facts.kind_consented_on is None:
        raise NetworkRefused("network.kind_needs_consent")
    holder.name, holder.door = name, " ".join(facts.door.split())
    holder.phone = people.tidy_phone(facts.phone)
    holder.phone_digest = crypto.keyed_digest(holder.phone) if holder.phone else None
    holder.household_kind = facts.household_kind or ""
    holder.kind_consented_on = facts.kind_consented_on if facts.household_kind else None
    if facts.consented_on != holder.consented_on:
        holder.consented_on = facts.consented_on
        holder.consent = queries.get_policy().keeping(facts.consented_on).consent if facts.consented_on else None
    holder.account = facts.account


def facts_of(holder: Holder) -> HolderFacts:
    """Return what is known of a holder."""
    return HolderFacts(
        holder.name,
        holder.phone,
        holder.door,
        holder.household_kind,
        holder.consented_on,
        holder.kind_consented_on,
        holder.account,
    )


@transaction.atomic
def change_holder(*, holder_id: int, actor: Any, now: datetime, **facts: Any) -> Holder:
    """
    Change what is known of a person or household; facts: any of `HolderFacts`.

    Raises Holder.DoesNotExist, also outside the actor's duties, or NetworkRefused.
    """
    holder = _locked(holder_id, actor, "network.appoint")
    if holder.anonymised_at is not None:
        raise NetworkRefused("network.emptied")
    before = facts_of(holder)
    wanted = replace(before, **facts)
    check_account(wanted.account, holder)
    if wanted.household_kind and not holds_household(holder):
        raise NetworkRefused("network.kind_of_household")
    lay(holder, wanted)
    after = facts_of(holder)
    changed = [name for name in HolderFacts.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    if changed:
        holder.save()
        audit.record(
            actor=actor, action="network.change_holder", subject=holder, at=now, details={"fields": sorted(changed)}
        )
    return holder


def check_account(account: people.Account | None, holder: Holder | None = None) -> None:
    """Refuse an account that another holder has."""
    if account is None:
        return
    other = Holder.objects.filter(account=account).first()
    if other is not None and other != holder:
        raise NetworkRefused("network.account_taken", holder=str(other))


def holds_household(holder: Holder) -> bool:
    """Tell whether a holder has, or had, a post that households fill."""
    return holder.postings.filter(kind__filled_by="household").exists()


@transaction.atomic
def reveal_phone(*, holder_id: int, actor: Any, now: datetime) -> str:
    """Return a whole phone number; that it was looked at is written down. Raises Holder.DoesNotExist."""
    holder = _locked(holder_id, actor, "network.reveal")
    audit.record(actor=actor, action="network.reveal", subject=holder, at=now)
    return holder.phone


@transaction.atomic
def anonymise_left(*, now: datetime, today: date) -> int:
    """
    Empty the data of those whose last post ended longer ago than the policy keeps them; return how many.

    Postings stay, so that the history and every figure stay. Source: design/security.md 5.2.
    """
    limit = today - timedelta(days=queries.get_policy().keeping(today).days)
    later = Posting.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=limit), holder=OuterRef("pk"))
    held = Posting.objects.filter(holder=OuterRef("pk"))
    left = Holder.objects.filter(Exists(held), ~Exists(later), anonymised_at__isnull=True)
    emptied = {"name": "", "phone": "", "phone_digest": None, "door": "", "household_kind": "", "account": None}
    emptied |= {"consent": None, "consented_on": None, "kind_consented_on": None}
    number = left.update(**emptied, anonymised_at=now)
    if number:
        audit.record(actor=None, action="network.anonymise", subject=None, at=now, details={"holders": number})
    return number


def _locked(holder_id: int, actor: Any, action: str) -> Holder:
    """Return the locked holder within the actor's duties. Raises Holder.DoesNotExist."""
    rows = Holder.objects.select_for_update(of=("self",)).select_related("account")
    if actor is not None:
        rows = rows.filter(pk__in=queries.holders_within(actor, action).values("pk"))
    return rows.get(pk=holder_id)
