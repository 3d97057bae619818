"""Reporting in three steps, without an account and without scripts."""

import secrets
import time

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import queries as cases
from linli.cases import services
from linli.cases.terms import Channel
from linli.foundation.access import PUBLIC, requires
from linli.foundation.limiter import seconds_to_wait
from linli.web.views.portal import steps

CONSENT_VERSION = 1
"""Version of the text a person agrees to; raise it when the text changes."""
LAST = len(steps.TITLES) - 1


@requires(PUBLIC)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Walk through the three steps; every answer carries all that was said before."""
    if request.method == "GET":
        return _show(request, 0, QueryDict(), steps.Photos())
    step = min(max(_number(request.POST.get("step", "")), 0), LAST)
    photos = steps.Photos.read(request.POST.get("photos_kept", ""))
    go = request.POST.get("go", "next")
    if go == "back":
        return _show(request, max(step - 1, 0), request.POST, photos)
    if go == "places":
        return _show(request, step, request.POST, photos)
    form = steps.form_of(step, request.POST, request.FILES)
    if form.is_valid() and step == 0:
        steps.store_photos(request, form, photos)
    if not form.is_valid():
        return _show(request, step, request.POST, photos, form=form, status=422)
    return _send(request, photos) if step == LAST else _show(request, step + 1, request.POST, photos)


def _number(text: str) -> int:
    """Return the number of a step, 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 3 else 0


def _show(
    request: HttpRequest,
    step: int,
    data: QueryDict,
    photos: steps.Photos,
    *,
    form: forms.Form | None = None,
    status: int = 200,
    error: str = "",
) -> HttpResponse:
    """Render one step with everything said in the others in hidden fields."""
    context = {
        "step": step,
        "last": LAST,
        "titles": steps.TITLES,
        "form": form or steps.form_of(step, None, initial=data.dict()),
        "carried": steps.carried(data, step),
        "photos_kept": photos.write(),
        "photo_count": len(photos.paths),
        "token": data.get("token") or secrets.token_urlsafe(16),
        "tiles": settings.TILES,
        "error": error,
    }
    return render(request, f"web/portal/report_{step + 1}.html", context, status=status)


def _send(request: HttpRequest, photos: steps.Photos) -> HttpResponse:
    """Check all steps once more, hand the report over, and lead to its receipt."""
    bound = [steps.form_of(step, request.POST, request.FILES) for step in range(LAST + 1)]
    wrong = next((step for step, form in enumerate(bound) if not form.is_valid()), None)
    if wrong is not None:
        return _show(request, wrong, request.POST, photos, form=bound[wrong], status=422)
    seconds = seconds_to_wait(request.META.get("REMOTE_ADDR", ""), time.monotonic())
    if seconds:
        error = _("Many reports came from your connection just now. Please send this one again in %(s)s seconds.") % {
            "s": seconds
        }
        response = _show(request, LAST, request.POST, photos, form=bound[LAST], status=429, error=error)
        response["Retry-After"] = str(seconds)
        return response
    said = {name: value for form in bound for name, value in form.cleaned_data.items()}
    try:
        taken = services.take_report(**_facts(said), photos=photos.paths, token=_token(request), now=timezone.now())
    except services.MoveRefused as refused:
        return _show(request, LAST, request.POST, photos, form=bound[LAST], status=422, error=str(refused))
    return redirect("web:receipt", receipt=taken.receipt)


def _token(request: HttpRequest) -> str:
    """Return the mark that makes a second sending the same report."""
    return f"web:{request.POST.get('token', '')[:64] or secrets.token_urlsafe(16)}"


def _facts(said: dict) -> dict:
    """Return what the service takes of what was said."""
    return {
        "text": said["text"],
        "channel": Channel.WEB,
        "category": said["category"] or None,
        "place": steps.find_area(said["place"] or said["community"]),
        "longitude": said["longitude"],
        "latitude": said["latitude"],
        "address": said["address"],
        "contact": said["contact"],
        "consent": CONSENT_VERSION if said["contact"] else None,
        "is_sealed": said["is_sealed"],
    }


@requires(PUBLIC)
@require_safe
def choose_place(request: HttpRequest) -> HttpResponse:
    """Return the compounds and buildings of one community, to be swapped into step 2."""
    form = steps.form_of(1, None, initial={"community": request.GET.get("community", "")})
    return render(request, "web/portal/_places.html", {"form": form})


@requires(PUBLIC)
@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show the receipt number and what happens next."""
    found = cases.find_report(receipt)
    if found is None:
        raise Http404
    response = render(request, "web/portal/receipt.html", {"view": cases.view_report(found, timezone.now())})
    response["Cache-Control"] = "no-store"
    return response
