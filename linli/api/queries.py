"""Reads of the interface's own table."""

from datetime import datetime
from typing import TYPE_CHECKING

from linli.api.models import ApiToken, digest_of

if TYPE_CHECKING:
    from linli.people.models import Account


def get_account_of(secret: str, now: datetime) -> "Account | None":
    """Return the active account whose token this is; None if it is unknown, expired or revoked."""
    token = (
        ApiToken.objects.select_related("account")
        .filter(digest=digest_of(secret), revoked_at__isnull=True, expires_at__gt=now, account__is_active=True)
        .first()
    )
    return token.account if token else None


def list_tokens(account: "Account") -> list[ApiToken]:
    """Return the account's tokens, the newest first."""
    return list(ApiToken.objects.filter(account=account).order_by("-id"))
