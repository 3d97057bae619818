"""My work and the list of cases; the address of the list holds the whole filter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.forms.filters import FilterForm
from linli.cases.queries import lists, saved
from linli.cases.terms import Act
from linli.cases.views import tabs
from linli.cases.views.finding import StaffRequest
from linli.cases.views.rows import make_rows
from linli.foundation import paging
from linli.foundation.access import requires

ORDERS = {
    "due": lists.DUE,
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


@dataclass(frozen=True)
class Filtered:
    """The filter of an address: its form, the order; `ask` gives the cases as `list_cases` does, `count` counts too."""

    form: FilterForm
    order: tuple[str, ...]
    ask: Callable[..., QuerySet]
    count: Callable[..., tuple[paging.CappedCount, QuerySet]]

    def up_to(self, limit: int, **also: Any) -> tuple[paging.CappedCount, QuerySet]:
        """Return how many cases fit, counted up to the limit, and the cases, to be read in the order of the filter."""
        return self.count(limit=limit, also=also)


def filtered(request: StaffRequest, now: datetime) -> Filtered:
    """Return the filter of the address, within the person's reach and the area chosen at the top."""
    form = FilterForm(request.GET, user=request.user, today=timezone.localdate(now))
    chosen = form.chosen()
    order = ORDERS[chosen.pop("order", "due")]
    area = chosen.pop("area", None)
    known = {"states": tabs.STATES[tabs.tab_of(request.GET.get("state"))], **chosen}
    known["area_path"] = area.path if area else scope_path(request)
    ask = partial(queries.list_cases, request.user, now=now, **known)
    return Filtered(form, order, ask, partial(lists.counted, request.user, now=now, **known))


@requires("cases.view")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Show what this person's desks must do, what expires next first."""
    now = timezone.now()
    tab = tabs.tab_of(request.GET.get("tab"))
    mine = queries.queue(request.user, now)
    counts = queries.count_by_state(mine, limit=QUEUE_COUNTED)
    shown = mine if tab == "open" else mine.filter(state__in=tabs.STATES[tab])
    page = paging.page(shown, order=ORDERS["due"], after=request.GET.get("after", ""))
    context = {
        "tab": tab,
        "tabs": tabs.list_tabs(tabs.QUEUE, tabs.add_up(counts)),
        "page": page,
        "rows": make_rows(page, request.user, now),
        "may_report": request.user.may("cases.report"),
        "may_revisit": request.user.may("cases.verify"),
        "has_left": request.user.may("cases.file") and queries.list_left(request.user, "cases.file").exists(),
    }
    return render(request, "cases/queue.html", context)


@requires("cases.view")
@require_safe
def cases(request: StaffRequest) -> HttpResponse:
    """List the cases that fit the filter, page by page."""
    now = timezone.now()
    chosen = filtered(request, now)
    count, found = chosen.up_to(COUNTED)
    page = paging.page(found, order=chosen.order, after=request.GET.get("after", ""))
    context = {
        "form": chosen.form,
        "tab": tabs.tab_of(request.GET.get("state")),
        "tabs": tabs.list_tabs(),
        "page": page,
        "rows": make_rows(page, request.user, now),
        "count": _("%(count)s cases") % {"count": count},
        "views": saved.list_saved_views(request.user),
        "acts": [act for act, action in BULK.items() if request.user.may(action)],
        "may_export": request.user.may("cases.export"),
        "may_report": request.user.may("cases.report"),
    }
    return render(request, "cases/list.html", context)
