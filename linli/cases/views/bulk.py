"""The same act on several ticked cases: each is judged by itself, each gets its own answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases import queries, services
from linli.cases.terms import Act
from linli.cases.views.finding import StaffRequest
from linli.cases.views.lists import BULK
from linli.cases.views.rows import Row, make_rows
from linli.foundation.access import requires

MOST = 100
SERVICES = {Act.CLAIM: "claim", Act.FILE: "file_case", Act.DISPATCH: "dispatch", Act.URGE: "urge"}


@dataclass(frozen=True)
class Result:
    """What became of one case."""

    row: Row
    done: bool
    words: str


@requires("cases.view")
@require_POST
def bulk(request: StaffRequest) -> HttpResponse:
    """Carry out one act on the ticked cases and say for each what became of it."""
    act = _act(request.POST.get("act", ""))
    if act is None or not request.user.may(BULK[act]):
        raise Http404
    keys = [int(key) for key in request.POST.getlist("case") if key.isdecimal() and len(key) < 19][:MOST]
    ticked = (
        queries.visible_cases(request.user)
        .select_related("category", "area", "place")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    now = timezone.now()
    results = [_one(act, row, request.user, now) for row in make_rows(ticked, request.user, now)]
    context = {
        "act": act,
        "results": results,
        "done": sum(result.done for result in results),
        "next": _way_back(request),
    }
    return render(request, "cases/bulk.html", context)


def _act(code: str) -> Act | None:
    """Return the bulk act of a code."""
    return next((act for act in BULK if act.value == code), None)


def _one(act: Act, row: Row, user: Any, now: datetime) -> Result:
    """Carry the act out on one case; a refusal is a result, not an error. Filing takes the kind the reporter chose."""
    case = row.case
    said = {"category": case.category} if act is Act.FILE else {}
    if act is Act.FILE and case.category is None:
        return Result(row, False, _("Nobody has said which kind it is; file it by itself."))
    try:
        getattr(services, SERVICES[act])(case_id=case.pk, actor=user, now=now, version=case.version, **said)
    except (services.MoveRefused, services.ConflictError) as refused:
        return Result(row, False, str(refused))
    return Result(row, True, _("Done"))


def _way_back(request: StaffRequest) -> str:
    """Return the list the person came from."""
    wanted = request.POST.get("next", "")
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if safe else reverse("cases:list")
