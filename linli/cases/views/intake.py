"""Registering a problem for staff: one page, few taps."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.cases import services
from linli.cases.forms.intake import IntakeForm
from linli.cases.rules.texts import write_receipt
from linli.cases.views.finding import StaffRequest
from linli.foundation import uploads
from linli.foundation.access import requires


@requires("cases.report")
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Register a problem; the same form sent twice is the same case."""
    if request.method == "GET":
        form = IntakeForm(user=request.user, home=_home(request), initial={"token": secrets.token_urlsafe(16)})
        return _page(request, form)
    form = IntakeForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _page(request, form, 422)
    said = form.cleaned_data
    try:
        photo = said.pop("photo")
        photos = [uploads.accept_image(photo).path] if photo else []
        report = services.take_report(
            text=said["text"],
            token=f"desk:{request.user.pk}:{said['token']}",
            now=timezone.now(),
            channel=said["channel"],
            actor=request.user,
            category=said["category"],
            longitude=said["longitude"],
            latitude=said["latitude"],
            address=said["address"],
            place=said["area"],
            contact=said["contact"],
            photos=photos,
        )
    except (services.MoveRefused, uploads.UploadRefused) as refused:
        form.add_error(None, str(refused))
        return _page(request, form, 422)
    messages.success(
        request, _("Registered. Receipt for the reporter: %(receipt)s") % {"receipt": write_receipt(report.receipt)}
    )
    return redirect(f"{reverse('cases:case', args=[report.case_id])}?new=1")


def _home(request: StaffRequest) -> Any:
    """Return the key of the person's own community, to be preset."""
    home = request.user.home_area
    return home.pk if home is not None and home.tier.code == "community" else None


def _page(request: StaffRequest, form: IntakeForm, status: int = 200) -> HttpResponse:
    """Render the form."""
    return render(request, "cases/new.html", {"form": form, "tiles": settings.TILES}, status=status)
