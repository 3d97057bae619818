"""Sessions as rows that a person can see and end."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction

from linli.foundation import audit
from linli.people.models import Account, SignIn
from linli.people.terms import SessionEnd

KEPT_FOR = timedelta(days=180)
"""How long ended sessions stay visible. Source: design/security.md 5.1, audit: 180 days."""
TOUCH_EVERY = timedelta(seconds=60)
"""A session's last use is written this often, not at every page."""


def begin_session(*, account: Account, session: SessionBase, address: str | None, device: str, now: datetime) -> SignIn:
    """Write down a session that just began (its key must be new) and when, into itself."""
    session["began_at"] = session["seen_at"] = now.timestamp()
    if session.session_key is None:
        session.save(must_create=True)
    return SignIn.objects.create(
        account=account,
        session_key=session.session_key or "",
        address=address,
        device=device[:200],
        began_at=now,
        seen_at=now,
    )


def touch_session(*, session: SessionBase, now: datetime) -> None:
    """Write down that a session is in use, at most once a minute."""
    if now.timestamp() - session["seen_at"] >= TOUCH_EVERY.total_seconds():
        session["seen_at"] = now.timestamp()
        SignIn.objects.filter(session_key=session.session_key).update(seen_at=now)


def move_session(*, old_key: str, session: SessionBase) -> None:
    """Follow a session whose key was renewed."""
    SignIn.objects.filter(session_key=old_key).update(session_key=session.session_key or "")


def close_session(*, session_key: str, now: datetime, why: SessionEnd) -> None:
    """Write down that one session is over."""
    if session_key:
        SignIn.objects.filter(session_key=session_key).update(session_key="", ended_at=now, end=why)


@transaction.atomic
def end_sessions(*, account: Account, now: datetime, why: SessionEnd, but: str = "") -> int:
    """End every session of a person except the one with the key `but`; return how many."""
    open_ones = SignIn.objects.filter(account=account, ended_at__isnull=True).exclude(session_key=but)
    keys = list(open_ones.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return open_ones.update(session_key="", ended_at=now, end=why)


@transaction.atomic
def end_session(*, sign_in_id: int, actor: Account, now: datetime) -> None:
    """End one of one's own sessions. Raises SignIn.DoesNotExist for anybody else's."""
    held = SignIn.objects.get(pk=sign_in_id, account=actor, ended_at__isnull=True)
    Session.objects.filter(session_key=held.session_key).delete()
    close_session(session_key=held.session_key, now=now, why=SessionEnd.REVOKED)
    audit.record(actor=actor, action="people.end_session", subject=actor, at=now, details={"session": sign_in_id})


@transaction.atomic
def purge_sign_ins(*, now: datetime) -> int:
    """Delete sessions that are over, and what is kept about those older than 180 days; return how many of these."""
    Session.objects.filter(expire_date__lt=now).delete()
    return SignIn.objects.filter(seen_at__lt=now - KEPT_FOR).delete()[0]
