"""Who a request comes from: a connected system by its token, or a member of staff by his session."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.security.session import SessionAuth

from linli.api import queries
from linli.api.problems import Problem

if TYPE_CHECKING:
    from linli.people.models import Account


class TokenGate(HttpBearer):
    """Accepts `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> "Account | None":
        """Return the token's account."""
        return queries.get_account_of(token, timezone.now())


STAFF = [TokenGate(), SessionAuth(csrf=False)]
"""Only for reading: a session needs no CSRF mark here, because nothing is changed."""


def acting(request: HttpRequest, action: str) -> "Account":
    """
    Return the account of a request that passed a gate.

    Raises Problem 403 if it may not do `action` anywhere.
    """
    account: Account = request.auth  # type: ignore[attr-defined]
    if not account.may(action):
        raise Problem(403)
    return account
