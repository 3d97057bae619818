"""The list of re-visits that wait to be made."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.models import Case, Revisit
from linli.cases.rules import lights as signals
from linli.cases.terms import Light
from linli.cases.views.finding import StaffRequest
from linli.cases.views.rows import place_of
from linli.foundation import paging
from linli.foundation.access import requires


@dataclass(frozen=True)
class Row:
    """One re-visit as the list shows it."""

    revisit: Revisit
    case: Case
    place: str
    light: Light


@requires("cases.verify")
@require_safe
def revisits(request: StaffRequest) -> HttpResponse:
    """Show what is to be visited again in this person's reach, what is due first on top."""
    now = timezone.now()
    waiting = queries.list_revisits(request.user, now)
    page = paging.page(waiting, order=("due_at", "event_id"), after=request.GET.get("after", ""))
    soon = queries.soon_after(now)
    rows = [
        Row(one, one.case, place_of(one.case), signals.light(now=now, soon=soon, due_at=one.due_at, is_slowed=False))
        for one in page
    ]
    return render(request, "cases/revisits.html", {"rows": rows, "page": page})
