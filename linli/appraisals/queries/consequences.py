"""What is proposed, decided and withheld after a result, and the help that stands beside it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from linli.appraisals.models import HelpPlan, Proposal, Snapshot, SnapshotPart
from linli.appraisals.queries.judging import judge_snapshot
from linli.appraisals.queries.past import placing_of
from linli.appraisals.queries.readers import COMPARE, CONFIRM
from linli.appraisals.rules.consequences import Party, Withheld
from linli.appraisals.terms import ConsequenceAction, ConsequenceSpan, HelpState, ProposalState
from linli.foundation.access import within
from linli.standards.terms import SubjectKind
from linli.values import Reason

CALLED = Subquery(
    SnapshotPart.objects.filter(snapshot=OuterRef("snapshot"), subject=OuterRef("subject")).values("name")[:1]
)
"""What the subject of a proposal or of a help plan was called when it was judged."""
AREA, UNITS = "subject__area__path", ("subject__unit__path",)
ORDER = ("-snapshot", "rule__number", "pk")


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """What somebody looks for among the proposals; empty parts do not restrict."""

    state: str = ""
    action: str = ""
    snapshot: int | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A consequence that would have been proposed, of whom (as it was called then), and why it is not."""

    name: str
    action: ConsequenceAction
    reason: Reason


def visible_proposals(user: Any, action: str = COMPARE) -> QuerySet[Proposal]:
    """Return the proposals about subjects on which the user may do the action."""
    rows = within(Proposal.objects.all(), user, action, area=AREA, units=UNITS)
    named = rows.select_related("snapshot", "snapshot__scheme", "rule", "decided_by", "subject__appointment")
    return named.annotate(called=CALLED)


def decidable_proposals(user: Any) -> QuerySet[Proposal]:
    """Return the proposals that the user may confirm or waive by duty."""
    return visible_proposals(user, CONFIRM)


def list_proposals(user: Any, wanted: ProposalFilter) -> QuerySet[Proposal]:
    """Return the proposals that somebody looks for."""
    rows = visible_proposals(user)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.snapshot:
        rows = rows.filter(snapshot=wanted.snapshot)
    if wanted.search:
        fields = ("called", "snapshot__period", "snapshot__scheme__name")
        rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": wanted.search}) for name in fields)))
    return rows


def count_states(rows: QuerySet[Proposal]) -> dict[ProposalState, int]:
    """Return how many proposals stand in each state; one query."""
    found = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    return {state: found.get(state, 0) for state in ProposalState}


def sum_money(rows: QuerySet[Proposal]) -> int:
    """Return the fen of the proposals that were not waived or overturned; one query."""
    open_ = rows.filter(state__in=(ProposalState.PROPOSED, ProposalState.CONFIRMED))
    return open_.order_by().aggregate(sum=Sum("amount_fen"))["sum"] or 0


def parties_of_proposal(proposal: Proposal) -> list[Party]:
    """Return whom a proposal names, as it was frozen beside the result."""
    return [Party(**each) for each in proposal.parties]


def concerned_by(proposal: Proposal) -> frozenset[int]:
    """Return the accounts of those whom a proposal concerns: named persons, the secretary, the holder of the post."""
    found = {one.key for one in parties_of_proposal(proposal) if one.is_person and one.key is not None}
    if proposal.subject.appointment is not None:
        found.add(proposal.subject.appointment.account_id)
    part = SnapshotPart.objects.filter(snapshot=proposal.snapshot_id, subject=proposal.subject_id).first()
    secretary = placing_of(part).get("secretary") if part is not None else None
    return frozenset(found | ({secretary[0]} if secretary else set()))


def concerned_with(snapshot: Snapshot, subjects: Collection[int]) -> frozenset[int]:
    """Return the accounts of those whom a change of some places concerns: as with proposals, of all these subjects."""
    rows = Proposal.objects.filter(snapshot=snapshot, subject__in=subjects)
    parties = [party for row in rows for party in parties_of_proposal(row)]
    found = {one.key for one in parties if one.is_person and one.key is not None}
    parts = SnapshotPart.objects.filter(snapshot=snapshot, subject__in=subjects).select_related("subject__appointment")
    for part in parts.defer("lines").iterator(chunk_size=1000):
        if part.subject.appointment is not None:
            found.add(part.subject.appointment.account_id)
        if secretary := placing_of(part).get("secretary"):
            found.add(secretary[0])
    return frozenset(found)


def with_help(proposals: Iterable[Proposal]) -> list[tuple[Proposal, HelpPlan | None]]:
    """Return proposals, each with the help plan beside it, None for those without; one query."""
    given = list(proposals)
    rows = HelpPlan.objects.filter(
        snapshot__in={one.snapshot_id for one in given}, subject__in={one.subject_id for one in given}
    )
    plans = {(row.snapshot_id, row.subject_id): row for row in rows}
    harsh = ConsequenceAction.YELLOW_CARD, ConsequenceAction.HELP_PLAN
    return [(one, plans.get((one.snapshot_id, one.subject_id)) if one.action in harsh else None) for one in given]


def withheld_of(snapshot: Snapshot) -> list[Held]:
    """Return what the rules would have proposed after a round but for something that stands against it."""
    if snapshot.span != ConsequenceSpan.ROUND:
        return []
    found: tuple[Withheld, ...] = judge_snapshot(snapshot).withheld
    parts = SnapshotPart.objects.filter(snapshot=snapshot, subject__in={one.subject for one in found})
    names = dict(parts.values_list("subject_id", "name"))
    return [Held(names[one.subject], ConsequenceAction(one.action), one.reason) for one in found]


def visible_help(user: Any, action: str) -> QuerySet[HelpPlan]:
    """Return help plans of subjects on which the user may do the action; of persons only his own or compared."""
    rows = within(HelpPlan.objects.all(), user, action, area=AREA, units=UNITS)
    rows = rows.filter(snapshot__revised_by__isnull=True)
    if not user.may(COMPARE):
        rows = rows.filter(~Q(subject__kind=SubjectKind.POST) | Q(subject__appointment__account=user))
    return rows.select_related("snapshot", "snapshot__scheme", "helper", "changed_by").annotate(called=CALLED)


def overdue_help(rows: QuerySet[HelpPlan], today: date) -> QuerySet[HelpPlan]:
    """Return agreed help that should have been given by now."""
    return rows.filter(state=HelpState.AGREED, due_on__lt=today)
