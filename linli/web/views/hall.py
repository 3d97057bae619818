"""The hall itself: home, settings, the area in scope, the taste of the page, search, help."""

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.appraisals import queries as appraisals
from linli.boundaries import queries as boundaries
from linli.cases import queries as cases
from linli.foundation.access import PUBLIC, requires
from linli.places import queries as places
from linli.web import navigation, scope
from linli.web.templatetags.hall import SIZES, THEMES

YEAR = 365 * 24 * 60 * 60
AREAS_SHOWN = 400
CONSULTATIONS = 10
BULLETINS = 5


def _way_back(request: HttpRequest) -> str:
    """Return the address a person came from, if it is one of ours; else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else reverse("web:home")


@requires(PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead staff to their work and everybody else to the residents' page."""
    if not request.user.is_authenticated:
        return _portal(request)
    entries = navigation.list_entries(request)
    return redirect(entries[0].url if entries else "web:portal")


@requires(PUBLIC)
@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """Show the residents' page to anyone, staff too."""
    return _portal(request)


def _portal(request: HttpRequest) -> HttpResponse:
    """Render the residents' page: what residents are asked about, and what was made known to everybody."""
    context = {
        "consultations": boundaries.open_consultations(timezone.localdate())[:CONSULTATIONS],
        "bulletins": appraisals.public_bulletins()[:BULLETINS],
    }
    return render(request, "web/portal/home.html", context)


@requires(PUBLIC)
@require_safe
def settings_home(request: HttpRequest) -> HttpResponse:
    """List the pages of settings that this person may open; nothing for anyone else."""
    entries = navigation.list_settings(request) if request.user.is_authenticated else []
    return render(request, "web/settings.html", {"entries": entries})


@requires(PUBLIC)
@require_POST
def taste(request: HttpRequest) -> HttpResponse:
    """Keep how a person likes the page: colours, size of type, language."""
    response = redirect(_way_back(request))
    allowed = {"theme": ("", *THEMES), "size": ("", *SIZES), "language": tuple(dict(settings.LANGUAGES))}
    names = {"theme": "theme", "size": "size", "language": settings.LANGUAGE_COOKIE_NAME}
    for field, values in allowed.items():
        value = request.POST.get(field)
        if value in values:
            response.set_cookie(
                names[field], value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
            )
    return response


@requires("cases.view")
@require_http_methods(["GET", "POST"])
def area(request: HttpRequest) -> HttpResponse:
    """Choose the area in scope among those a person's duties reach."""
    back = _way_back(request)
    if request.method == "POST":
        if not scope.choose_area(request, request.POST.get("area", "")):
            messages.error(request, _("That area is not within your duties."))
        return redirect(back)
    reach = places.areas_in_scope(request.user, "cases.view").filter(tier__code__in=_switchable())
    sought = request.GET.get("q", "").strip()
    found = places.search_areas(reach, sought) if sought else reach
    shown = list(found.order_by("path")[: AREAS_SHOWN + 1])
    context = {"areas": shown[:AREAS_SHOWN], "more": len(shown) > AREAS_SHOWN, "next": back, "sought": sought}
    return render(request, "web/area.html", {**context, "scope": scope.get_scope(request)})


def _switchable() -> tuple[str, ...]:
    """Return the tiers worth working in; compounds and buildings are reached by the filter of the list."""
    return ("city", "district", "subdistrict", "community")


@requires("cases.view")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Lead a number straight to its case and words to the list of cases."""
    sought = request.GET.get("q", "").strip()
    if sought.isdecimal():
        found = cases.list_cases(request.user, now=timezone.now(), q=sought)[:2]
        if len(found) == 1:
            return redirect("cases:case", case_id=found[0].pk)
    return redirect(f"{reverse('cases:list')}?{urlencode({'q': sought, 'state': 'all'})}")


@requires(PUBLIC)
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Say who helps and how the common things are done."""
    return render(request, "web/help.html")


@requires(PUBLIC)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which personal data is kept, why and for how long."""
    return render(request, "web/privacy.html")


@requires(PUBLIC)
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the application and its database work; for the machine that watches."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
