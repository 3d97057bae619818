"""The consultation as it took place: its records and their sums (002-3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from linli.boundaries.models import ConsultationRecord, Project
from linli.boundaries.rules.consultation import share, took_part_throughout
from linli.boundaries.terms import ConsultationKind

SUMMED = ("asked", "answered", "representatives", "in_favour", "against", "abstained")


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of one kind of record, or of all (kind None); in_favour_share: 0 to 1 of the votes given, None of none."""

    kind: ConsultationKind | None
    records: int
    with_representatives: int
    asked: int
    answered: int
    representatives: int
    in_favour: int
    against: int
    abstained: int

    @property
    def in_favour_share(self) -> float | None:
        """Return the share in favour of all votes given."""
        return share(self.in_favour, self.in_favour + self.against + self.abstained)

    @property
    def answer_share(self) -> float | None:
        """Return the share that answered or came."""
        return share(self.answered, self.asked)


@dataclass(frozen=True, slots=True)
class Summary:
    """
    A consultation in figures. totals: one for every kind with a record, in the order of the words.

    throughout: whether resident representatives took part throughout. surveys: questionnaires returned by plan's name.
    """

    totals: tuple[Total, ...]
    all: Total
    throughout: bool
    surveys: tuple[tuple[str, int], ...]


def list_records(project: Project, *, withdrawn: bool = False) -> QuerySet[ConsultationRecord]:
    """Return the records of a project, the latest first; those withdrawn only if asked for."""
    rows = ConsultationRecord.objects.filter(project=project).select_related("plan", "actor", "withdrawn_by")
    return (rows if withdrawn else rows.filter(withdrawn_at__isnull=True)).order_by("-on", "-pk")


def consultation_summary(project: Project) -> Summary:
    """Return what the records of a project come to; withdrawn ones do not count."""
    counting = list_records(project).order_by()
    sums = {name: Sum(name, default=0) for name in SUMMED}
    rows: Iterable[Any] = (
        counting.values("kind")
        .order_by("kind")
        .annotate(records=Count("pk"), with_representatives=Count("pk", filter=Q(representatives__gt=0)), **sums)
    )
    known = {ConsultationKind(row["kind"]): Total(**row | {"kind": ConsultationKind(row["kind"])}) for row in rows}
    totals = tuple(known[kind] for kind in ConsultationKind if kind in known)
    meetings: dict[ConsultationKind, tuple[int, int]] = {
        total.kind: (total.records, total.with_representatives)
        for total in totals
        if total.kind and total.kind != ConsultationKind.SURVEY
    }
    return Summary(totals, _all(totals), took_part_throughout(meetings), _surveys(counting))


def _all(totals: Iterable[Total]) -> Total:
    """Return the sum of all totals."""
    names = ("records", "with_representatives", *SUMMED)
    return Total(None, **{name: sum(getattr(total, name) for total in totals) for name in names})


def _surveys(counting: QuerySet[ConsultationRecord]) -> tuple[tuple[str, int], ...]:
    """Return (name of the plan, questionnaires returned) for every plan that was surveyed."""
    surveys = counting.filter(kind=ConsultationKind.SURVEY, plan__isnull=False)
    rows = surveys.values_list("plan__name").order_by("plan__name").annotate(answered=Sum("answered"))
    return tuple((name, answered) for name, answered in rows)
