"""What may be done to a case now, and which rule refuses the rest."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from linli.cases.models import Case, StageClock
from linli.cases.queries.reporters import is_repeated_reporter
from linli.cases.queries.standing import Standing
from linli.cases.rules import guard
from linli.cases.rules.table import acts_from
from linli.cases.terms import Act, AdjustmentKind, State
from linli.values import Reason

NOT_OFFERED = frozenset({Act.SUBMIT, Act.RATE, Act.APPEAL, Act.ALERT, Act.WITNESS})
"""Acts of reporters, and one that follows by itself on filing: no officer's page offers them."""

DECISIONS = {
    Act.DECLINE: AdjustmentKind.DECLINE,
    Act.VOID: AdjustmentKind.VOID,
    Act.HOLD: AdjustmentKind.HOLD,
    Act.HOLD_DENY: AdjustmentKind.HOLD,
    Act.EXTEND: AdjustmentKind.EXTENSION,
    Act.EXTEND_DENY: AdjustmentKind.EXTENSION,
    Act.EXEMPT: AdjustmentKind.EXEMPTION,
}
"""Acts that decide on a request, and the kind of request."""


@dataclass(frozen=True)
class Offer:
    """An act of the table in the case's state: allowed, or refused with the rule that says so."""

    action: Act
    label: str
    allowed: bool
    reason: Reason | None = None


def allowed_acts(case: Case, user: Any, now: datetime) -> list[Offer]:
    """
    Return every act that starts in the case's state, with whether this person may do it and if not, why.

    What an act must bring along is not asked yet: a missing photo is no reason to hide a button.
    """
    standing = Standing(case, actor=user, now=now)
    facts = _facts(standing)
    judged = case.state in (State.ANSWERED, State.CHECKING) or (facts.may_revisit and case.state is State.CLOSED)
    handler = judged and standing.handled_by_actor()
    found = []
    for move in acts_from(case.state):
        if move.act in NOT_OFFERED:
            continue
        brought = {"is_handler": handler}
        if move.act is Act.FINISH:
            brought["acts_for_unit"] = standing.has_assist_of_actor()
        if move.act in DECISIONS:
            brought["is_asker"] = standing.asked_by(DECISIONS[move.act])
        verdict = guard.offer(facts, standing.attempt(move.act, **brought))
        found.append(Offer(move.act, move.act.label, verdict.allowed, next(iter(verdict.reasons), None)))
    return found


def _facts(standing: Standing) -> guard.Facts:
    """Return the facts with those that only some states ask for."""
    case, facts = standing.case, standing.facts()
    if case.state is State.SUBMITTED:
        repeated = is_repeated_reporter(case, standing.policy, standing.now)
        return replace(facts, repeated_reporter=repeated)
    if case.state is State.CLOSED:
        asked = any(request.kind is AdjustmentKind.EXEMPTION for request in standing.requests)
        return replace(facts, is_overdue=was_overdue(case), exempted=asked)
    return facts


def was_overdue(case: Case) -> bool:
    """Return whether an ended case, or one of its stages, ran over."""
    if case.ended_at is not None and case.overall_due_at is not None and case.ended_at > case.overall_due_at:
        return True
    return any(clock.is_breached(clock.ended_at) for clock in ended_clocks(case) if clock.ended_at)


def ended_clocks(case: Case) -> list[StageClock]:
    """Return the clocks of a case that have ended, in the order they began."""
    rows = StageClock.objects.filter(event__case=case, ended_at__isnull=False)
    return list(rows.select_related("event").order_by("pk"))
