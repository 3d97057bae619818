"""Everything a computation of a round needs, read in bulk: subjects, items, figures, assessors' lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from linli.appraisals.models import Assessor, Round, Scheme, SchemeSubject, ScoreLine
from linli.appraisals.queries.comments import said_in
from linli.appraisals.rules.closing import NOTHING, Found, Item, Policy
from linli.appraisals.rules.combining import AssessorScore
from linli.appraisals.rules.normalising import household_band
from linli.appraisals.terms import LineSource, Normalisation
from linli.standards import queries as standards
from linli.standards.queries import Subject
from linli.standards.terms import ItemKind, RuleKind, ScorerKind
from linli.values import Span

OPEN_CASES, OVERDUE_CASES = "cases.open", "cases.overdue"
"""Figures of the room `cases` that tie-breakers look at."""


NAMED = ("subject__area", "subject__unit", "subject__appointment__account", "subject__appointment__role")
"""What the names of subjects are made of."""


@dataclass(frozen=True)
class Ground:
    """
    What is judged in a round, and how. items: of the frozen standard, without groups; feeds: item -> feed.

    groups: subject -> its band or type, where the scheme compares within these.
    """

    round: Round
    span: Span
    policy: Policy
    items: tuple[Item, ...]
    feeds: dict[int, str]
    subjects: tuple[Subject, ...]
    groups: dict[int, str]


def ground_of(round_: Round) -> Ground:
    """Return the ground of a round: who is judged on its last day, by which items, in whose words."""
    scheme, span = round_.scheme, Span.parse(round_.period)
    leaves = [each for each in standards.items_of(scheme.standard) if each.kind != ItemKind.GROUP]
    members = list(members_on(scheme, span).select_related(*NAMED))
    return Ground(
        round=round_,
        span=span,
        policy=policy_of(scheme),
        items=tuple(_item(each) for each in leaves),
        feeds={each.id: each.feed for each in leaves if is_fed(each)},
        subjects=tuple(member.subject for member in members),
        groups={member.subject_id: group_of(scheme, member) for member in members},
    )


def members_on(scheme: Scheme, span: Span) -> QuerySet[SchemeSubject]:
    """Return who is judged by a scheme on the last day of a span, in the order of the tree."""
    rows = SchemeSubject.objects.filter(scheme=scheme, valid_from__lte=span.last)
    return rows.exclude(valid_to__lte=span.last).order_by("subject__area__path", "subject_id")


def policy_of(scheme: Scheme) -> Policy:
    """Return what a scheme says of the way from lines to places."""
    weights = dict(Assessor.objects.filter(scheme=scheme, is_active=True).values_list("role", "weight"))
    return Policy(
        aggregation=str(scheme.aggregation),
        weights={str(role): weight for role, weight in sorted(weights.items())},
        least_scored_percent=scheme.least_scored_percent,
        normalisation=str(scheme.normalisation),
        tie_breakers=tuple(scheme.tie_breakers),
        bands=(scheme.bands[0], scheme.bands[1]) if scheme.bands else None,
    )


def group_of(scheme: Scheme, member: SchemeSubject) -> str:
    """Return the band or type within which a subject is compared, "" where the scheme compares all."""
    if scheme.normalisation == Normalisation.HOUSEHOLD_BAND:
        return household_band(member.subject.area.households, scheme.household_bands)
    return member.type if scheme.normalisation == Normalisation.TYPE else ""


def is_fed(item: standards.Item) -> bool:
    """Return whether the records score an item, not people."""
    return bool(item.feed) and item.scorer == ScorerKind.SYSTEM


def found_in(ground: Ground, subjects: Sequence[Subject]) -> dict[int, dict[int, Found]]:
    """Return what is on record for some of the subjects, by subject and item."""
    found = _figures(ground, subjects)
    said = said_in(ground.round, subjects)
    for (subject, item), given in _lines(ground, subjects).items():
        mine = found[subject]
        mine[item] = given._replace(raw=mine.get(item, NOTHING).raw, said=said.get((subject, item), ()))
    return found


def open_and_overdue(ground: Ground, subjects: Sequence[Subject]) -> dict[int, tuple[int | None, int | None]]:
    """Return open and overdue cases of subjects at the end of the round, where a tie-breaker asks for them."""
    if not {"open_cases", "overdue_cases"} & set(ground.policy.tie_breakers):
        return {}
    values = standards.feed_values((OPEN_CASES, OVERDUE_CASES), subjects, ground.span)
    return {
        one.pk: (_whole(values[OPEN_CASES].get(one.pk)), _whole(values[OVERDUE_CASES].get(one.pk))) for one in subjects
    }


def _whole(value: Decimal | int | None) -> int | None:
    return None if value is None else int(value)


def _item(item: standards.Item) -> Item:
    """Return an item as the rules of closing take it."""
    score = standards.prepare(item.rule_kind, item.rule, item.max_centipoints) if is_fed(item) else None
    is_veto = item.rule_kind == RuleKind.VETO
    return Item(item.id, item.max_centipoints, item.dimension, item.is_key, is_veto, score)


def _figures(ground: Ground, subjects: Sequence[Subject]) -> dict[int, dict[int, Found]]:
    """Return the figures of the fed items; a figure that is absent leaves no trace here, never a zero."""
    values = standards.feed_values(sorted(set(ground.feeds.values())), subjects, ground.span)
    columns = [(item, values[feed]) for item, feed in ground.feeds.items()]
    return {
        one.pk: {item: Found(raw=column[one.pk]) for item, column in columns if one.pk in column} for one in subjects
    }


def _lines(ground: Ground, subjects: Iterable[Subject]) -> dict[tuple[int, int], Found]:
    """Return what people gave, by subject and item: lines that nothing supersedes."""
    rows = ScoreLine.objects.filter(round=ground.round, superseded_by__isnull=True)
    chosen = {one.pk for one in subjects}
    vetoes = {item.id for item in ground.items if item.is_veto}
    scores: dict[tuple[int, int], list[AssessorScore]] = {}
    occurred: dict[tuple[int, int], int] = {}
    granted: dict[tuple[int, int], int] = {}
    fields = ("subject_id", "item_id", "source", "assessor_id", "assessor__role", "centipoints", "raw")
    for subject, item, source, assessor, role, points, raw in rows.values_list(*fields).order_by("pk").iterator():
        key = (subject, item)
        if subject not in chosen:
            continue
        if source == LineSource.APPEAL:
            granted[key] = points
            continue
        scores.setdefault(key, []).append(AssessorScore(assessor, str(role), points))
        occurred[key] = occurred.get(key, 0) + (item in vetoes and bool(raw))
    return {
        key: Found(None, tuple(scores.get(key, ())), occurred.get(key, 0), granted.get(key))
        for key in scores.keys() | granted.keys()
    }
