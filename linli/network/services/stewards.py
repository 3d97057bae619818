"""How stewards are reached: their links, made, opened and taken back; and the notices they see."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.foundation import audit
from linli.network.access import may_in
from linli.network.models import Holder, Notice, Posting, StewardLink
from linli.network.queries.needs import holding
from linli.network.services.refusals import NetworkRefused
from linli.places import queries as places

TOKEN_BYTES = 24
LINK_DAYS = 180
"""How long a link opens; whoever still holds a post then is given another."""


@transaction.atomic
def make_link(*, holder: Holder, actor: Any, now: datetime) -> str:
    """
    Return the token of a new link to the workbench of a holder; links he had before are taken back.

    Only its digest is kept, so it can be shown this once. Raises NetworkRefused for a holder without a post in force
    within the actor's duties.
    """
    _check_reach(holder, actor, now)
    StewardLink.objects.filter(holder=holder, revoked_at__isnull=True).update(revoked_at=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = StewardLink.objects.create(
        holder=holder,
        token_digest=digest_of(token),
        made_at=now,
        made_by=actor,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    details = {"expires_at": link.expires_at.isoformat()}
    audit.record(actor=actor, action="network.link", subject=holder, at=now, details=details)
    return token


@transaction.atomic
def revoke_link(*, holder: Holder, actor: Any, now: datetime) -> None:
    """Take the links of a holder back at once. Raises NetworkRefused outside the actor's duties."""
    _check_reach(holder, actor, now, posted=False)
    StewardLink.objects.filter(holder=holder, revoked_at__isnull=True).update(revoked_at=now)
    audit.record(actor=actor, action="network.unlink", subject=holder, at=now)


def open_link(token: str, now: datetime) -> Holder | None:
    """Return whose workbench a token opens now, None for one that is unknown, expired, taken back or without a post."""
    rows = StewardLink.objects.filter(token_digest=digest_of(token), revoked_at__isnull=True, expires_at__gt=now)
    link = rows.select_related("holder").first()
    today = localdate(now)
    if link is None or not Posting.objects.filter(holding(today), holder=link.holder).exists():
        return None
    if link.last_used_on != today:
        StewardLink.objects.filter(pk=link.pk).update(last_used_on=today)
    return link.holder


def digest_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


@transaction.atomic
def publish_notice(
    *,
    area: places.Area,
    title: str,
    text: str,
    valid_from: date,
    actor: Any,
    now: datetime,
    valid_to: date | None = None,
) -> Notice:
    """Let the stewards of an area and everything in it see a notice. Raises NetworkRefused for days that do not fit."""
    if actor is not None and not may_in(actor, "network.appoint", area):
        raise NetworkRefused("network.out_of_reach", area=area.name)
    if valid_to is not None and valid_to <= valid_from:
        raise NetworkRefused("network.notice_ends")
    facts = {"area": area, "title": title, "text": text, "valid_from": valid_from, "valid_to": valid_to}
    notice = Notice.objects.create(**facts, author=actor, made_at=now)
    details = {"area": str(area.key), "valid_from": valid_from.isoformat()}
    audit.record(actor=actor, action="network.notice", subject=notice, at=now, note=title, details=details)
    return notice


@transaction.atomic
def end_notice(*, notice_id: int, actor: Any, now: datetime) -> Notice:
    """Take a notice off today. Raises Notice.DoesNotExist or NetworkRefused outside the actor's duties."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("area").get(pk=notice_id)
    if actor is not None and not may_in(actor, "network.appoint", notice.area):
        raise NetworkRefused("network.out_of_reach", area=notice.area.name)
    today = localdate(now)
    if notice.valid_from >= today:
        audit.record(actor=actor, action="network.end_notice", subject=notice, at=now, note=notice.title)
        notice.delete()
        return notice
    notice.valid_to = today
    notice.save(update_fields=["valid_to"])
    audit.record(actor=actor, action="network.end_notice", subject=notice, at=now, note=notice.title)
    return notice


def _check_reach(holder: Holder, actor: Any, now: datetime, *, posted: bool = True) -> None:
    """Refuse a holder with no post in the actor's area; `posted`: one that is in force today."""
    rows = Posting.objects.filter(holder=holder).select_related("area")
    if posted:
        rows = rows.filter(holding(localdate(now)))
    if not any(actor is None or may_in(actor, "network.appoint", row.area) for row in rows):
        raise NetworkRefused("network.link_needs_post")
