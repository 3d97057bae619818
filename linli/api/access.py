"""Who may do what with the interface, and how often anybody may report."""

from django.conf import settings

from linli.api.limiter import limiter_for
from linli.values import noop

ACTIONS: dict[str, str] = {
    "api.tokens": noop("Make and revoke tokens for connected systems"),
}
"""Action code -> label (message id)."""


def seconds_to_wait(address: str, clock: float) -> int:
    """
    Count one report of an address and return 0, or the seconds it has to wait; pages and interface share the count.

    clock: seconds of a clock that never goes back.
    """
    return limiter_for(settings.REPORT_RATE).wait(address, clock)
