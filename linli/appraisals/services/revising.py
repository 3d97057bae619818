"""Correcting what is frozen: a new snapshot that revises the old one, computed from it and the corrections alone."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.appraisals.models import Proposal, Snapshot, SnapshotPart
from linli.appraisals.queries.frozen import item_from, policy_from
from linli.appraisals.queries.judging import judge_snapshot
from linli.appraisals.services.freezing import freeze, propose
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.replaying import replay
from linli.appraisals.terms import ConsequenceSpan, ProposalState
from linli.foundation import audit
from linli.values import Reason, Span, noop


@transaction.atomic
def revise_snapshot(
    *, snapshot_id: int, corrections: Mapping[tuple[int, int], int], reason: str, actor: Any, now: datetime
) -> Snapshot:
    """
    Correct a frozen round: a new snapshot that revises it, computed from what was frozen and the corrections alone.

    corrections: (subject, item) -> hundredths of a point. Proposals of the old one that are not decided are
    overturned; the new one proposes its own. Raises AppraisalRefused without a reason, or if it was revised already.
    """
    old = Snapshot.objects.select_related("scheme", "scheme__standard", "round").get(pk=snapshot_id)
    reasons = tuple(_against_revising(old, corrections, reason))
    if reasons:
        raise AppraisalRefused(*reasons)
    new = freeze(
        scheme=old.scheme,
        span=ConsequenceSpan.ROUND,
        period=Span.parse(old.period),
        rows=list(_corrected(old, corrections)),
        actor=actor,
        now=now,
        round_=old.round,
        more={key: value for key, value in json.loads(old.head).items() if key not in ("ranks", "ranked")},
        revises=old,
        reason=reason.strip(),
    )
    open_ = Proposal.objects.filter(snapshot=old).exclude(state=ProposalState.WAIVED)
    open_.update(state=ProposalState.OVERTURNED, decided_by=actor, decided_at=now, reason=reason.strip())
    propose(new, judge_snapshot(new), now=now, actor=actor)
    audit.record(actor=actor, action="appraisals.revise", subject=new, at=now, note=reason.strip())
    return new


def _against_revising(old: Snapshot, corrections: Mapping[tuple[int, int], int], reason: str) -> Iterator[Reason]:
    """Yield what stands against correcting a snapshot."""
    if not reason.strip():
        yield Reason("appraisals.revise_reason", noop("Say why the frozen result is corrected."))
    if not corrections:
        yield Reason("appraisals.revise_nothing", noop("Nothing is corrected."))
    if Snapshot.objects.filter(revises=old).exists():
        yield Reason("appraisals.revised", noop("This result was corrected already; correct the newest one."))
    full = {each["id"]: each["full"] for each in json.loads(old.head)["items"]}
    if any(item not in full or not 0 <= points <= full[item] for (_one, item), points in corrections.items()):
        yield Reason("appraisals.revise_points", noop("Points lie between zero and the full points of the item."))


def _corrected(old: Snapshot, corrections: Mapping[tuple[int, int], int]) -> Iterator[dict[str, Any]]:
    """Return the columns of every subject, computed from what was frozen and the corrections."""
    head = json.loads(old.head)
    rows = SnapshotPart.objects.filter(snapshot=old).order_by("subject_id")
    items = [item_from(each) for each in head["items"]]
    return replay(rows, items, policy_from(head["policy"]), corrections)
