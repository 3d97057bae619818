"""How far the scoring of a round is: who owes how many lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from linli.appraisals.models import Assessor, Round, ScoreLine
from linli.appraisals.queries.ground import is_fed, members_on
from linli.appraisals.queries.owning import belongings, own_members
from linli.appraisals.terms import LineSource
from linli.standards import queries as standards
from linli.standards.terms import ScorerKind
from linli.values import Span


@dataclass(frozen=True, slots=True)
class Owed:
    """What one assessor has to score in a round, and how much of it is done: lines, one for each subject and item."""

    assessor: Assessor
    done: int
    all: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return self.done >= self.all


def owed_in(round_: Round) -> list[Owed]:
    """Return what every active assessor of a round's scheme owes, in the order of roles; nobody owes his own."""
    scheme = round_.scheme
    asked = [one.scorer for one in standards.scored_items(scheme.standard) if not is_fed(one)]
    subjects = members_on(scheme, Span.parse(round_.period)).count()
    lines = ScoreLine.objects.filter(round=round_, source=LineSource.ASSESSOR, superseded_by__isnull=True)
    done = dict(lines.order_by().values_list("assessor_id").annotate(count=Count("pk")))
    assessors = list(
        Assessor.objects.filter(scheme=scheme, is_active=True).select_related("account").order_by("role", "pk")
    )
    own = own_subjects(round_, [one.account_id for one in assessors])
    return [Owed(one, done.get(one.pk, 0), _to_score(one, subjects, own) * asked.count(one.role)) for one in assessors]


def own_subjects(round_: Round, accounts: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """Return which subjects of a round people belong to on its last day, by account."""
    span = Span.parse(round_.period)
    return own_members(round_.scheme, span, belongings(accounts, span.last).values())


def _to_score(one: Assessor, subjects: int, own: Mapping[int, frozenset[int]]) -> int:
    """Return how many subjects an assessor scores: all but his own, or only his own where subjects score themselves."""
    mine = len(own.get(one.account_id, ()))
    return mine if one.role == ScorerKind.SUBJECT else subjects - mine
