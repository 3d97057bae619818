"""Results as tables: of a frozen round or year, and of a round that is not confirmed yet, in the same form."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet

from linli.appraisals.models import Result, Round, Scheme, Snapshot, SnapshotPart
from linli.appraisals.models.rounds import Standing
from linli.appraisals.queries.frozen import called, head_of_scheme
from linli.appraisals.queries.past import placing_of, standing_snapshots
from linli.appraisals.queries.readers import Reader
from linli.appraisals.rules.freezing import reason_from
from linli.appraisals.rules.validity import band_of
from linli.appraisals.terms import Band, ConsequenceSpan
from linli.standards.queries import Subject
from linli.values import Reason, Span

NAMES = tuple(f"subject__{name}" for name in ("area__tier", "unit", "appointment__account", "appointment__role"))
RANK_ORDER, TREE_ORDER = ("rank", "pk"), ("subject__area__path", "pk")
ORDERS: Mapping[str, tuple[str, ...]] = {
    "rank": RANK_ORDER,
    "last": ("-rank", "pk"),
    "place": TREE_ORDER,
}
"""How a table may be sorted; those without a rank come last in any."""


@dataclass(frozen=True)
class Sheet:
    """One result: of a snapshot, or of the last computation of a round. head: by which words, items and rules."""

    scheme: Scheme
    period: str
    head: Mapping[str, Any]
    snapshot: Snapshot | None = None
    round: Round | None = None

    @property
    def is_final(self) -> bool:
        """Return whether it is confirmed and frozen."""
        return self.snapshot is not None

    @property
    def is_year(self) -> bool:
        """Return whether it is of a whole year."""
        return self.snapshot is not None and self.snapshot.span == ConsequenceSpan.YEAR

    @property
    def year(self) -> int:
        """Return the year in which it ends."""
        return Span.parse(self.period).last.year

    @cached_property
    def items(self) -> dict[int, Mapping[str, Any]]:
        """Return the items that were judged, by number."""
        return {each["id"]: each for each in self.head["items"]}

    @property
    def bands(self) -> tuple[int, int] | None:
        """Return the lower bounds of the green and the yellow band, None where the scheme has none."""
        kept = self.head["policy"]["bands"]
        return (kept[0], kept[1]) if kept else None

    def standings(self) -> QuerySet[Any]:
        """Return how everybody stands, ready to be named."""
        if self.snapshot is not None:
            return SnapshotPart.objects.filter(snapshot=self.snapshot).select_related(*NAMES)
        return Result.objects.filter(round=self.round).select_related(*NAMES)


@dataclass(frozen=True)
class Placed:
    """A subject with its place in a result: what it was called then, why it stands there."""

    subject: Subject
    placing: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return what the subject was called when it was judged."""
        return called(self.placing)

    @property
    def name_today(self) -> str:
        """Return what it is called today, "" where that is the same."""
        today = str(self.subject)
        return "" if today == self.name else today

    @property
    def why(self) -> Reason:
        """Return in words why it stands there, or why it is not ranked."""
        return reason_from(self.placing["reason"])

    @property
    def trace(self) -> list[Reason]:
        """Return what the tie-breakers saw."""
        return [reason_from(each) for each in self.placing["trace"]]


