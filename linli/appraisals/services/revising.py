"""Correcting what is frozen: a new snapshot that revises the old one, computed from it and the corrections alone."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.appraisals.models import Proposal, Snapshot, SnapshotPart
from linli.appraisals.queries.frozen import AGAIN, item_from, policy_from
from linli.appraisals.queries.judging import judge_snapshot
from linli.appraisals.queries.past import lines_of, placing_of
from linli.appraisals.rules.closing import Lines, Standing, found_of, place
from linli.appraisals.services.computing import columns, pack
from linli.appraisals.services.freezing import freeze, propose
from linli.appraisals.services.refusals import AppraisalRefused
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
    """Yield the columns of every subject, computed from what was frozen and the corrections."""
    head = json.loads(old.head)
    policy = policy_from(head["policy"])
    maker = Lines([item_from(each) for each in head["items"]], policy)
    standings, made, beside = [], {}, {}
    for part in SnapshotPart.objects.filter(snapshot=old).order_by("subject_id"):
        found = {line["item"]: found_of(line) for line in lines_of(part)}
        for (subject, item), points in corrections.items():
            if subject == part.subject_id:
                found[item] = found[item]._replace(granted=points)
        lines, totals = maker.make(found)
        kept = placing_of(part)
        keys = kept["keys"]
        standings.append(Standing(part.subject_id, totals, kept["group"], keys["open_cases"], keys["overdue_cases"]))
        made[part.subject_id], beside[part.subject_id] = pack(lines), {name: kept[name] for name in AGAIN}
    for ranked, placing in place(standings, policy):
        yield columns(ranked, placing | beside[ranked.subject], made[ranked.subject])
