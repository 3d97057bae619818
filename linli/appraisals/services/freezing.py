"""Freezing: a result becomes a snapshot in the chain, and what the rules propose from it stands beside it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from linli.appraisals.models import HelpPlan, Proposal, Round, Scheme, Snapshot, SnapshotPart
from linli.appraisals.queries.frozen import head_of_scheme
from linli.appraisals.queries.past import lines_of
from linli.appraisals.rules.consequences import Judgement
from linli.appraisals.rules.freezing import canonical, plain
from linli.appraisals.terms import ConsequenceAction, ConsequenceSpan
from linli.foundation import audit
from linli.values import Span

PORTION = 5_000
WEAKEST = 3
"""How many of the weakest items a help plan begins with."""


def freeze(
    *,
    scheme: Scheme,
    span: ConsequenceSpan,
    period: Span,
    rows: Iterable[Mapping[str, Any]],
    actor: Any,
    now: datetime,
    round_: Round | None = None,
    more: Mapping[str, Any] | None = None,
    revises: Snapshot | None = None,
    reason: str = "",
) -> Snapshot:
    """
    Freeze rows (the columns of a standing, the ranked first) as one snapshot, inside the present transaction.

    more: what else its head says.
    """
    parts = [SnapshotPart(**row, digest=_digest(row)) for row in rows]
    parts.sort(key=lambda part: part.subject_id)
    whole = sha256(b"".join(part.digest for part in parts)).hexdigest()
    head = head_of_scheme(scheme, period, ranks=_ranks(parts)) | dict(more or {})
    snapshot = audit.append(
        Snapshot(
            scheme=scheme,
            round=round_,
            span=span,
            period=period.code,
            revises=revises,
            reason=reason,
            head=canonical(head).decode(),
            parts_digest=whole,
            at=now,
            actor_id=getattr(actor, "pk", None),
        )
    )
    for part in parts:
        part.snapshot = snapshot
    SnapshotPart.objects.bulk_create(parts, batch_size=PORTION)
    return snapshot


def propose(snapshot: Snapshot, judgement: Judgement, *, now: datetime, actor: Any) -> list[Proposal]:
    """Write what the rules propose, and a help plan for everybody it stands beside."""
    numbers = dict(snapshot.scheme.rules.values_list("number", "pk"))
    made = Proposal.objects.bulk_create(
        Proposal(
            snapshot=snapshot,
            rule_id=numbers.get(each.rule),
            subject_id=each.subject,
            action=each.action,
            amount_fen=each.amount_fen,
            parties=plain(each.parties),
            derivation=plain(each.derivation),
        )
        for each in judgement.proposals
    )
    helped = {one.subject_id for one in made if one.action == ConsequenceAction.HELP_PLAN}
    parts = SnapshotPart.objects.filter(snapshot=snapshot, subject_id__in=helped).order_by("subject_id")
    weak = {part.subject_id: _weakest(snapshot, part) for part in parts}
    HelpPlan.objects.bulk_create(
        HelpPlan(snapshot=snapshot, subject_id=subject, weak=items, changed_at=now, changed_by=actor)
        for subject, items in weak.items()
    )
    return made


def _digest(row: Mapping[str, Any]) -> bytes:
    """Return what vouches for a part: its lines and its placing together."""
    return sha256(bytes(row["lines_digest"]) + row["placing"].encode()).digest()


def _ranks(parts: Iterable[SnapshotPart]) -> list[list[int | None]]:
    """Return subject, rank and total of everybody, by subject."""
    return [[part.subject_id, part.rank, part.centipoints] for part in parts]


def _weakest(snapshot: Snapshot, part: SnapshotPart) -> list[dict[str, Any]]:
    """Return the items that cost most points, where help begins."""
    items = {each["id"]: each for each in json.loads(snapshot.head)["items"]}
    lost = [
        {
            "item": line["item"],
            "name": items[line["item"]]["name"],
            "lost": items[line["item"]]["full"] - line["points"],
        }
        for line in lines_of(part)
        if line["points"] is not None and line["points"] < items[line["item"]]["full"]
    ]
    return sorted(lost, key=lambda each: -each["lost"])[:WEAKEST]
