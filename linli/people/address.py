"""From where a request comes, and whether administrators may work from there."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the browser as `config.middleware.trusted_proxies` left it, None if it cannot be told."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


def is_admin_place(address: str | None) -> bool:
    """Return whether administrators may work from this address (`LINLI_ADMIN_NETWORKS`; none listed: from anywhere)."""
    if not settings.ADMIN_NETWORKS:
        return True
    if address is None:
        return False
    parsed = ipaddress.ip_address(address)
    return any(parsed in ipaddress.ip_network(network, strict=False) for network in settings.ADMIN_NETWORKS)
