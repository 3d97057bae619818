"""The profile of one subject: its results of all schemes over time, by dimension, and what followed from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from linli.appraisals.models import HelpPlan, Proposal, Scheme, SnapshotPart
from linli.appraisals.queries.consequences import visible_help, visible_proposals
from linli.appraisals.queries.past import placing_of
from linli.appraisals.queries.readers import COMPARE, VIEW, visible_snapshots
from linli.appraisals.rules.points import half_up
from linli.appraisals.terms import ConsequenceAction, ConsequenceSpan, ProposalState
from linli.standards import queries as standards
from linli.standards.queries import Subject
from linli.standards.terms import SubjectKind
from linli.values import Span, SpanKind

MOST_ROUNDS = 24
MOST_COMPARED = 1_000
ACCEPTED = "standards.accepted"


@dataclass(frozen=True, slots=True)
class Course:
    """The results of a subject in one scheme, the newest first."""

    scheme: Scheme
    parts: tuple[SnapshotPart, ...]

    @property
    def newest(self) -> SnapshotPart:
        """Return the newest result."""
        return self.parts[0]

    @property
    def points(self) -> list[tuple[str, int | None]]:
        """Return periods and totals, the oldest first."""
        return [(part.snapshot.period, part.centipoints) for part in reversed(self.parts)]


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of the newest result. mean: of all who were judged; shares in per cent."""

    dimension: str
    points: int
    full: int
    share: int
    mean: int


def profiled(user: Any) -> QuerySet[Subject]:
    """Return the subjects whose profile a person may see: of his area; of persons in post only his own, or compared."""
    rows = standards.visible_subjects(user, VIEW)
    if user.may(COMPARE):
        return rows
    return rows.filter(~Q(kind=SubjectKind.POST) | Q(appointment__account=user))


def courses_of(user: Any, subject: Subject) -> list[Course]:
    """Return the results of a subject by scheme, the scheme with the newest result first; one query."""
    shown = visible_snapshots(user).filter(span=ConsequenceSpan.ROUND, revised_by__isnull=True)
    rows = SnapshotPart.objects.filter(subject=subject, snapshot__in=shown.order_by().values("pk"))
    rows = rows.select_related("snapshot", "snapshot__scheme", "snapshot__scheme__area").defer("lines")
    found: dict[int, list[SnapshotPart]] = {}
    for part in rows.order_by("-snapshot__round__ends_on", "-pk"):
        found.setdefault(part.snapshot.scheme_id, []).append(part)
    return [Course(parts[0].snapshot.scheme, tuple(parts[:MOST_ROUNDS])) for parts in found.values()]


def axes_of(part: SnapshotPart) -> list[Axis]:
    """Return the dimensions of a result beside the mean of all who were judged."""
    mine = placing_of(part)["dimensions"]
    sums = {name: [0, 0] for name in mine}
    others = SnapshotPart.objects.filter(snapshot=part.snapshot_id).only("placing")
    for one in others[:MOST_COMPARED]:
        for name, (points, full) in placing_of(one)["dimensions"].items():
            if name in sums:
                sums[name][0] += points
                sums[name][1] += full
    return [
        Axis(name, points, full, half_up(100 * points, full), half_up(100 * sums[name][0], sums[name][1] or 1))
        for name, (points, full) in mine.items()
        if full > 0
    ]


def consequences_of(user: Any, subject: Subject) -> QuerySet[Proposal]:
    """Return what followed for a subject: to whom compares everything, to others what was confirmed."""
    rows = visible_proposals(user, VIEW).filter(subject=subject)
    if not user.may(COMPARE):
        rows = rows.filter(state=ProposalState.CONFIRMED)
    return rows.exclude(action=ConsequenceAction.HELP_PLAN).order_by("-snapshot", "rule__number", "pk")


def help_of(user: Any, subject: Subject) -> QuerySet[HelpPlan]:
    """Return the help plans of a subject, the newest first."""
    return visible_help(user, VIEW).filter(subject=subject).order_by("-snapshot")


def acceptance_of(subject: Subject, today: date) -> tuple[bool | None, Any]:
    """Return whether a subject met the standard at its newest acceptance, None without any, and where that is shown."""
    span = Span.of(SpanKind.YEAR, today)
    value = standards.feed_values([ACCEPTED], [subject], span).get(ACCEPTED, {}).get(subject.pk)
    if value is None:
        return None, None
    return bool(value), standards.feed_evidence(ACCEPTED, subject, span)


def bare_dimensions(axes: Sequence[Axis]) -> list[tuple[str, int, int]]:
    """Return dimensions as a radar takes them."""
    return [(axis.dimension, axis.share, axis.mean) for axis in axes]
