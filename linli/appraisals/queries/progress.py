"""How far the scoring of a round is: who owes how many lines."""

from dataclasses import dataclass

from django.db.models import Count

from linli.appraisals.models import Assessor, Round, ScoreLine
from linli.appraisals.queries.ground import is_fed, members_on
from linli.appraisals.terms import LineSource
from linli.standards import queries as standards
from linli.standards.terms import ItemKind
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
    """Return what every active assessor of a round's scheme owes, in the order of roles."""
    scheme = round_.scheme
    leaves = [one for one in standards.items_of(scheme.standard) if one.kind != ItemKind.GROUP and not is_fed(one)]
    subjects = members_on(scheme, Span.parse(round_.period)).count()
    lines = ScoreLine.objects.filter(round=round_, source=LineSource.ASSESSOR, superseded_by__isnull=True)
    done = dict(lines.order_by().values_list("assessor_id").annotate(count=Count("pk")))
    assessors = Assessor.objects.filter(scheme=scheme, is_active=True).select_related("account").order_by("role", "pk")
    return [
        Owed(one, done.get(one.pk, 0), subjects * sum(item.scorer == one.role for item in leaves)) for one in assessors
    ]


def silent_assessors(round_: Round) -> int:
    """Return how many assessors have not scored everything they owe."""
    return sum(not owed.is_done for owed in owed_in(round_))
