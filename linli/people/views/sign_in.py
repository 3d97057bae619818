"""Signing in and out."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from linli.foundation.access import PUBLIC, requires
from linli.people.address import client_address
from linli.people.forms import CodeForm, SignInForm
from linli.people.models import Account
from linli.people.services import limits, sessions
from linli.people.services import sign_in as acts
from linli.people.terms import SessionEnd

BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITS_FOR = timedelta(minutes=5)
"""How long the code may take after the password."""
YEAR = 365 * 24 * 60 * 60


@requires(PUBLIC)
@sensitive_post_parameters("password")
@csrf_protect
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password."""
    if request.user.is_authenticated:
        return redirect(_way_on(request))
    form = SignInForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _ask(request, "people/sign_in.html", form, 200 if request.method == "GET" else 422)
    now, address = timezone.now(), client_address(request)
    try:
        account = acts.check_password(request=request, address=address, now=now, **form.cleaned_data)
    except limits.TooManyAttempts as closed:
        return _too_many(request, "people/sign_in.html", form, closed.minutes(now))
    if account is None:
        form.add_error(None, _("User name or password is wrong."))
        return _ask(request, "people/sign_in.html", form, 422)
    if account.has_two_factor:
        request.session.cycle_key()
        request.session["waiting"] = {"account": account.pk, "at": now.timestamp()}
        return redirect(f"{reverse('people:second_step')}?{urlencode({'next': _way_on(request)})}")
    return _enter(request, account, address, now)


@requires(PUBLIC)
@csrf_protect
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code of someone whose password was right a moment ago."""
    now, address = timezone.now(), client_address(request)
    account = _who_waits(request, now)
    if account is None:
        return redirect("people:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _ask(request, "people/second_step.html", form, 200 if request.method == "GET" else 422)
    code = form.cleaned_data["code"]
    try:
        right = acts.check_second_factor(account=account, code=code, address=address, now=now)
    except limits.TooManyAttempts as closed:
        return _too_many(request, "people/second_step.html", form, closed.minutes(now))
    if not right:
        form.add_error("code", _("The code is wrong or was used already."))
        return _ask(request, "people/second_step.html", form, 422)
    return _enter(request, account, address, now)


@requires(PUBLIC)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, Account):
        now = timezone.now()
        sessions.close_session(session_key=request.session.session_key or "", now=now, why=SessionEnd.SIGNED_OUT)
        acts.note_sign_out(account=request.user, now=now)
    logout(request)
    return redirect("people:sign_in")


def _who_waits(request: HttpRequest, now: datetime) -> Account | None:
    """Return the active account whose password was right at most five minutes ago in this session."""
    waiting = request.session.get("waiting") or {}
    if now.timestamp() - waiting.get("at", 0) > WAITS_FOR.total_seconds():
        return None
    return Account.objects.filter(pk=waiting.get("account", 0), is_active=True, two_factor_at__isnull=False).first()


def _enter(request: HttpRequest, account: Account, address: str | None, now: datetime) -> HttpResponse:
    """Begin a session under a new key and go where the person wanted to go."""
    request.session.pop("waiting", None)
    login(request, account, backend=BACKEND)
    device = request.headers.get("User-Agent", "")
    sessions.begin_session(account=account, session=request.session, address=address, device=device, now=now)
    acts.note_sign_in(account=account, address=address, now=now)
    response = redirect(_way_on(request))
    if account.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, account.language, max_age=YEAR, samesite="Lax")
    return response


def _way_on(request: HttpRequest) -> str:
    """Return the address a person wanted, if it is one of ours; else the home page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def _ask(request: HttpRequest, template: str, form: SignInForm | CodeForm, status: int) -> HttpResponse:
    """Show a form of signing in; what was typed as password is not sent back."""
    return render(request, template, {"form": form, "next": _way_on(request)}, status=status)


def _too_many(request: HttpRequest, template: str, form: SignInForm | CodeForm, minutes: int) -> HttpResponse:
    """Answer that a counter is closed, in the same words whoever was meant."""
    text = _("Too many attempts. Try again in %(minutes)d minutes.") % {"minutes": minutes}
    form.add_error(None, text)
    response = _ask(request, template, form, 429)
    response["Retry-After"] = str(minutes * 60)
    return response
