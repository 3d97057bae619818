"""A round is planned and goes from state to state; every passage is signed and kept."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.appraisals.models import Passage, Round, Scheme
from linli.appraisals.queries.rounds import facts_of
from linli.appraisals.rules.passages import against
from linli.appraisals.services.refusals import AppraisalChanged, AppraisalRefused
from linli.appraisals.terms import RoundState, SchemeState
from linli.foundation import audit, workcalendar
from linli.values import Reason, Span, noop
from linli.values.worktime import LimitUnit


@transaction.atomic
def plan_round(*, scheme: Scheme, span: Span, actor: Any, now: datetime) -> Round:
    """
    Plan the round of a span.

    Raises AppraisalRefused if the scheme is not in use, not valid then, of another kind of span, or the round exists.
    """
    reasons = tuple(_against_planning(scheme, span))
    if reasons:
        raise AppraisalRefused(*reasons)
    made = Round.objects.create(scheme=scheme, period=span.code, first_on=span.first, ends_on=span.end)
    audit.record(
        actor=actor, action="appraisals.plan", subject=made, at=now, details={"appraisals.period": made.period}
    )
    return made


@transaction.atomic
def lead_round(
    *, round_id: int, to: RoundState, actor: Any, now: datetime, note: str = "", version: int | None = None
) -> Round:
    """
    Lead a round to another state and sign it. Computing, confirming and publishing have services of their own.

    Raises AppraisalRefused with everything that stands against it, AppraisalChanged if somebody was faster.
    """
    held = hold_round(round_id, version)
    facts = facts_of(held, actor=actor, today=localdate(now), note=note)
    reasons = against(facts, to)
    if reasons:
        raise AppraisalRefused(*reasons)
    if to is RoundState.ANNOUNCED:
        held.appeals_until = appeals_until(held.scheme, now)
    if to in (RoundState.SKIPPED, RoundState.ANNULLED):
        held.reason = note.strip()
    sign(held, to=to, actor=actor, now=now, note=note)
    return held


def hold_round(round_id: int, version: int | None = None) -> Round:
    """Return a round, locked until the transaction ends. Raises AppraisalChanged if it is no longer that version."""
    held = Round.objects.select_for_update(of=("self",)).select_related("scheme", "scheme__standard").get(pk=round_id)
    if version is not None and held.version != version:
        raise AppraisalChanged(held)
    return held


def sign(held: Round, *, to: RoundState, actor: Any, now: datetime, note: str = "") -> None:
    """Write that a round went on: its state, the passage, the line of the audit log."""
    before, held.state = RoundState(held.state), to
    held.version += 1
    held.save(update_fields=["state", "version", "appeals_until", "reason"])
    Passage.objects.create(round=held, before=before, after=to, by=actor, at=now, note=note.strip())
    details = {"appraisals.before": str(before), "appraisals.after": str(to), "appraisals.period": held.period}
    audit.record(actor=actor, action="appraisals.lead", subject=held, at=now, note=note.strip(), details=details)


def appeals_until(scheme: Scheme, now: datetime) -> date:
    """Return the last day on which appeals are taken after a round was announced."""
    due = workcalendar.load().add(now, scheme.appeal_days, LimitUnit.WORKING_DAYS)
    return due.date()


def _against_planning(scheme: Scheme, span: Span) -> "list[Reason]":
    """Return what stands against planning a round."""
    said = []
    if scheme.state != SchemeState.ACTIVE:
        said.append(Reason("appraisals.not_in_use", noop("Only a scheme in use has rounds.")))
    if span.kind != scheme.span_kind:
        text = noop("This scheme goes by another kind of period: %(kind)s.")
        said.append(Reason("appraisals.other_span", text, {"kind": scheme.span_kind}))
    if span.first < scheme.valid_from or (scheme.valid_to is not None and span.first >= scheme.valid_to):
        said.append(Reason("appraisals.not_valid", noop("The scheme is not valid in that period.")))
    if Round.objects.filter(scheme=scheme, period=span.code).exists():
        said.append(Reason("appraisals.round_twice", noop("That round exists already.")))
    return said
