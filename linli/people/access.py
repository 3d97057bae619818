"""Who may do what with accounts, roles and appointments."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.people import rules
from linli.people.models import OWN, Account, Appointment
from linli.values import noop

ACTIONS: dict[str, str] = {
    "people.view": noop("See accounts and appointments"),
    "people.edit": noop("Create and change accounts"),
    "people.import": noop("Import accounts"),
    "people.appoint": noop("Appoint people to roles"),
    "people.roles": noop("Define roles"),
}
__all__ = ["ACTIONS", "OWN", "Reach", "accounts_within", "outranks", "reach_of"]


@dataclass(frozen=True)
class Reach:
    """Where something holds: area subtree, organisation subtree, or everything in the area."""

    area_path: str
    unit_path: str
    whole_area: bool


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
            held = Appointment.objects.filter(account=OuterRef("pk"), organisation__path__startswith=grant.unit_path)
            wanted |= Q(organisation__path__startswith=grant.unit_path) | Exists(held)
        elif grant.whole_area:
            held = Appointment.objects.filter(account=OuterRef("pk"), area__path__startswith=grant.area_path)
            wanted |= Exists(held)
    return Account.objects.filter(wanted)


def reach_of(appointment: Appointment) -> Reach:
    """Return where an appointment lets its holder act."""
    return Reach(
        appointment.area.path if appointment.area_id else "",
        appointment.organisation.path if appointment.organisation_id else "",
        appointment.role.whole_area,
    )


def outranks(user: Account, other: Account) -> bool:
    """Return whether everything `other` may do today, `user` may do there too; so that a new password gives nothing."""
    return all(
        rules.covers(user.grants(action), grant) for action in other.actions() for grant in other.grants(action)
    )
