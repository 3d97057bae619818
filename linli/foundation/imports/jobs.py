"""Work on imports outside the page."""

from django.utils import timezone

from linli.foundation.imports import services
from linli.foundation.imports.terms import ImportState
from linli.foundation.jobs import job, later, scheduled


@job
def check(run_id: int) -> None:
    """Check an uploaded list."""
    services.check_import(run_id=run_id, clock=timezone.now)


@job
def carry_out(run_id: int) -> None:
    """Apply an approved list."""
    services.apply_import(run_id=run_id, clock=timezone.now)


@scheduled(minute="*/5")
def take_up_lost_imports() -> None:
    """Take up imports whose worker died; each happens once all the same."""
    for run_id, state in services.list_lost(now=timezone.now()):
        later(carry_out if state is ImportState.APPLYING else check, run_id)


@scheduled(minute="40", hour="3")
def forget_old_imports() -> None:
    """Delete the files of imports nobody has touched for long."""
    services.forget_old(now=timezone.now())
