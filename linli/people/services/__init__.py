"""Acts of the room: one function, one transaction, one audit line; one file a meaning, gathered here."""

from linli.people.services.accounts import (
    change_account,
    change_own_profile,
    clear_two_factor,
    create_account,
    issue_passwords,
    reset_password,
    reveal_phone,
    set_active,
)
from linli.people.services.appointments import appoint, end_appointment
from linli.people.services.bootstrap import clean_up, install_roles, make_admin
from linli.people.services.imports import import_people
from linli.people.services.passwords import change_password
from linli.people.services.refusals import PeopleRefused
from linli.people.services.roles import change_role, create_role
from linli.people.services.sessions import end_session, end_sessions
from linli.people.services.two_factor import check_code, remove_two_factor, renew_recovery_codes, start_two_factor

__all__ = [
    "PeopleRefused",
    "appoint",
    "change_account",
    "change_own_profile",
    "change_password",
    "change_role",
    "check_code",
    "clean_up",
    "clear_two_factor",
    "create_account",
    "create_role",
    "end_appointment",
    "end_session",
    "end_sessions",
    "import_people",
    "install_roles",
    "issue_passwords",
    "make_admin",
    "remove_two_factor",
    "renew_recovery_codes",
    "reset_password",
    "reveal_phone",
    "set_active",
    "start_two_factor",
]
