"""The interface object: how requests are read and how errors are said."""

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema

from linli.api.problems import MEDIA_TYPE, Problem, answer, problem_response

logger = logging.getLogger(__name__)
SAID = {
    "missing": gettext_noop("is missing"),
    "empty": gettext_noop("is empty"),
    "unreadable": gettext_noop("holds control characters"),
    "string_unicode": gettext_noop("is not valid Unicode"),
    "string_type": gettext_noop("must be a text"),
    "string_too_long": gettext_noop("is longer than %(max_length)s characters"),
    "greater_than_equal": gettext_noop("must be at least %(ge)s"),
    "less_than_equal": gettext_noop("must be at most %(le)s"),
    "model_type": gettext_noop("must be a JSON object"),
    "model_attributes_type": gettext_noop("must be a JSON object"),
    "dict_type": gettext_noop("must be a JSON object"),
    "finite_number": gettext_noop("must be a number"),
    "float_type": gettext_noop("must be a number"),
    "float_parsing": gettext_noop("must be a number"),
    "int_parsing": gettext_noop("must be a whole number"),
}


class Interface(NinjaAPI):
    """Our interface: errors are declared as problem documents in the schema too."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI schema with the right media type on every error."""
        schema = super().get_openapi_schema(**{"path_prefix": "/api/v1/"} | options)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "content" in response:
                        response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
        return schema


api = Interface(
    title="Linli",
    version="1",
    description=gettext_noop("Reports in, status out; lists of cases for staff and connected systems."),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


@api.exception_handler(Problem)
def _on_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer(request, problem)


@api.exception_handler(ValidationError)
def _on_invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = [{"field": _field(error["loc"]), "message": _message(error)} for error in fault.errors]
    said = "; ".join(f"{error['field']} {error['message']}" for error in errors)
    return problem_response(422, said, errors=errors)


@api.exception_handler(AuthenticationError)
def _on_stranger(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    return problem_response(401, headers={"WWW-Authenticate": "Bearer"})


@api.exception_handler(HttpError)
def _on_http(request: HttpRequest, fault: HttpError) -> HttpResponse:
    headers = {"Retry-After": str(int(fault.wait or 1))} if isinstance(fault, Throttled) else None
    return problem_response(fault.status_code, headers=headers)


@api.exception_handler(Http404)
def _on_unknown(request: HttpRequest, fault: Http404) -> HttpResponse:
    return problem_response(404)


@api.exception_handler(Exception)
def _on_crash(request: HttpRequest, fault: Exception) -> HttpResponse:
    logger.exception("unexpected error at %s", request.path)
    return problem_response(500)


def _field(loc: tuple[Any, ...]) -> str:
    """Return the field's own name without the parts that say where the library looked."""
    return str(loc[-1]) if len(loc) > 2 or loc[0] != "body" else "body"


def _message(error: dict[str, Any]) -> str:
    """Return a sentence in the reader's language; the library's own where we have none."""
    said = SAID.get(error["type"])
    return _(said) % error.get("ctx", {}) if said else error["msg"]
