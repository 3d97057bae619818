"""Work of the room outside the page."""

from django.utils import timezone

from linli.appraisals.services.calculations import carry_out, take_up_lost
from linli.foundation.jobs import job, later, scheduled


@job
def calculate(calculation_id: int) -> None:
    """Compute a large round."""
    carry_out(calculation_id=calculation_id, clock=timezone.now)


@scheduled(minute="*/5")
def take_up_lost_calculations() -> None:
    """Give up rounds whose worker has died, and hand what was never begun to a worker again."""
    for calculation_id in take_up_lost(now=timezone.now()):
        later(calculate, calculation_id)
