"""Tokens are made and revoked here; each act leaves one line in the audit log."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from linli.api.models import ApiToken, digest_of
from linli.foundation import audit

if TYPE_CHECKING:
    from linli.people.models import Account

LIFE = timedelta(days=365)
MARK = "linli_"


@transaction.atomic
def make_token(*, name: str, actor: "Account", now: datetime) -> tuple[ApiToken, str]:
    """Make a token of the actor's own account and return it with its secret, which is never shown again."""
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        account=actor,
        name=name,
        prefix=secret[:12],
        digest=digest_of(secret),
        made_at=now,
        expires_at=now + LIFE,
    )
    audit.record(actor=actor, action="api.make_token", subject=token, at=now, note=name)
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, actor: "Account", now: datetime) -> ApiToken:
    """
    Revoke one of the actor's own tokens; a second time changes nothing.

    Raises ApiToken.DoesNotExist.
    """
    token = ApiToken.objects.select_for_update().get(pk=token_id, account=actor)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        audit.record(actor=actor, action="api.revoke_token", subject=token, at=now, note=token.name)
    return token
