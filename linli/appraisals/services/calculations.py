"""Computing large rounds outside of the page: asked for, carried out by the worker, stopped, never kept by half."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.appraisals.models import Calculation
from linli.appraisals.queries.calculations import OPEN
from linli.appraisals.queries.rounds import facts_of
from linli.appraisals.rules.passages import against
from linli.appraisals.services.computing import compute_round
from linli.appraisals.services.refusals import AppraisalChanged, AppraisalRefused
from linli.appraisals.services.rounds import hold_round
from linli.appraisals.terms import CalculationState, RoundState
from linli.foundation import audit
from linli.values import Reason, noop

CHANGED = Reason("appraisals.changed", noop("Somebody led the round on meanwhile."))
LOST = Reason("appraisals.lost", noop("The worker was stopped while it computed. Ask again."))

LOST_AFTER = timedelta(hours=2)
"""A round of ten thousand takes minutes; what was asked for so long ago and still runs has lost its worker."""
WAITED_TOO_LONG = timedelta(minutes=15)
"""What waits so long has lost its job."""


class Stopped(Exception):
    """Somebody does not want the result any more."""


@transaction.atomic
def ask_calculation(*, round_id: int, version: int, actor: Any, now: datetime) -> Calculation:
    """
    Ask the worker to compute a round; return what is on its way already if there is one.

    Raises AppraisalRefused where the round is not so far, AppraisalChanged if somebody was faster.
    """
    held = hold_round(round_id, version)
    if open_ := Calculation.objects.filter(round=held, state__in=OPEN).first():
        return open_
    if reasons := against(facts_of(held, actor=actor, today=localdate(now)), RoundState.COMPUTED):
        raise AppraisalRefused(*reasons)
    made = Calculation.objects.create(round=held, version=version, asked_by=actor, asked_at=now)
    details = {"appraisals.period": held.period}
    audit.record(actor=actor, action="appraisals.ask", subject=held, at=now, details=details)
    return made


def carry_out(*, calculation_id: int, clock: Callable[[], datetime]) -> Calculation:
    """Compute what was asked for, as whoever asked; says how far it is and why it ended. Harmless a second time."""
    held = Calculation.objects.select_related("asked_by").get(pk=calculation_id)
    waiting = Calculation.objects.filter(pk=calculation_id, state=CalculationState.WAITING)
    if not waiting.update(state=CalculationState.RUNNING):
        return held
    held.state = CalculationState.RUNNING
    state, reason = CalculationState.DONE, ""
    try:
        compute_round(
            round_id=held.round_id,
            actor=held.asked_by,
            now=clock(),
            version=held.version,
            on_progress=lambda done, total: _tell(held, done, total),
        )
    except Stopped:
        state = CalculationState.CANCELLED
    except AppraisalChanged:
        state, reason = CalculationState.FAILED, CHANGED.render()
    except AppraisalRefused as refused:
        state, reason = CalculationState.FAILED, str(refused)
    except Exception:
        _set(held, state=CalculationState.FAILED, reason=LOST.render(), ended_at=clock())
        raise
    _set(held, state=state, reason=reason[:500], ended_at=clock())
    return held


@transaction.atomic
def cancel_calculation(*, calculation_id: int, actor: Any, now: datetime) -> Calculation:
    """Stop a calculation; one that waits ends at once, one that runs at its next portion. Nothing of it is kept."""
    held = Calculation.objects.select_for_update(of=("self",)).select_related("round").get(pk=calculation_id)
    if held.state is CalculationState.WAITING:
        _set(held, state=CalculationState.CANCELLED, ended_at=now)
    elif held.state is CalculationState.RUNNING:
        _set(held, is_cancelled=True)
    details = {"appraisals.period": held.round.period}
    audit.record(actor=actor, action="appraisals.stop", subject=held.round, at=now, details=details)
    return held


def take_up_lost(*, now: datetime) -> list[int]:
    """Give up calculations whose worker has died, and return those that wait so long that their job must be lost."""
    lost = Calculation.objects.filter(state=CalculationState.RUNNING, asked_at__lt=now - LOST_AFTER)
    lost.update(state=CalculationState.FAILED, ended_at=now, reason=LOST.render())
    waiting = Calculation.objects.filter(state=CalculationState.WAITING, asked_at__lt=now - WAITED_TOO_LONG)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _tell(held: Calculation, done: int, total: int) -> None:
    """Write how far it is. Raises Stopped if nobody wants it any more."""
    _set(held, done=done, total=total)
    if Calculation.objects.filter(pk=held.pk, is_cancelled=True).exists():
        raise Stopped


def _set(held: Calculation, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(held, name, value)
    held.save(update_fields=list(facts))
