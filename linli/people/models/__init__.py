"""Tables of the room: accounts, roles and appointments, signing in; one file a meaning, gathered here."""

from linli.people.models.accounts import OWN, Account, RecoveryCode
from linli.people.models.appointments import Appointment, Role
from linli.people.models.sign_ins import SignIn, SignInLimit

__all__ = ["OWN", "Account", "Appointment", "RecoveryCode", "Role", "SignIn", "SignInLimit"]
