"""Following a report by its receipt: where it stands in plain words, rating the result, taking it up again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import queries as cases
from linli.cases import services
from linli.cases.terms import State
from linli.foundation.access import PUBLIC, requires
from linli.web.forms import RatingForm, ReopenForm, TrackForm


def _report(receipt: str) -> Any:
    """Return the report of a receipt; unknown and malformed receipts get the same answer."""
    found = cases.find_report(receipt)
    if found is None:
        raise Http404
    return found


@requires(PUBLIC)
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt number and lead to its page."""
    form = TrackForm(request.GET or None)
    if request.GET and form.is_valid():
        found = cases.find_report(form.cleaned_data["receipt"])
        if found is not None:
            return redirect("web:track", receipt=found.receipt)
        return _unknown(request, form)
    return render(request, "web/portal/track_find.html", {"form": form}, status=422 if form.errors else 200)


def _unknown(request: HttpRequest, form: TrackForm, status: int = 422) -> HttpResponse:
    """Say beside the number that no report has it."""
    form.is_valid()
    if not form.errors:
        form.add_error("receipt", _("No report has this number. Please compare it with the one you noted."))
    return render(request, "web/portal/track_find.html", {"form": form}, status=status)


def _page(
    request: HttpRequest, found: Any, *, rating: Any = None, reopening: Any = None, status: int = 200
) -> HttpResponse:
    """Render the page of one report."""
    context = {
        "report": found,
        "view": cases.view_report(found, timezone.now()),
        "rating": rating or RatingForm(),
        "reopening": reopening or ReopenForm(),
    }
    response = render(request, "web/portal/track.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@requires(PUBLIC)
@require_safe
def track(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show where a report stands; a number nobody has can be corrected on the spot."""
    found = cases.find_report(receipt)
    return _page(request, found) if found else _unknown(request, TrackForm({"receipt": receipt}), status=404)


@requires(PUBLIC)
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, receipt: str) -> HttpResponse:
    """Keep the rating of the result."""
    found = _report(receipt)
    if request.method == "GET":
        return redirect("web:track", receipt=receipt)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, rating=form, status=422)
    said = form.cleaned_data
    try:
        services.rate(
            report_id=found.pk, solved=said["solved"], stars=said["stars"], comment=said["comment"], now=timezone.now()
        )
    except services.MoveRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, rating=form, status=409)
    messages.success(request, _("Thank you. Your rating is kept."))
    return redirect("web:track", receipt=receipt)


def _again(report: Any) -> Callable[..., Any]:
    """Return what taking up again means: an appeal where the report was not accepted, else a reopening."""
    return services.appeal if report.case.state is State.DECLINED else services.reopen


@requires(PUBLIC)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, receipt: str) -> HttpResponse:
    """Have a closed matter taken up again."""
    found = _report(receipt)
    if request.method == "GET":
        return redirect("web:track", receipt=receipt)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reopening=form, status=422)
    try:
        _again(found)(case_id=found.case_id, note=form.cleaned_data["note"], now=timezone.now())
    except services.MoveRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, reopening=form, status=409)
    messages.success(request, _("The matter is taken up again."))
    return redirect("web:track", receipt=receipt)


@requires(PUBLIC)
@require_POST
def urge(request: HttpRequest, receipt: str) -> HttpResponse:
    """Let the reporter press for an answer, once in a while."""
    found = _report(receipt)
    try:
        services.urge(case_id=found.case_id, now=timezone.now())
        messages.success(request, _("We have passed on that you are waiting."))
    except services.MoveRefused as refused:
        messages.warning(request, str(refused))
    return redirect("web:track", receipt=receipt)
