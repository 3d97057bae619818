"""Watching the worker compute a large round, and stopping it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.appraisals import services
from linli.appraisals.queries.calculations import visible_calculations
from linli.appraisals.queries.rounds import RUN
from linli.appraisals.views.trail import trail
from linli.foundation import jobs as worker
from linli.foundation.access import requires

SILENCE = timedelta(minutes=3)
"""After which the worker is said not to be there."""


@requires(RUN)
@require_safe
@never_cache
def calculation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the worker is: as a page, or as the part that asks again."""
    found = get_object_or_404(visible_calculations(request.user), pk=pk)
    beat = worker.last_beat() if found.is_open else timezone.now()
    context = {
        "calculation": found,
        "round": found.round,
        "is_unattended": beat is None or timezone.now() - beat > SILENCE,
        "crumbs": trail(_("Computing"), round_=found.round),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "appraisals/calculation.html", context)
    response = render(request, "appraisals/_calculation.html", context)
    if not found.is_open:
        response["HX-Refresh"] = "true"
    return response


@requires(RUN)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the worker."""
    found = get_object_or_404(visible_calculations(request.user), pk=pk)
    services.cancel_calculation(calculation_id=found.pk, actor=request.user, now=timezone.now())
    return redirect("appraisals:calculation", found.pk)