@dataclass(frozen=True)
class Row(Placed):
    """One line of a ranking table as one person may read it. opens: whether its scorecard is for this person."""

    band: Band | None
    is_own: bool
    shows_rank: bool
    opens: bool

    @property
    def rank(self) -> int | None:
        """Return the rank, None where there is none or it is not for this reader."""
        return self.placing["rank"] if self.shows_rank else None

    @property
    def is_ranked(self) -> bool:
        """Return whether the subject has a rank, shown or not."""
        return self.placing["rank"] is not None

    @property
    def total(self) -> int | None:
        """Return the total, None where there is none or it is not for this reader."""
        return self.placing["total"] if self.shows_rank else None

    @property
    def before(self) -> Mapping[str, Any] | None:
        """Return its own last place."""
        return self.placing.get("previous")

    @property
    def moved(self) -> int | None:
        """Return how many ranks it rose since the last period, below zero if it fell, None if one is unknown."""
        if not self.before or self.before["rank"] is None or self.rank is None:
            return None
        return int(self.before["rank"]) - self.rank

    @property
    def fell_by(self) -> int:
        """Return how many ranks it fell."""
        return -(self.moved or 0)

    @property
    def change(self) -> int | None:
        """Return by how many hundredths of a point its total changed against its own last period."""
        if not self.before or self.before["total"] is None or self.total is None:
            return None
        return self.total - int(self.before["total"])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in a ranking table."""

    search: str = ""
    band: str = ""
    order: str = "rank"


def sheet_of(snapshot: Snapshot) -> Sheet:
    """Return the table of a frozen result."""
    return Sheet(snapshot.scheme, snapshot.period, json.loads(snapshot.head), snapshot, snapshot.round)


def sheet_of_round(round_: Round) -> Sheet:
    """Return the table of a round that is computed and not confirmed yet."""
    head = head_of_scheme(round_.scheme, Span.parse(round_.period), ranks=())
    return Sheet(round_.scheme, round_.period, head, None, round_)


def narrowed(sheet: Sheet, reader: Reader, wanted: Wanted) -> tuple[QuerySet[Any], Sequence[str]]:
    """Return the standings that somebody looks for, and their order; whoever sees no ranks gets them by place."""
    rows = sheet.standings()
    if wanted.search:
        rows = rows.filter(name__icontains=wanted.search)
    if wanted.band:
        rows = rows.filter(_in_band(sheet, wanted.band))
    order = ORDERS.get(wanted.order, RANK_ORDER) if reader.sees_ranks else TREE_ORDER
    return rows, order


def in_order(rows: QuerySet[Any], order: Sequence[str]) -> QuerySet[Any]:
    """Return standings in an order of `narrowed`; those without a rank come last on every database."""
    columns = [F(name.lstrip("-")) for name in order]
    return rows.order_by(
        *(
            column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True)
            for name, column in zip(order, columns, strict=True)
        )
    )


def rows_of(sheet: Sheet, reader: Reader, standings: Iterable[Standing]) -> list[Row]:
    """Return standings as lines of a table; one query, whatever their number."""
    given = list(standings)
    own = reader.own_among([one.subject_id for one in given])
    return [_row(sheet, reader, one, own) for one in given]


def own_rows(sheet: Sheet, reader: Reader, most: int = 3) -> list[Row]:
    """Return the reader's own lines where they are few, so that his own comes before the others'; [] if many."""
    if reader.compares:
        return []
    own = reader.own_among(sheet.standings().select_related(None).values("subject_id"))
    if not 0 < len(own) <= most:
        return []
    return [_row(sheet, reader, one, own) for one in sheet.standings().filter(subject_id__in=own).order_by("pk")]


def newest_snapshot(scheme: Scheme, span: ConsequenceSpan = ConsequenceSpan.ROUND) -> Snapshot | None:
    """Return the newest frozen result of a scheme that nothing revises."""
    return standing_snapshots(scheme, span).order_by("-period").first()


def beside(snapshot: Snapshot) -> tuple[Snapshot | None, Snapshot | None]:
    """Return the results before and after one, of the same kind."""
    rows = standing_snapshots(snapshot.scheme, ConsequenceSpan(snapshot.span))
    before = rows.filter(period__lt=snapshot.period).order_by("-period").first()
    return before, rows.filter(period__gt=snapshot.period).order_by("period").first()


def count_bands(sheet: Sheet) -> dict[Band, int]:
    """Return how many stand in each band; one query. {} where the scheme has no bands."""
    if sheet.bands is None:
        return {}
    counts = dict.fromkeys(Band, 0)
    for total in sheet.standings().order_by().values_list("centipoints", flat=True).iterator():
        if band := _band(sheet, total):
            counts[band] += 1
    return counts


def _row(sheet: Sheet, reader: Reader, one: Standing, own: set[int]) -> Row:
    placing = placing_of(one)
    is_own = one.subject_id in own
    return Row(
        subject=one.subject,
        placing=placing,
        band=_band(sheet, placing["total"]),
        is_own=is_own and not reader.compares,
        shows_rank=is_own or reader.sees_ranks,
        opens=is_own,
    )


def _band(sheet: Sheet, total: int | None) -> Band | None:
    """Return the band of a total."""
    return band_of(total, green_from=sheet.bands[0], yellow_from=sheet.bands[1]) if sheet.bands else None


def _in_band(sheet: Sheet, band: str) -> Q:
    """Return the condition of totals in a band, nobody where the scheme has none or the word is unknown."""
    if sheet.bands is None or band not in {each.value for each in Band}:
        return Q(pk__in=[])
    green, yellow = sheet.bands
    return {
        Band.GREEN: Q(centipoints__gte=green),
        Band.YELLOW: Q(centipoints__lt=green, centipoints__gte=yellow),
        Band.RED: Q(centipoints__lt=yellow),
    }[Band(band)]
