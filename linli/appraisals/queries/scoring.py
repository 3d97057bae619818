"""What an assessor sees while he scores: his own lines and nobody else's, beside what the records tell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from linli.appraisals.models import Assessor, Round, ScoreLine
from linli.appraisals.queries.ground import is_fed, members_on
from linli.appraisals.queries.progress import own_subjects
from linli.appraisals.rules.scoring import Given, asked_of, given
from linli.appraisals.terms import Asked, LineSource, RoundState
from linli.foundation.figures import Evidence
from linli.standards import queries as standards
from linli.standards.queries import Item, Subject
from linli.standards.terms import ScorerKind
from linli.values import Reason, Span

NAMES = ("area__tier", "unit", "appointment__account", "appointment__role")


@dataclass(frozen=True, slots=True)
class Told:
    """What the records tell of one item of one subject: the figure, the points it comes to, where it is listed."""

    item: Item
    raw: Decimal | None
    centipoints: int | None
    is_veto: bool
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Place:
    """One item or subject among those to be scored. done, all: lines of it."""

    key: int
    label: str
    done: int
    all: int

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is missing."""
        return self.done >= self.all


@dataclass(frozen=True)
class Task:
    """Everything one assessor scores in a round. lines: his present line by (subject, item)."""

    round: Round
    assessor: Assessor
    items: tuple[Item, ...]
    fed: tuple[Item, ...]
    subjects: tuple[Subject, ...]
    lines: dict[tuple[int, int], ScoreLine]

    @property
    def done(self) -> int:
        """Return how many lines there are."""
        return len(self.lines)

    @property
    def all(self) -> int:
        """Return how many lines there must be."""
        return len(self.items) * len(self.subjects)

    def by_item(self) -> list[Place]:
        """Return the items with how many subjects are scored."""
        counts = _count(item for _subject, item in self.lines)
        return [
            Place(one.id, f"{one.code} {one.name}", counts.get(one.id, 0), len(self.subjects)) for one in self.items
        ]

    def by_subject(self) -> list[Place]:
        """Return the subjects with how many items are scored."""
        counts = _count(subject for subject, _item in self.lines)
        return [Place(one.pk, str(one), counts.get(one.pk, 0), len(self.items)) for one in self.subjects]


def roles_in(round_: Round, user: Any) -> list[Assessor]:
    """Return the roles in which a person scores in a round."""
    rows = Assessor.objects.filter(scheme=round_.scheme_id, account=user, is_active=True)
    return list(rows.select_related("account").order_by("role", "pk"))


def scored_rounds(user: Any) -> QuerySet[Round]:
    """Return the rounds of schemes for which a person scores."""
    rows = Round.objects.filter(scheme__assessors__account=user, scheme__assessors__is_active=True).distinct()
    return rows.select_related("scheme", "scheme__area", "scheme__standard", "scheme__standard__standard")


def task_of(round_: Round, assessor: Assessor) -> Task:
    """Return everything that an assessor scores in a round; nobody scores his own, and subjects only themselves."""
    leaves = standards.scored_items(round_.scheme.standard)
    mine = own_subjects(round_, [assessor.account_id])[assessor.account_id]
    rows = members_on(round_.scheme, Span.parse(round_.period))
    rows = rows.select_related(*(f"subject__{name}" for name in NAMES))
    is_self = assessor.role == ScorerKind.SUBJECT
    lines = ScoreLine.objects.filter(round=round_, assessor=assessor, superseded_by__isnull=True)
    return Task(
        round=round_,
        assessor=assessor,
        items=tuple(one for one in leaves if one.scorer == assessor.role and not is_fed(one)),
        fed=tuple(one for one in leaves if is_fed(one)),
        subjects=tuple(each.subject for each in rows if (each.subject_id in mine) == is_self),
        lines={(line.subject_id, line.item_id): line for line in lines.filter(source=LineSource.ASSESSOR)},
    )


def is_open(round_: Round) -> bool:
    """Return whether points are taken."""
    return round_.state == RoundState.OPEN


def asked(item: Item) -> Asked:
    """Return what is typed for an item."""
    return asked_of(str(item.kind), str(item.rule_kind))


def come_to(item: Item, typed: Decimal) -> Given | Reason:
    """Return what a typed number comes to for an item, or why it cannot stand."""
    mark = standards.prepare(item.rule_kind, item.rule, item.max_centipoints)
    return given(asked(item), item.max_centipoints, typed, lambda value: mark(value)[0])


def told_of(task: Task, subject: Subject) -> list[Told]:
    """Return what the records tell of a subject, item by item, with where each figure is listed."""
    span = Span.parse(task.round.period)
    behind = standards.feeds_evidence({one.feed for one in task.fed}, subject, span)
    return [replace(told, evidence=behind.get(told.item.feed)) for _one, told in told_to(task, [subject])]


def told_to(task: Task, subjects: Sequence[Subject]) -> Iterator[tuple[Subject, Told]]:
    """Yield what the records tell of some subjects, item by item, without where it is listed; read in bulk."""
    values = standards.feed_values({one.feed for one in task.fed}, subjects, Span.parse(task.round.period))
    marks = [(one, standards.prepare(one.rule_kind, one.rule, one.max_centipoints)) for one in task.fed]
    for subject in subjects:
        for item, mark in marks:
            raw = values[item.feed].get(subject.pk)
            yield subject, Told(item, raw, *mark(raw), None)


def evidence_lines(user: Any) -> QuerySet[ScoreLine]:
    """Return the lines with a picture that a person gave himself."""
    return ScoreLine.objects.filter(assessor__account=user).exclude(file="")


def _count(keys: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts


def present_lines(round_: Round, subjects: Sequence[int], item: int) -> QuerySet[ScoreLine]:
    """Return the lines of one item that count, whoever gave them."""
    return ScoreLine.objects.filter(
        round=round_, subject_id__in=subjects, item_id=item, superseded_by__isnull=True
    ).select_related("assessor", "by")
