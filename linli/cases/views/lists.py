"""My work and the list of cases; the address of the list holds the whole filter."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.forms.filters import FilterForm
from linli.cases.queries import saved
from linli.cases.terms import Act
from linli.cases.views import tabs
from linli.cases.views.finding import StaffRequest
from linli.cases.views.rows import make_rows
from linli.foundation import paging
from linli.foundation.access import requires

ORDERS = {
    "due": ("due_at", "id"),
    "-reported": ("-id",),
    "reported": ("id",),
    "number": ("number",),
}
BULK = {
    Act.CLAIM: "cases.file",
    Act.FILE: "cases.file",
    Act.DISPATCH: "cases.dispatch",
    Act.URGE: "cases.urge",
}
COUNTED = 1000
QUEUE_COUNTED = 200


def scope_path(request: StaffRequest) -> str:
    """Return the path of the area chosen at the top, "" for everything; see the hall's `scope`."""
    chosen = request.session.get("area")
    return chosen["path"] if chosen else ""


def filtered(request: StaffRequest, now: datetime) -> tuple[FilterForm, QuerySet, tuple[str, ...]]:
    """Return the filter of the address, the cases it leaves of the person's reach, and their order."""
    form = FilterForm(request.GET, user=request.user, today=timezone.localdate(now))
    chosen = form.chosen()
    order = ORDERS[chosen.pop("order", "due")]
    area = chosen.pop("area", None)
    tab = tabs.tab_of(request.GET.get("state"))
    found = queries.list_cases(
        request.user,
        states=tabs.STATES[tab],
        area_path=area.path if area else scope_path(request),
        now=now,
        **chosen,
    )
    return form, found, order


@requires("cases.view")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Show what this person's desks must do, what expires next first."""
    now = timezone.now()
    tab = tabs.tab_of(request.GET.get("tab"))
    mine = queries.queue(request.user, now)
    counts = queries.count_by_state(mine, limit=QUEUE_COUNTED)
    page = paging.page(mine.filter(state__in=tabs.STATES[tab]), order=ORDERS["due"], after=request.GET.get("after", ""))
    context = {
        "tab": tab,
        "tabs": tabs.list_tabs(tabs.QUEUE, tabs.add_up(counts)),
        "page": page,
        "rows": make_rows(page, request.user, now),
        "may_report": request.user.may("cases.report"),
    }
    return render(request, "cases/queue.html", context)


@requires("cases.view")
@require_safe
def cases(request: StaffRequest) -> HttpResponse:
    """List the cases that fit the filter, page by page."""
    now = timezone.now()
    form, found, order = filtered(request, now)
    page = paging.page(found, order=order, after=request.GET.get("after", ""))
    context = {
        "form": form,
        "tab": tabs.tab_of(request.GET.get("state")),
        "tabs": tabs.list_tabs(),
        "page": page,
        "rows": make_rows(page, request.user, now),
        "count": _count(found),
        "views": saved.list_saved_views(request.user),
        "acts": [act for act, action in BULK.items() if request.user.may(action)],
        "may_export": request.user.may("cases.export"),
        "may_report": request.user.may("cases.report"),
    }
    return render(request, "cases/list.html", context)


def _count(found: QuerySet) -> str:
    """Say how many cases fit, counted up to a limit."""
    return _("%(count)s cases") % {"count": paging.count_up_to(found, COUNTED)}
