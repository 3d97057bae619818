"""A named officer confirms or waives what a rule proposes; help is agreed and followed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.appraisals.models import HelpPlan, Proposal
from linli.appraisals.queries.consequences import concerned_by
from linli.appraisals.rules.deciding import Deciding, against_deciding, against_helping
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.terms import HelpState, ProposalState
from linli.foundation import audit


@transaction.atomic
def confirm_proposal(
    *, proposal_id: int, actor: Any, now: datetime, amount_fen: int | None = None, note: str = ""
) -> Proposal:
    """
    Confirm what a rule proposes. amount_fen: where the rule does not set it.

    Raises AppraisalRefused if it was decided, concerns the actor, or its money is not set.
    """
    held = _hold(proposal_id)
    held.amount_fen = held.amount_fen if held.amount_fen is not None else amount_fen
    return _decide(held, ProposalState.CONFIRMED, note, actor, now)


@transaction.atomic
def waive_proposal(*, proposal_id: int, reason: str, actor: Any, now: datetime) -> Proposal:
    """Waive what a rule proposes. Refused without a reason, if it was decided, or concerns the actor."""
    return _decide(_hold(proposal_id), ProposalState.WAIVED, reason, actor, now)


@transaction.atomic
def change_help(
    *, plan_id: int, text: str, helper: Any, due_on: date | None, to: HelpState, actor: Any, now: datetime
) -> HelpPlan:
    """
    Write what helps, who helps, until when, and where it stands.

    Raises AppraisalRefused for a state it cannot go to, or if what is agreed is not said whole.
    """
    held = HelpPlan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    before = HelpState(held.state)
    reasons = against_helping(before, to, text=text, has_helper=helper is not None, has_day=due_on is not None)
    if reasons:
        raise AppraisalRefused(*reasons)
    held.text, held.helper, held.due_on, held.state = text.strip(), helper, due_on, to
    held.changed_by, held.changed_at = actor, now
    held.save()
    details = {"appraisals.subject": held.subject_id, "appraisals.help": str(to), "appraisals.help_before": str(before)}
    audit.record(actor=actor, action="appraisals.help", subject=held, at=now, details=details)
    return held


def _hold(proposal_id: int) -> Proposal:
    """Return a proposal, locked until the transaction ends."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("subject", "subject__appointment")
    return rows.get(pk=proposal_id)


def _decide(held: Proposal, to: ProposalState, reason: str, actor: Any, now: datetime) -> Proposal:
    """Write a decision and its line of history."""
    facts = Deciding(
        state=ProposalState(held.state),
        to=to,
        actor=getattr(actor, "pk", None),
        concerned=concerned_by(held),
        action=str(held.action),
        amount_fen=held.amount_fen,
        reason=reason,
    )
    reasons = against_deciding(facts)
    if reasons:
        raise AppraisalRefused(*reasons)
    held.state, held.reason, held.decided_by, held.decided_at = to, reason.strip(), actor, now
    held.save(update_fields=["state", "reason", "decided_by", "decided_at", "amount_fen"])
    details = {"appraisals.subject": held.subject_id, "appraisals.proposed": str(held.action)}
    if held.amount_fen is not None:
        details["appraisals.amount_fen"] = held.amount_fen
    audit.record(actor=actor, action=f"appraisals.{_ACTS[to]}", subject=held, at=now, note=held.reason, details=details)
    return held


_ACTS = {ProposalState.CONFIRMED: "confirm_proposal", ProposalState.WAIVED: "waive_proposal"}
