"""Every error of the interface is a problem document (RFC 9457): one shape, one sentence to show."""

import json
import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

logger = logging.getLogger(__name__)
PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
SENTENCES = {
    400: gettext_noop("The request cannot be read; its body must be JSON in UTF-8."),
    401: gettext_noop("Sign in, or send a token: Authorization: Bearer …"),
    403: gettext_noop("This account may not do that."),
    404: gettext_noop("There is nothing at this address."),
    405: gettext_noop("This address does not answer to this method."),
    413: gettext_noop("The request is too large."),
    422: gettext_noop("Something in the request is not right; `errors` says what."),
    429: gettext_noop("Too many requests; try again later."),
    500: gettext_noop("Something went wrong here; nothing was saved."),
    503: gettext_noop("The service is not available now; try again shortly."),
}


class Problem(Exception):
    """Stops a request with a status and a sentence; `errors` names fields, `headers` go out with the answer."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.status, self.detail, self.errors, self.headers = status, detail, errors, headers
        super().__init__(status, detail)


def problem_response(
    status: int,
    detail: str = "",
    *,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """Return a problem document."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": _title(status),
        "status": status,
        "detail": detail or _(SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])),
    }
    if errors:
        body["errors"] = errors
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE, headers=headers)


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the problem document of a Problem."""
    return problem_response(problem.status, problem.detail, errors=problem.errors, headers=problem.headers)


def _title(status: int) -> str:
    """Return the standard name of a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


class ProblemMiddleware:
    """Turns every other error under /api/ (unknown address, method, host, a crash) into a problem document."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse a body that is too large unread; pass the rest on, and replace an error that is none of ours."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdigit() and int(declared) > settings.API_MAX_BODY:
            return problem_response(413)
        response = self.get_response(request)
        if response.status_code < 400:
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
        return problem_response(response.status_code, headers=kept)
