"""What was frozen before: the rounds of a scheme in their order, where a subject stood, how it got there."""

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import QuerySet

from linli.appraisals.models import Round, Scheme, Snapshot, SnapshotPart
from linli.appraisals.rules.closing import Line
from linli.appraisals.rules.streaks import Placing
from linli.appraisals.terms import ConsequenceSpan, RoundState


class LastPlace(NamedTuple):
    """Where a subject stood in the round before."""

    period: str
    rank: int | None
    total: int | None


def standing_snapshots(scheme: Scheme, span: ConsequenceSpan = ConsequenceSpan.ROUND) -> QuerySet[Snapshot]:
    """Return the snapshots of a scheme that nothing revises, the oldest first (codes of one kind sort by time)."""
    rows = Snapshot.objects.filter(scheme=scheme, span=span, revised_by__isnull=True)
    return rows.order_by("period")


def snapshot_before(round_: Round) -> Snapshot | None:
    """Return the last frozen round of the scheme before this one."""
    rows = standing_snapshots(round_.scheme).filter(round__ends_on__lte=round_.first_on)
    return rows.order_by("-round__ends_on").first()


def last_places(round_: Round) -> dict[int, LastPlace]:
    """Return where every subject stood in the frozen round before."""
    before = snapshot_before(round_)
    if before is None:
        return {}
    rows = SnapshotPart.objects.filter(snapshot=before).values_list("subject_id", "rank", "centipoints")
    return {subject: LastPlace(before.period, rank, total) for subject, rank, total in rows.iterator()}


def lines_of(part: SnapshotPart | Any) -> list[Line]:
    """Return the lines of a frozen part, or of a result. Raises ValueError if they are not what their digest says."""
    content = zlib.decompress(bytes(part.lines))
    if sha256(content).digest() != bytes(part.lines_digest):
        raise ValueError(f"Lines of subject {part.subject_id} were changed.")
    lines: list[Line] = json.loads(content)
    return lines


def placing_of(part: SnapshotPart | Any) -> dict[str, Any]:
    """Return the place of a frozen part, or of a result, with its reasons."""
    placing: dict[str, Any] = json.loads(part.placing)
    return placing


def placings_of_subjects(scheme: Scheme, subjects: Iterable[int], until: str) -> list[Placing]:
    """Return where some subjects stood in all frozen rounds up to a period."""
    rows = SnapshotPart.objects.filter(
        snapshot__in=standing_snapshots(scheme).filter(period__lte=until), subject_id__in=list(subjects)
    ).select_related("snapshot", "snapshot__round")
    return [_placing(part) for part in rows]


def dropped_periods(scheme: Scheme, until: str) -> dict[str, RoundState]:
    """Return the periods up to one whose rounds were skipped or annulled."""
    states = (RoundState.SKIPPED, RoundState.ANNULLED)
    rows = Round.objects.filter(scheme=scheme, state__in=states, period__lte=until)
    return dict(rows.values_list("period", "state"))


def _placing(part: SnapshotPart) -> Placing:
    snapshot, kept = part.snapshot, placing_of(part)
    head: Mapping[str, Any] = json.loads(snapshot.head)
    account, since = kept["secretary"] or (None, None)
    return Placing(
        period=snapshot.period,
        subject=part.subject_id,
        rank=part.rank,
        ranked_count=head["ranked"],
        is_last=kept["is_last"],
        is_shared_last=kept["is_last"] and kept["shared"],
        secretary=account,
        secretary_since=date.fromisoformat(since) if since else None,
        ends_on=date.fromisoformat(head["last_on"]),
    )
