"""Work of the room outside the page."""

from django.utils import timezone

from linli.appraisals.services.calculations import carry_out
from linli.foundation.jobs import job


@job
def calculate(calculation_id: int) -> None:
    """Compute a large round."""
    carry_out(calculation_id=calculation_id, clock=timezone.now)
