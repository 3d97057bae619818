"""Work of the engine outside the page."""

from django.utils import timezone

from linli.boundaries import services
from linli.foundation.jobs import job, later, scheduled


@job
def work(run_id: int) -> None:
    """Do what the engine was asked."""
    services.carry_out(run_id=run_id, clock=timezone.now)


@scheduled(minute="*/5")
def take_up_lost_runs() -> None:
    """Give up work whose worker has died, and hand work that was never begun to a worker again."""
    for run_id in services.take_up_lost(now=timezone.now()):
        later(work, run_id)


@scheduled(minute="10", hour="0,7")
def put_in_force() -> None:
    """Put boundaries in force whose day has come: at night, and once more before the office opens."""
    services.enforce_due(now=timezone.now())
