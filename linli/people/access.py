"""Who may do what with accounts, roles and appointments."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from linli.foundation.access import Detail, Named, in_subtree
from linli.people import rules
from linli.people.models import OWN, Account, Appointment
from linli.values import noop

if TYPE_CHECKING:
    from linli.organisations.models import Organisation

ACTIONS: dict[str, str] = {
    "people.view": noop("See accounts and appointments"),
    "people.edit": noop("Create and change accounts"),
    "people.import": noop("Import accounts"),
    "people.appoint": noop("Appoint people to roles"),
    "people.roles": noop("Define roles"),
    OWN: noop("Mind one's own account"),
}

RECORDED: dict[str, str] = {
    "people.change_account": noop("Changed an account"),
    "people.change_own_profile": noop("Changed the own profile"),
    "people.change_password": noop("Changed the own password"),
    "people.change_role": noop("Changed a role"),
    "people.clean_up": noop("Deleted old traces of signing in"),
    "people.clear_two_factor": noop("Took off somebody's second factor"),
    "people.code_failed": noop("Gave a wrong code"),
    "people.create_account": noop("Created an account"),
    "people.create_role": noop("Created a role"),
    "people.deactivate_account": noop("Deactivated an account"),
    "people.end_appointment": noop("Ended an appointment"),
    "people.end_session": noop("Ended an own session"),
    "people.issue_passwords": noop("Issued initial passwords"),
    "people.make_admin": noop("Let an administrator in from the console"),
    "people.reactivate_account": noop("Reactivated an account"),
    "people.remove_two_factor": noop("Switched off the second factor"),
    "people.renew_recovery_codes": noop("Made new recovery codes"),
    "people.reset_password": noop("Gave a new initial password"),
    "people.reveal_phone": noop("Looked at a phone number"),
    "people.sign_in": noop("Signed in"),
    "people.sign_in_failed": noop("Failed to sign in"),
    "people.sign_out": noop("Signed out"),
    "people.start_two_factor": noop("Switched on the second factor"),
}
"""What this room writes into the audit log besides its actions."""
DETAILS: dict[str, Detail] = {
    "people.accounts": Detail(noop("people"), "people.account"),
    "people.acts": Detail(noop("acts")),
    "people.added": Detail(noop("acts added")),
    "people.address": Detail(noop("network address")),
    "people.area": Detail(noop("area"), "places.area"),
    "people.changed": Detail(noop("fields changed"), "field"),
    "people.kind": Detail(noop("kind of administrator"), "people.role.admin_kind"),
    "people.known": Detail(noop("the user name exists")),
    "people.limits": Detail(noop("sign-in limits deleted")),
    "people.organisation": Detail(noop("organisation"), "organisations.organisation"),
    "people.removed": Detail(noop("acts removed")),
    "people.role": Detail(noop("role"), "people.role"),
    "people.session": Detail(noop("session")),
    "people.sessions": Detail(noop("sessions deleted")),
    "people.valid_from": Detail(noop("valid from")),
    "people.valid_to": Detail(noop("valid to")),
}
"""What the keys in the details of this room's audit lines mean."""
NAMED: dict[str, Named] = {
    "people.account": Named(area="organisation__area__path", units=("organisation__path",)),
    "people.role": Named(keys=("code",)),
}


@dataclass(frozen=True)
class Reach:
    """Where something holds: area subtree, organisation subtree, or everything in the area."""

    area_path: str
    unit_path: str
    whole_area: bool


def actor_of(request: HttpRequest) -> Account:
    """Return the person behind a request that `requires` let in. Raises PermissionDenied if there is none."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


def accounts_within(user: Account, action: str = "people.view") -> QuerySet[Account]:
    """
    Return the accounts that `user` may treat with `action`: those of his organisation's subtree.

    An account belongs to its own organisation and to those it was ever appointed for. Only a grant of
    everything in every area reaches accounts of no organisation.
    """
    wanted = Q(pk__in=[])
    for grant in user.grants(action):
        if grant.whole_area and not grant.area_path:
            return Account.objects.all()
        if grant.unit_path:
            there = in_subtree("organisation__path", grant.unit_path)
            wanted |= there | Q(Exists(Appointment.objects.filter(there, account=OuterRef("pk"))))
        elif grant.whole_area:
            there = in_subtree("organisation__area__path", grant.area_path)
            wanted |= there | Q(Exists(Appointment.objects.filter(there, account=OuterRef("pk"))))
    return Account.objects.filter(wanted)


def may_manage_unit(user: Account, action: str, organisation: "Organisation | None") -> bool:
    """Return whether `user` may treat the people of an organisation with `action`; None: people of no organisation."""
    for grant in user.grants(action):
        if grant.whole_area and not grant.area_path:
            return True
        if organisation is None:
            continue
        if grant.unit_path and organisation.path.startswith(grant.unit_path):
            return True
        if not grant.unit_path and grant.whole_area and organisation.area.path.startswith(grant.area_path):
            return True
    return False


def reach_of(appointment: Appointment) -> Reach:
    """Return where an appointment lets its holder act."""
    return Reach(
        appointment.area.path if appointment.area else "",
        appointment.organisation.path if appointment.organisation else "",
        appointment.role.whole_area,
    )


def outranks(user: Account, other: Account) -> bool:
    """Return whether everything `other` may do today, `user` may do there too; so that a new password gives nothing."""
    return all(rules.covers(user.grants(action), grant) for action in other.actions() for grant in other.grants(action))


def units_within(user: Account, action: str) -> Q:
    """Return the condition on organisations whose people `user` may treat with `action`; see `may_manage_unit`."""
    wanted = Q(pk__in=[])
    for grant in user.grants(action):
        if grant.whole_area and not grant.area_path:
            return Q()
        if grant.unit_path:
            wanted |= in_subtree("path", grant.unit_path)
        elif grant.whole_area:
            wanted |= in_subtree("area__path", grant.area_path)
    return wanted
