"""What the worker does for this room by the clock."""

from django.utils import timezone

from linli.foundation.jobs import scheduled
from linli.people import services


@scheduled(hour="3", minute="20")
def forget_old_sign_ins() -> None:
    """Delete what is kept about signing in for longer than it is needed."""
    services.clean_up(now=timezone.now())
