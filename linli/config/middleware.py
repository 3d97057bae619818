"""What every answer and every request gets, whatever room it belongs to."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
PERMISSIONS = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), interest-cohort=()"


def trusted_proxies(get_response: Answer) -> Answer:
    """Believe the address and scheme that a trusted proxy reports, and nobody else's."""
    networks = [ip_network(each, strict=False) for each in settings.TRUSTED_PROXIES]

    def is_trusted(address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in networks)
        except ValueError:
            return False

    def answer(request: HttpRequest) -> HttpResponse:
        if networks and is_trusted(request.META.get("REMOTE_ADDR", "")):
            hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
            strangers = [hop for hop in hops if not is_trusted(hop)]
            if strangers:
                request.META["REMOTE_ADDR"] = strangers[-1]
        else:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        request.META.pop("HTTP_X_FORWARDED_FOR", None)
        return get_response(request)

    return answer


def browser_policies(get_response: Answer) -> Answer:
    """Tell the browser what our pages load and which of its abilities they never ask for; both are written once."""
    content = build_policy()

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", content)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return answer


def private_pages(get_response: Answer) -> Answer:
    """Let nobody keep a copy of a page that was made for someone who is signed in."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.setdefault("Cache-Control", "private, no-store")
        return response

    return answer
