"""The room's first page: what waits for whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.appraisals.queries.home import waiting_for
from linli.foundation.access import requires


@requires("appraisals.view", "appraisals.score")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for a person, and the ways into the room."""
    return render(request, "appraisals/home.html", {"waiting": waiting_for(request.user)})
