"""Reads of the room, for its pages and for other rooms."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext

from linli.foundation.access import all_actions, in_subtree
from linli.people import access, rules
from linli.people.figures import FIGURES
from linli.people.models import OWN, Account, Appointment, Role, SignIn
from linli.people.rules import mask_phone, tidy_phone
from linli.people.terms import AdminKind

__all__ = ["FIGURES", "Account", "Appointment", "Role", "mask_phone", "tidy_phone"]


@dataclass(frozen=True)
class PeopleFilter:
    """What the list of accounts shows: part of a name, a role, an organisation with all below it, which state."""

    search: str = ""
    role: str = ""
    organisation_path: str = ""
    state: str = "active"


def list_accounts(user: Account, wanted: PeopleFilter, today: date) -> QuerySet[Account]:
    """
    Return the accounts that `user` may see, narrowed, with their appointments in force in `in_force`.

    state: "active", "inactive", "fresh" (no password issued yet) or "" for all.
    """
    found = access.accounts_within(user, "people.view")
    if text := wanted.search.strip():
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text.lower()))
    held = Appointment.objects.in_force(today).filter(account=OuterRef("pk"))
    if wanted.role:
        found = found.filter(Exists(held.filter(role__code=wanted.role)))
    if path := wanted.organisation_path:
        there = held.filter(in_subtree("organisation__path", path))
        found = found.filter(in_subtree("organisation__path", path) | Exists(there))
    found = found.filter(_in_state(wanted.state))
    shown = Appointment.objects.in_force(today).select_related("role", "organisation", "area").order_by("valid_from")
    return found.select_related("organisation").prefetch_related(Prefetch("appointments", shown, to_attr="in_force"))


def list_fresh_ids() -> list[int]:
    """Return the keys of every active account that has no password yet; for the console."""
    return list(Account.objects.filter(_in_state("fresh")).values_list("pk", flat=True))


def get_account(user: Account, account_id: int) -> Account:
    """Return one account that `user` may see. Raises Account.DoesNotExist for every other."""
    return access.accounts_within(user, "people.view").select_related("organisation").get(pk=account_id)


def list_appointments(account: Account) -> QuerySet[Appointment]:
    """Return every appointment of a person, the newest first."""
    return account.appointments.select_related("role", "organisation", "area").order_by("-valid_from", "-pk")


def list_holders(role_code: str, organisation_id: int, today: date) -> QuerySet[Account]:
    """Return the active people who hold a role for an organisation on a day, by name."""
    held = Appointment.objects.in_force(today).filter(
        account=OuterRef("pk"), role__code=role_code, organisation_id=organisation_id
    )
    return Account.objects.filter(Exists(held), is_active=True).order_by("name", "pk")


def list_security_admins(today: date) -> QuerySet[Account]:
    """Return the active people who assign duties in this installation on a day, with their organisations, by name."""
    held = Appointment.objects.in_force(today).filter(account=OuterRef("pk"), role__admin_kind=AdminKind.SECURITY)
    staff = Account.objects.filter(Exists(held), is_active=True)
    return staff.select_related("organisation").order_by("name", "pk")


def list_colleagues(organisation_id: int, today: date) -> QuerySet[Account]:
    """Return the active people appointed for an organisation on a day, by name."""
    held = Appointment.objects.in_force(today).filter(account=OuterRef("pk"), organisation_id=organisation_id)
    return Account.objects.filter(Exists(held), is_active=True).order_by("name", "pk")


def posts_in(areas: Collection[int], words: Sequence[str], day: date) -> dict[int, tuple[int, str, date]]:
    """
    Return who holds a post called by one of the words in each area on a day: account, name, since when.

    Deputies do not count; of several the one longest in post. One query, whatever the number of areas.
    """
    called = Q()
    for word in words:
        called |= Q(post__icontains=word)
    rows = Appointment.objects.in_force(day).filter(called, area__isnull=False)
    rows = rows.exclude(Q(post__contains="副") | Q(post__icontains="deputy")).select_related("account")
    found: dict[int, tuple[int, str, date]] = {}
    for row in rows.order_by("valid_from", "pk"):
        if row.area_id in areas:
            found.setdefault(row.area_id, (row.account_id, str(row.account), row.valid_from))
    return found


def titles_of(accounts: Collection[int], day: date) -> dict[int, list[str]]:
    """Return what the posts are called that people hold on a day, by account; posts without a name are left out."""
    found: dict[int, list[str]] = {}
    rows = Appointment.objects.in_force(day).filter(account__in=accounts).exclude(post="").order_by("valid_from", "pk")
    for account, post in rows.values_list("account_id", "post"):
        found.setdefault(account, []).append(post)
    return found


def get_names(account_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of accounts by key, in one query; for timelines and lists of other rooms."""
    wanted = {key for key in account_ids if key is not None}
    return {account.pk: str(account) for account in Account.objects.filter(pk__in=wanted).only("name", "username")}


def list_roles() -> QuerySet[Role]:
    """Return every role, the built-in ones first."""
    return Role.objects.order_by("-is_built_in", "pk")


def list_grantable_roles(user: Account) -> list[Role]:
    """Return the roles in use that `user` may give somewhere: all for a security administrator, else what he holds."""
    roles = list(list_roles().filter(is_active=True))
    if user.may("people.roles"):
        return roles
    held = user.actions()
    return [role for role in roles if role.admin_kind == AdminKind.NONE and held.issuperset(role.actions)]


def group_actions(chosen: Iterable[str] = ()) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """
    Return every act by room as (room, [(code, label, chosen)]), for the page of a role.

    Acts that belong to one administrator's duty are left out of other roles' pages.
    """
    picked = set(chosen)
    rooms: dict[str, list[tuple[str, str, bool]]] = {}
    for code, label in all_actions().items():
        if code != OWN and (code in picked or code not in rules.RESERVED):
            rooms.setdefault(code.split(".")[0], []).append((code, gettext(label), code in picked))
    return sorted(rooms.items())


@dataclass(frozen=True)
class Reach:
    """One place where somebody may do something: area and unit by name, and the appointment that says so."""

    area: str
    unit: str
    whole_area: bool
    appointment: Appointment


def explain(account: Account, today: date) -> list[tuple[str, list[Reach]]]:
    """Return what a person may do on a day and where, as (label of the act, places), by label; nothing if inactive."""
    found: dict[str, list[Reach]] = {}
    held = Appointment.objects.in_force(today).filter(account=account) if account.is_active else ()
    for one in held and held.select_related("role", "organisation", "area").order_by("valid_from", "pk"):
        one.account = account
        if one.grant_maker() is None:
            continue
        reach = Reach(
            str(one.area) if one.area_id else gettext("everywhere"),
            str(one.organisation) if one.organisation_id else "",
            one.role.whole_area,
            one,
        )
        for action in one.role.actions:
            found.setdefault(gettext(all_actions().get(action, action)), []).append(reach)
    return sorted(found.items())


def list_sessions(account: Account) -> QuerySet[SignIn]:
    """Return a person's open sessions, the last used first."""
    return account.sign_ins.filter(ended_at__isnull=True).order_by("-seen_at", "-pk")


def list_past_sessions(account: Account, limit: int = 10) -> list[SignIn]:
    """Return a person's last ended sessions."""
    return list(account.sign_ins.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")[:limit])


def _in_state(state: str) -> Q:
    """Return the condition that an account is in a state of the list."""
    if state == "fresh":
        return Q(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if state in ("active", "inactive"):
        return Q(is_active=state == "active")
    return Q()
