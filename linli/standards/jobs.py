"""What the room does by the clock."""

from linli.foundation.jobs import scheduled
from linli.standards import services


@scheduled(minute="20", hour="1")
def know_new_subjects() -> None:
    """Make the subjects of areas and organisations that are new, so that they are asked like the others."""
    services.ensure_asked()
