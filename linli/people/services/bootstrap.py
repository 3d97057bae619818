"""The first administrators of an installation: made at the console, with a password that is shown once."""

from datetime import date, datetime

from django.db import transaction

from linli.foundation import audit
from linli.people import rules
from linli.people.models import Account, Role
from linli.people.roles import install
from linli.people.services.accounts import create_account, make_initial_password
from linli.people.services.appointments import appoint
from linli.people.services.limits import purge_limits
from linli.people.services.sessions import end_sessions, purge_sign_ins
from linli.people.terms import AdminKind, SessionEnd


def install_roles() -> int:
    """Write the built-in roles that are missing; return how many."""
    return install(Role.objects)


@transaction.atomic
def make_admin(*, username: str, name: str, kind: AdminKind, now: datetime, today: date) -> tuple[Account, str]:
    """
    Make an administrator, or give an existing one of this kind a new initial password; return it, to be shown once.

    Only the console calls this: who commands the machine commands the installation. Raises PeopleRefused.
    """
    account = Account.objects.filter(username=rules.tidy_username(username)).first()
    if account is None:
        account, password = create_account(actor=None, now=now, username=username, name=name, organisation=None)
    else:
        password = make_initial_password()
        account.set_password(password)
        account.must_change_password, account.is_active = True, True
        account.save(update_fields=["password", "must_change_password", "is_active"])
        end_sessions(account=account, now=now, why=SessionEnd.PASSWORD)
    if account.admin_kind != kind:
        install_roles()
        role = Role.objects.get(admin_kind=kind)
        appoint(
            account_id=account.pk,
            role_id=role.pk,
            organisation=None,
            area=None,
            valid_from=today,
            actor=None,
            now=now,
            today=today,
        )
        account.refresh_from_db()
    audit.record(actor=None, action="people.make_admin", subject=account, at=now, details={"kind": kind})
    return account, password


@transaction.atomic
def clean_up(*, now: datetime) -> dict[str, int]:
    """Delete what is kept about signing in for longer than it is needed; return how many rows went, by table."""
    gone = {"sessions": purge_sign_ins(now=now), "limits": purge_limits(now=now)}
    if any(gone.values()):
        audit.record(actor=None, action="people.clean_up", subject=None, at=now, details=gone)
    return gone
