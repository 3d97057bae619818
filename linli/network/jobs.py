"""What the worker does for this room by the clock."""

from django.utils import timezone

from linli.foundation.jobs import scheduled
from linli.network import services


@scheduled(hour="3", minute="40")
def forget_those_who_left() -> None:
    """Delete the data of people and households whose last post ended long enough ago."""
    now = timezone.now()
    services.anonymise_left(now=now, today=timezone.localdate(now))
