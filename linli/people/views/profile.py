"""One's own account: facts, password, second factor, sessions."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from linli.foundation.access import requires
from linli.people import queries, rules, services
from linli.people.access import actor_of
from linli.people.forms import CodeForm, NewPasswordForm, PasswordForm, ProfileForm
from linli.people.models import OWN, Account, SignIn
from linli.people.services import sessions
from linli.people.services import two_factor as second_factor

YEAR = 365 * 24 * 60 * 60


@requires(OWN)
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show one's own account and change phone, e-mail and language."""
    account = actor_of(request)
    start = {"phone": account.phone, "email": account.email, "language": account.language}
    form = ProfileForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        services.change_own_profile(actor=account, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        response = redirect("people:profile")
        if language := form.cleaned_data["language"]:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
        return response
    here = request.session.session_key
    context = {
        "form": form,
        "appointments": queries.list_appointments(account),
        "sessions": [(one, rules.name_device(one.device), one.session_key == here) for one in _open(account)],
    }
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


@requires(OWN)
@sensitive_post_parameters("password", "new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session ends."""
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _change_password(request, form):
        messages.success(request, _("The password is changed. Your other sessions are ended."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "is_forced": actor_of(request).must_change_password}
    return render(request, "people/password.html", context, status=422 if form.errors else 200)


@requires(OWN)
@never_cache
@require_http_methods(["GET", "POST"])
def two_factor(request: HttpRequest) -> HttpResponse:
    """Set up the second factor with a telephone, or show that it is on."""
    if actor_of(request).has_two_factor:
        left = actor_of(request).recovery_codes.filter(used_at__isnull=True).count()
        return render(request, "people/two_factor_on.html", {"form": PasswordForm(), "codes_left": left})
    form = CodeForm(request.POST or None)
    secret = request.session.setdefault("two_factor_secret", second_factor.make_secret())
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"].replace(" ", "")
        try:
            codes = services.start_two_factor(actor=actor_of(request), secret=secret, code=code, now=timezone.now())
        except services.PeopleRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session["two_factor_secret"]
            return render(request, "people/recovery_codes.html", {"codes": codes})
    uri = second_factor.provisioning_uri(secret=secret, account=actor_of(request), issuer=_("Linli"))
    import segno  # noqa: PLC0415 (few pages draw a code)

    picture = segno.make(uri, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=False)
    context = {"form": form, "picture": picture, "secret": secret}
    return render(request, "people/two_factor_off.html", context, status=422 if form.errors else 200)


@requires(OWN)
@sensitive_post_parameters("password")
@never_cache
@require_POST
def two_factor_act(request: HttpRequest) -> HttpResponse:
    """Switch the second factor off, or make new recovery codes; both ask for the password."""
    form, now = PasswordForm(request.POST), timezone.now()
    try:
        if form.is_valid() and "renew" in request.POST:
            given = form.cleaned_data["password"]
            codes = services.renew_recovery_codes(actor=actor_of(request), password=given, now=now)
            return render(request, "people/recovery_codes.html", {"codes": codes})
        if form.is_valid():
            required = settings.TWO_FACTOR_REQUIRED and actor_of(request).is_admin
            given = form.cleaned_data["password"]
            services.remove_two_factor(actor=actor_of(request), password=given, required=required, now=now)
            messages.success(request, _("Two-factor sign-in is off."))
            return redirect("people:profile")
    except services.PeopleRefused as refusal:
        form.add_error("password", str(refusal))
    left = actor_of(request).recovery_codes.filter(used_at__isnull=True).count()
    return render(request, "people/two_factor_on.html", {"form": form, "codes_left": left}, status=422)


@requires(OWN)
@require_POST
def end_session(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """End one of one's own sessions elsewhere."""
    try:
        services.end_session(sign_in_id=sign_in_id, actor=actor_of(request), now=timezone.now())
    except SignIn.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The session is ended."))
    return redirect("people:profile")


def _open(account: Account) -> list[SignIn]:
    """Return one's open sessions; those whose time is over without a visit since are not open."""
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return list(queries.list_sessions(account).filter(began_at__gt=oldest))


def _change_password(request: HttpRequest, form: NewPasswordForm) -> bool:
    """Change the password and keep this session alive under a new key; False with errors in the form."""
    key = request.session.session_key or ""
    old, new = form.cleaned_data["password"], form.cleaned_data["new"]
    try:
        account = services.change_password(
            actor=actor_of(request), old=old, new=new, now=timezone.now(), session_key=key
        )
    except services.PeopleRefused as refusal:
        form.add_error("password", str(refusal))
        return False
    except ValidationError as broken:
        form.add_error("new", broken)
        return False
    update_session_auth_hash(request, account)
    sessions.move_session(old_key=key, session=request.session)
    return True
