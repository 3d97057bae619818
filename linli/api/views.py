"""What the interface does: take reports, tell their status, list cases to those who may see them."""

import secrets
import time
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query
from ninja.throttling import BaseThrottle

from linli.api.gates import STAFF, acting
from linli.api.interface import SAID, api
from linli.api.problems import Problem
from linli.api.schemas import CaseDetail, CaseFilter, CasePage, ProblemOut, ReportIn, ReportOut, ReportStatus
from linli.api.shapes import case_detail, case_page, report_status
from linli.cases import queries, services
from linli.cases.terms import Channel
from linli.foundation.limiter import seconds_to_wait
from linli.values import noop

ANY_RECEIPT = "0" * 16
KEY_MAX = 64
OWN_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": KEY_MAX},
    "description": noop("Your own key of this report; sent twice, it counts once."),
}
"""Read by hand: the library would look through all headers of each report."""


class ReportThrottle(BaseThrottle):
    """Asks the limiter before the body is even read."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Tell whether this address may report now."""
        self.seconds = seconds_to_wait(request.META.get("REMOTE_ADDR", ""), time.monotonic())
        return self.seconds == 0

    def wait(self) -> float | None:
        """Return the seconds to wait."""
        return self.seconds


@api.post(
    "/reports",
    response={201: ReportOut, (400, 413, 422, 429): ProblemOut},
    throttle=[ReportThrottle()],
    url_name="reports",
    summary=noop("Send a report"),
    description=noop(
        "Take a resident's report and return its receipt. Send `Idempotency-Key` (or `token` in the body) with a key "
        "of your own, best a UUID: the same report sent again with it returns the first receipt; another text under "
        "a used key is refused."
    ),
    openapi_extra={"parameters": [OWN_KEY]},
)
def send_report(request: HttpRequest, report: ReportIn) -> Any:
    """
    Take a resident's report and return its receipt.

    Send `Idempotency-Key` (or `token` in the body) with a key of your own, best a UUID: the same report sent again
    with it returns the first receipt; another text under a used key is refused.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if len(key) > KEY_MAX:
        said = _(SAID["string_too_long"]) % {"max_length": KEY_MAX}
        raise Problem(422, f"Idempotency-Key {said}", errors=[{"field": "Idempotency-Key", "message": said}])
    taken = _take(report, key or report.token or secrets.token_hex(16))
    answer = ReportOut(receipt=taken.receipt, track_url=_track_url(request, taken.receipt))
    return HttpResponse(answer.model_dump_json(), content_type="application/json", status=201)


def _take(report: ReportIn, token: str) -> Any:
    """Hand the report to the cases room; what it refuses, such as a used key with another text, is a Problem."""
    try:
        taken = services.take_report(
            text=report.text,
            channel=Channel.API,
            token=f"api:{token}",
            now=timezone.now(),
            category=report.category,
            longitude=report.longitude,
            latitude=report.latitude,
            address=report.address,
            contact=report.contact,
        )
    except services.TextRefused as refused:
        errors = [{"field": refused.field, "message": str(refused)}]
        raise Problem(422, str(refused), errors=errors) from refused
    except services.MoveRefused as refused:
        raise Problem(422, str(refused)) from refused
    return taken


def _track_url(request: HttpRequest, receipt: str) -> str:
    """Return the address of the public tracking page."""
    return f"{request.scheme}://{request.get_host()}{_track_path().replace(ANY_RECEIPT, receipt)}"


@cache
def _track_path() -> str:
    """Return the path of the tracking page with a receipt to be replaced; to look it up is dear."""
    return reverse("web:track", args=[ANY_RECEIPT])


@api.get(
    "/reports/{receipt}",
    response={200: ReportStatus, 404: ProblemOut},
    url_name="report",
    summary=noop("Status of a report"),
    description=noop("Return what the public may know; an unknown receipt and a malformed one get the same answer."),
)
def get_report(request: HttpRequest, receipt: str = Path(description=noop("The receipt that was given."))) -> Any:
    """Return what the public may know; an unknown receipt and a malformed one get the same answer."""
    report = queries.find_report(receipt)
    if report is None:
        raise Problem(404)
    return report_status(report, timezone.now())


@api.get(
    "/cases",
    response={200: CasePage, (401, 403, 422): ProblemOut},
    auth=STAFF,
    url_name="cases",
    summary=noop("List of cases"),
    description=noop("Return the cases this account may see, the newest first, filtered as on the list page."),
)
def list_cases(request: HttpRequest, filters: Query[CaseFilter]) -> Any:
    """Return the cases this account may see, the newest first, filtered as on the list page."""
    return case_page(acting(request, "cases.view"), filters, timezone.now())


@api.get(
    "/cases/{number}",
    response={200: CaseDetail, (401, 403, 404): ProblemOut},
    auth=STAFF,
    url_name="case",
    summary=noop("One case"),
    description=noop("Return one case with its history; a case out of reach answers as one that does not exist."),
)
def get_case(request: HttpRequest, number: str = Path(description=noop("Number of the case."))) -> Any:
    """Return one case with its history; a case out of reach answers as one that does not exist."""
    return case_detail(acting(request, "cases.view"), number, timezone.now())
