"""Correcting what is frozen: a new snapshot that revises the old one, computed from it and the corrections alone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db import transaction

from linli.appraisals.models import Proposal, Snapshot, SnapshotPart
from linli.appraisals.queries.consequences import concerned_with
from linli.appraisals.queries.frozen import judged_by
from linli.appraisals.queries.judging import judge_snapshot
from linli.appraisals.queries.replaying import replay
from linli.appraisals.queries.rounds import done_by
from linli.appraisals.rules.deciding import against_correcting
from linli.appraisals.services.freezing import freeze, propose
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.terms import ConsequenceSpan, ProposalState
from linli.foundation import audit
from linli.values import Reason, Span, noop

Corrections: TypeAlias = Mapping[tuple[int, int], int]
"""(subject, item) -> hundredths of a point."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A subject whose place a correction changes: rank and total before and after."""

    subject: int
    name: str
    rank_before: int | None
    rank: int | None
    total_before: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What a correction would change, and everything that stands against it."""

    moved: tuple[Moved, ...]
    reasons: tuple[Reason, ...]
    rows: tuple[dict[str, Any], ...]


@transaction.atomic
def revise_snapshot(*, snapshot_id: int, corrections: Corrections, reason: str, actor: Any, now: datetime) -> Snapshot:
    """
    Correct a frozen round: a new snapshot that revises it, computed from what was frozen and the corrections alone.

    Proposals of the old one that were not waived are overturned; the new one proposes its own. Raises AppraisalRefused
    without a reason, if it was revised already, concerns the actor, or he checked or computed the round.
    """
    rows = Snapshot.objects.select_for_update(of=("self",)).select_related("scheme", "scheme__standard", "round")
    old = rows.get(pk=snapshot_id)
    revision = preview_revision(snapshot=old, corrections=corrections, reason=reason, actor=actor)
    if revision.reasons:
        raise AppraisalRefused(*revision.reasons)
    new = freeze(
        scheme=old.scheme,
        span=ConsequenceSpan.ROUND,
        period=Span.parse(old.period),
        rows=revision.rows,
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
    details = {"appraisals.period": old.period, "appraisals.lines": len(corrections)}
    audit.record(actor=actor, action="appraisals.revise", subject=new, at=now, note=reason.strip(), details=details)
    return new


def preview_revision(*, snapshot: Snapshot, corrections: Corrections, reason: str, actor: Any) -> Revision:
    """Return what a correction would change and what stands against it; nothing is written."""
    reasons = tuple(_against_revising(snapshot, corrections, reason))
    if any(each.rule in _NOT_COMPUTED for each in reasons):
        return Revision((), reasons, ())
    rows = tuple(_corrected(snapshot, corrections))
    moved = tuple(_moved(snapshot, rows))
    touched = {each.subject for each in moved} | {subject for subject, _item in corrections}
    led = done_by(snapshot.round) if snapshot.round else {}
    said = against_correcting(getattr(actor, "pk", None), concerned_with(snapshot, touched), led)
    return Revision(moved, reasons + said, rows)


_NOT_COMPUTED = frozenset({"appraisals.revise_year", "appraisals.revise_nothing", "appraisals.revise_points"})
"""With these there is nothing that could be computed."""


def _against_revising(old: Snapshot, corrections: Corrections, reason: str) -> Iterator[Reason]:
    """Yield what stands against correcting a snapshot."""
    if old.round_id is None:
        yield Reason("appraisals.revise_year", noop("Only rounds are corrected; a year follows from them."))
        return
    if not reason.strip():
        yield Reason("appraisals.revise_reason", noop("Say why the frozen result is corrected."))
    if not corrections:
        yield Reason("appraisals.revise_nothing", noop("Nothing is corrected."))
    if Snapshot.objects.filter(revises=old).exists():
        yield Reason("appraisals.revised", noop("This result was corrected already; correct the newest one."))
    full = {each["id"]: each["full"] for each in json.loads(old.head)["items"]}
    if any(item not in full or not 0 <= points <= full[item] for (_one, item), points in corrections.items()):
        yield Reason("appraisals.revise_points", noop("Points lie between zero and the full points of the item."))


def _corrected(old: Snapshot, corrections: Corrections) -> Iterator[dict[str, Any]]:
    """Return the columns of every subject, computed from what was frozen and the corrections."""
    rows = SnapshotPart.objects.filter(snapshot=old).order_by("subject_id")
    return replay(rows, *judged_by(json.loads(old.head)), corrections)


def _moved(old: Snapshot, rows: tuple[dict[str, Any], ...]) -> Iterator[Moved]:
    """Yield whose rank or total differs, in the order of the new ranks."""
    kept = SnapshotPart.objects.filter(snapshot=old).values_list("subject_id", "rank", "centipoints")
    before = {subject: (rank, total) for subject, rank, total in kept}
    for row in rows:
        rank, total = before[row["subject_id"]]
        if (rank, total) != (row["rank"], row["centipoints"]):
            yield Moved(row["subject_id"], row["name"], rank, row["rank"], total, row["centipoints"])
