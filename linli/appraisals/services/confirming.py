"""Confirming: a round is frozen, and what its rules propose stands beside it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.appraisals.models import Result, Snapshot
from linli.appraisals.queries.judging import judge_snapshot
from linli.appraisals.queries.rounds import facts_of
from linli.appraisals.rules.passages import against
from linli.appraisals.services.freezing import freeze, propose
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.rounds import hold_round, sign
from linli.appraisals.terms import ConsequenceSpan, RoundState
from linli.values import Span

COLUMNS = ("subject_id", "name", "rank", "centipoints", "lines", "lines_digest", "placing")


@transaction.atomic
def confirm_round(*, round_id: int, actor: Any, now: datetime, note: str = "", version: int | None = None) -> Snapshot:
    """
    Freeze a round, propose what follows from it, and sign it.

    Raises AppraisalRefused while the window is open, appeals wait, or the same person checked or computed it.
    """
    held = hold_round(round_id, version)
    reasons = against(facts_of(held, actor=actor, today=localdate(now), note=note), RoundState.CONFIRMED)
    if reasons:
        raise AppraisalRefused(*reasons)
    rows = Result.objects.filter(round=held).order_by("subject_id").values(*COLUMNS)
    span = Span.parse(held.period)
    snapshot = freeze(
        scheme=held.scheme,
        span=ConsequenceSpan.ROUND,
        period=span,
        rows=rows.iterator(chunk_size=1000),
        actor=actor,
        now=now,
        round_=held,
    )
    propose(snapshot, judge_snapshot(snapshot), now=now, actor=actor)
    Result.objects.filter(round=held).delete()
    sign(held, to=RoundState.CONFIRMED, actor=actor, now=now, note=note)
    return snapshot
