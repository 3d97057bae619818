"""The pages beside the interface: its description, and the tokens of connected systems."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.api import queries, services
from linli.api.interface import api
from linli.api.models import ApiToken
from linli.api.problems import SENTENCES
from linli.foundation.access import PUBLIC, requires
from linli.people.access import actor_of
from linli.values import noop

OUTCOMES = {200: noop("What was asked for."), 201: noop("The report is taken.")}


@requires(PUBLIC)
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI schema."""
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False})


@requires(PUBLIC)
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the schema as a plain page, without any script."""
    return render(request, "api/docs.html", {"operations": _operations(api.get_openapi_schema())})


@requires(PUBLIC)
def nothing(request: HttpRequest) -> HttpResponse:
    """Answer an address that does not exist; the middleware makes it a problem document."""
    raise Http404


@requires("api.tokens")
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens of this account."""
    return render(request, "api/tokens.html", {"tokens": queries.list_tokens(actor_of(request)), "now": timezone.now()})


@requires("api.tokens")
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret, this once."""
    name = request.POST.get("name", "").strip()[:60]
    if not name:
        messages.error(request, _("Name the system that will use the token."))
        return redirect("api:tokens")
    token, secret = services.make_token(name=name, actor=actor_of(request), now=timezone.now())
    return render(request, "api/token_made.html", {"token": token, "secret": secret})


@requires("api.tokens")
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one of this account's tokens."""
    try:
        services.revoke_token(token_id=token_id, actor=actor_of(request), now=timezone.now())
    except ApiToken.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The token is revoked."))
    return redirect("api:tokens")


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the schema's operations as rows for the page, references resolved."""
    shapes = document.get("components", {}).get("schemas", {})
    found = []
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            found.append(
                {
                    "method": method.upper(),
                    "address": address,
                    "summary": _said(operation.get("summary")),
                    "description": _said(operation.get("description")),
                    "parameters": [_field(one["name"], one.get("schema", {}), one) for one in operation["parameters"]],
                    "body": _fields(body, shapes),
                    "answers": [
                        {"status": status, "about": _outcome(int(status)), "fields": _fields(_content(answer), shapes)}
                        for status, answer in operation["responses"].items()
                    ],
                    "for_staff": bool(operation.get("security")),
                }
            )
    return found


def _said(text: str | None) -> str:
    """Return a text of the schema, which is written in English, in the language of the page."""
    return _(text) if text else ""


def _outcome(status: int) -> str:
    """Return what a status means here."""
    return _said(OUTCOMES.get(status) or SENTENCES.get(status))


def _content(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an answer, whatever its media type."""
    content: dict[str, dict[str, Any]] = answer.get("content", {})
    return next(iter(content.values()), {}).get("schema", {})


def _fields(shape: dict[str, Any], shapes: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of an object's schema."""
    name = shape.get("$ref", "").rpartition("/")[2]
    resolved = shapes.get(name, shape)
    needed = resolved.get("required", [])
    return [_field(key, one, {"required": key in needed}) for key, one in resolved.get("properties", {}).items()]


def _field(name: str, shape: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    """Return one field: name, kind, whether it is needed, what it means."""
    kinds = [one.get("type") or one.get("$ref", "").rpartition("/")[2] for one in shape.get("anyOf", [shape])]
    return {
        "name": name,
        "kind": " | ".join(kind for kind in kinds if kind),
        "needed": about.get("required", False),
        "about": _said(shape.get("description") or about.get("description")),
    }
