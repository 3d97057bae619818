"""Open cases of areas that have ended: where each belongs today, and the move there."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from linli.cases import queries, services
from linli.cases.views.finding import StaffRequest
from linli.cases.views.rows import make_rows
from linli.foundation import paging
from linli.foundation.access import requires

ACTION = "cases.file"
SHOWN = ("area__tier", "place", "category")


@requires(ACTION)
@require_http_methods(["GET", "HEAD", "POST"])
def left(request: StaffRequest) -> HttpResponse:
    """Show open cases whose area has ended with the areas they may go to; move those that a person confirms."""
    now = timezone.now()
    cases = queries.list_left(request.user, ACTION).select_related(*SHOWN)
    if request.method == "POST":
        moved = _move(request, cases.filter(pk__in=_chosen(request)))
        words = ngettext("%(count)s case moved.", "%(count)s cases moved.", moved)
        messages.success(request, words % {"count": moved})
        return HttpResponseRedirect(reverse("cases:left"))
    page = paging.page(cases, order=("pk",), after=request.GET.get("after", ""))
    found = queries.find_homes(page)
    rows = zip(make_rows(page, request.user, now), found, strict=True)
    return render(request, "cases/left.html", {"rows": list(rows), "page": page})


def _chosen(request: StaffRequest) -> dict[int, str]:
    """Return by case the key of the area chosen for it; a row without a choice stays as it is."""
    said = {name.removeprefix("to-"): request.POST[name] for name in request.POST if name.startswith("to-")}
    return {int(case): key for case, key in said.items() if key and case.isdecimal() and len(case) < 19}


def _move(request: StaffRequest, cases: QuerySet) -> int:
    """Move the cases to the areas chosen among those they may go to; return how many moved."""
    chosen = _chosen(request)
    homes = {
        one.case.pk: area
        for one in queries.find_homes(cases)
        for area in one.heirs
        if str(area.key) == chosen[one.case.pk]
    }
    return len(services.follow_territory(to=homes, actor=request.user, now=timezone.now(), action=ACTION))
