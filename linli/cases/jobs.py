"""Work by the clock: tell the next level of what has expired, let holds end on their day, tidy up."""

from django.utils import timezone

from linli.cases import services
from linli.foundation import uploads
from linli.foundation.jobs import scheduled


@scheduled(minute="*/5")
def escalate_what_expired() -> None:
    """Tell the next level of expired clocks and unanswered notices."""
    services.escalate_due(now=timezone.now())


@scheduled(minute="*/10")
def end_holds() -> None:
    """Let the clocks of cases run on whose hold has come to its day."""
    services.end_due_holds(now=timezone.now())


@scheduled(minute="20", hour="4")
def clean_up_pictures() -> None:
    """Delete pictures that were sent but never became part of anything, whichever room may name them."""
    uploads.clean_orphans(is_referenced=uploads.is_named_anywhere, now=timezone.now())
