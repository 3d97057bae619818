"""Changing one's own password."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from linli.foundation import audit
from linli.people.models import Account
from linli.people.services.refusals import PeopleRefused
from linli.people.services.sessions import end_sessions
from linli.people.terms import SessionEnd


@transaction.atomic
def change_password(*, actor: Account, old: str, new: str, now: datetime, session_key: str = "") -> Account:
    """
    Change one's own password and end one's other sessions (`session_key` names the one that stays).

    Raises PeopleRefused if the old one is wrong, ValidationError if the new one breaks the password rules.
    """
    account = Account.objects.select_for_update().get(pk=actor.pk)
    if not account.check_password(old):
        raise PeopleRefused("people.wrong_password")
    if account.check_password(new):
        raise ValidationError(gettext("The new password must differ from the present one."), code="same")
    validate_password(new, user=account)
    account.set_password(new)
    account.must_change_password, account.password_changed_at = False, now
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    end_sessions(account=account, now=now, why=SessionEnd.PASSWORD, but=session_key)
    audit.record(actor=account, action="people.change_password", subject=account, at=now)
    return account
