"""Years of a scheme: which months are there, the ranking of the year with the months that count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from linli.appraisals.models import Round, Scheme, Snapshot, SnapshotPart
from linli.appraisals.models.rounds import Standing
from linli.appraisals.queries.past import lines_of, standing_snapshots
from linli.appraisals.rules.freezing import reason_from
from linli.appraisals.terms import ConsequenceSpan, RoundState
from linli.values import Reason, Span

DAY = timedelta(days=1)
SETTLED = (RoundState.CONFIRMED, RoundState.PUBLISHED, RoundState.SKIPPED, RoundState.ANNULLED)


@dataclass(frozen=True, slots=True)
class YearMonth:
    """One round of a year, and its frozen result if it has one."""

    round: Round
    snapshot: Snapshot | None

    @property
    def is_settled(self) -> bool:
        """Return whether nothing can come of it any more."""
        return self.round.state in SETTLED


@dataclass(frozen=True, slots=True)
class Counted:
    """Which months count for one subject, and why others do not."""

    periods: tuple[str, ...]
    left_out: tuple[Reason, ...]


def years_of(scheme: Scheme) -> list[int]:
    """Return the years in which a scheme has rounds, the newest first."""
    ends = Round.objects.filter(scheme=scheme).values_list("ends_on", flat=True)
    return sorted({(end - DAY).year for end in ends}, reverse=True)


def months_of_year(scheme: Scheme, year: int) -> list[YearMonth]:
    """Return the rounds of a year in their order; two queries."""
    span = Span.parse(str(year))
    rounds = Round.objects.filter(scheme=scheme, ends_on__gt=span.first, ends_on__lte=span.end).order_by("first_on")
    frozen = {each.round_id: each for each in standing_snapshots(scheme).filter(round__in=rounds.order_by())}
    return [YearMonth(each, frozen.get(each.pk)) for each in rounds]


def snapshot_of_year(scheme: Scheme, year: int) -> Snapshot | None:
    """Return the frozen result of a year."""
    return standing_snapshots(scheme, ConsequenceSpan.YEAR).filter(period=str(year)).select_related("scheme").first()


def counted_in(parts: Iterable[Standing]) -> dict[int, Counted]:
    """Return which months count, by subject."""
    return {part.subject_id: _counted(part) for part in parts}


def _counted(part: Standing | SnapshotPart) -> Counted:
    kept: Mapping[str, Any] = lines_of(part)[0]
    return Counted(tuple(kept["counted"]), tuple(reason_from(each) for each in kept["left_out"]))
