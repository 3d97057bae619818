"""What stands before every page of someone who signed in: session limits, and duties that come before work."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext

from linli.people import address, rules
from linli.people.models import Account
from linli.people.services import sessions
from linli.people.terms import SessionEnd

Answer = Callable[[HttpRequest], HttpResponse]
_OPEN_VIEWS = frozenset({"people:password", "people:two_factor", "people:sign_in", "people:sign_out", "web:taste"})
"""Pages that someone may open who first has to change his password or to set up the second factor."""


def guard_sessions(get_response: Answer) -> Answer:
    """End sessions that are over, and lead people to what they must do before they work on."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, Account):
            now = timezone.now()
            if why := _why_over(request, request.user, now):
                sessions.close_session(session_key=request.session.session_key or "", now=now, why=why)
                logout(request)
            else:
                sessions.touch_session(session=request.session, now=now)
                if duty := first_duty(request.user, now):
                    return _lead_to(request, duty) or get_response(request)
        return get_response(request)

    return answer


def first_duty(account: Account, now: datetime) -> str:
    """Return the page that comes before any work: a new password, then the second factor; "" if there is none."""
    stale = rules.is_password_stale(account.password_changed_at, now, settings.PASSWORD_DAYS)
    if account.must_change_password or stale:
        return "people:password"
    if settings.TWO_FACTOR_REQUIRED and account.is_admin and not account.has_two_factor:
        return "people:two_factor"
    return ""


def _why_over(request: HttpRequest, account: Account, now: datetime) -> SessionEnd | None:
    """Return why this session is over, None while it lives."""
    if account.is_admin and not address.is_admin_place(address.client_address(request)):
        return SessionEnd.REVOKED
    began_at, seen_at = (_moment(request.session, key, now) for key in ("began_at", "seen_at"))
    idle = settings.SESSION_IDLE_SECONDS_ADMIN if account.is_admin else settings.SESSION_IDLE_SECONDS
    return rules.why_session_ends(
        began_at=began_at,
        seen_at=seen_at,
        now=now,
        longest=timedelta(seconds=settings.SESSION_COOKIE_AGE),
        idle=timedelta(seconds=idle),
    )


def _moment(session: SessionBase, key: str, now: datetime) -> datetime:
    """Return a moment kept in the session as seconds; one that a sign-in did not write begins now."""
    return datetime.fromtimestamp(session.setdefault(key, now.timestamp()), UTC)


def _lead_to(request: HttpRequest, duty: str) -> HttpResponse | None:
    """Return the answer that leads to a duty, None for pages that stay open meanwhile."""
    match = resolve(request.path_info)
    if match.view_name in _OPEN_VIEWS:
        return None
    if request.path_info.startswith("/api/"):
        text = gettext("Sign in with the browser first: your account needs attention.")
        body = {"type": "about:blank", "title": text, "status": 403}
        return JsonResponse(body, status=403, content_type="application/problem+json")
    return HttpResponseRedirect(reverse(duty))
