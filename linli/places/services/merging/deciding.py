"""A person confirms, postpones, rejects or corrects what a newer list proposes; nothing in the territory changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from linli.foundation import audit
from linli.places import queries, rules
from linli.places.models import ListMerge, MergeProposal
from linli.places.services.checks import AreaRefused
from linli.places.terms import ProposalKind, TierCode, Verdict
from linli.values import Reason, noop

from .rows import hold, plain

OPEN = (Verdict.PROPOSED, Verdict.CONFIRMED, Verdict.CORRECTED, Verdict.POSTPONED)
DECISIONS = (Verdict.CONFIRMED, Verdict.POSTPONED, Verdict.REJECTED, Verdict.PROPOSED)
ROUNDING = 1e-6
BY_HAND = Reason("places.merge.by_hand", noop("A person said so."))


@transaction.atomic
def decide_proposals(
    *, merge_id: int, proposals: QuerySet[MergeProposal], verdict: Verdict, actor: Any, now: datetime
) -> int:
    """
    Decide the same about several proposals of a merge that are not applied yet; return how many there were.

    What a person corrected stays corrected when it is confirmed again. Raises AreaRefused if the merge was undone.
    """
    merge = hold(merge_id)
    if verdict not in DECISIONS:
        raise ValueError(verdict)
    rows = MergeProposal.objects.filter(merge=merge, verdict__in=OPEN, pk__in=proposals.order_by().values("pk"))
    if verdict is Verdict.CONFIRMED:
        rows = rows.exclude(verdict=Verdict.CORRECTED)
    count = rows.update(verdict=verdict, decided_by=getattr(actor, "pk", None), decided_at=now)
    details = {"verdict": verdict.value, "proposals": count, "as_of": merge.as_of.isoformat()}
    audit.record(actor=actor, action="places.decide", subject=merge.area, at=now, details=details)
    return count


@transaction.atomic
def correct_heirs(*, proposal_id: int, heirs: Sequence[tuple[str, float]], actor: Any, now: datetime) -> MergeProposal:
    """
    Say to whom an area passes that ends: codes of the list, or of areas in force, with shares; none if to nobody.

    Raises MergeProposal.DoesNotExist or AreaRefused.
    """
    proposal = _open_proposal(proposal_id)
    if proposal.code:
        raise AreaRefused("merge", noop("Only an area that ends has successors."))
    given = [(rules.clean_code(code), share) for code, share in heirs]
    if any(not 0 < share <= 1 for _code, share in given) or sum(share for _code, share in given) > 1 + ROUNDING:
        raise AreaRefused("succession", noop("The shares of an area add up to more than the whole, or to nothing."))
    for code, _share in given:
        _check_heir(proposal, code)
    same_tier = [code for code, _share in given if _tier_of(code) == proposal.tier.code]
    proposal.kind = ProposalKind.ABOLISHED
    if same_tier:
        proposal.kind = ProposalKind.MERGED if len(given) == 1 else ProposalKind.SPLIT
    proposal.heirs = [[code, share, 1] for code, share in given]
    return _keep(proposal, [proposal.kind], actor, now)


@transaction.atomic
def join_proposals(*, proposal_id: int, code: str, actor: Any, now: datetime) -> MergeProposal:
    """
    Say that an area that was to end goes on as one that was to be new: the two proposals become one.

    Raises MergeProposal.DoesNotExist, or AreaRefused if the list has no such new area of the same tier.
    """
    proposal = _open_proposal(proposal_id)
    kept = rules.clean_code(code)
    rows = MergeProposal.objects.filter(merge=proposal.merge_id, code=kept, area=None, tier=proposal.tier_id)
    new = rows.filter(verdict__in=OPEN).first()
    if proposal.code or new is None:
        raise AreaRefused("merge", noop("%(code)s is no new area of this list that could be meant."), code=code)
    assert proposal.area is not None
    for name in ("code", "name", "parent_code", "area_kind", "households", "province"):
        setattr(proposal, name, getattr(new, name))
    changed = {
        ProposalKind.MOVED: proposal.area.parent is not None and proposal.area.parent.code != new.parent_code,
        ProposalKind.RENAMED: proposal.area.name != new.name,
        ProposalKind.RECODED: proposal.area.code != new.code,
    }
    kinds = [kind for kind, holds in changed.items() if holds] or [ProposalKind.FACTS]
    proposal.heirs, proposal.kind = [], kinds[0]
    new.delete()
    return _keep(proposal, kinds, actor, now)


@transaction.atomic
def part_proposal(*, proposal_id: int, actor: Any, now: datetime) -> MergeProposal:
    """
    Say that an area does not go on as the list's: the old one ends, the new one begins; two proposals.

    Returns the one of the area that ends. Raises MergeProposal.DoesNotExist or AreaRefused.
    """
    proposal = _open_proposal(proposal_id)
    if proposal.area is None or not proposal.code:
        raise AreaRefused("merge", noop("Only an area that goes on can be parted from the list's."))
    new = MergeProposal.objects.get(pk=proposal.pk)
    new.pk, new.area, new.kind, new._state.adding = None, None, ProposalKind.CREATED, True
    proposal.code = proposal.name = proposal.parent_code = proposal.area_kind = ""
    proposal.kind, proposal.households = ProposalKind.ABOLISHED, None
    _keep(new, [ProposalKind.CREATED], actor, now)
    return _keep(proposal, [ProposalKind.ABOLISHED], actor, now)


def _open_proposal(proposal_id: int) -> MergeProposal:
    """Return a proposal that can still be decided, its merge locked."""
    proposal = MergeProposal.objects.select_related("area__parent", "tier", "merge__area").get(pk=proposal_id)
    hold(proposal.merge_id)
    if proposal.verdict not in OPEN:
        raise AreaRefused("merge", noop("This proposal was applied or rejected already."))
    return proposal


def _tier_of(code: str) -> str:
    try:
        return rules.parse_code(code).tier.value
    except rules.InvalidCode:
        return TierCode.COMMUNITY.value


def _check_heir(proposal: MergeProposal, code: str) -> None:
    """Refuse a successor that will not exist: neither in the list's proposals nor in force, or the area itself."""
    merge = ListMerge.objects.get(pk=proposal.merge_id)
    if not merge.proposals.filter(code=code).exclude(verdict=Verdict.REJECTED).exists():
        ends = merge.proposals.filter(code="").exclude(verdict=Verdict.REJECTED).values("area")
        if not queries.list_in_force().filter(code=code).exclude(pk__in=ends).exists():
            raise AreaRefused("merge", noop("No area of this list or in force has the code %(code)s."), code=code)


def _keep(proposal: MergeProposal, kinds: Sequence[ProposalKind], actor: Any, now: datetime) -> MergeProposal:
    proposal.kinds = [kind.value for kind in kinds]
    proposal.reason, proposal.is_certain, proposal.verdict = plain(BY_HAND), True, Verdict.CORRECTED
    proposal.decided_by, proposal.decided_at = getattr(actor, "pk", None), now
    proposal.save()
    if proposal.area is not None:
        details = {"verdict": Verdict.CORRECTED.value, "kind": proposal.kind.value, "heirs": str(proposal.heirs)}
        audit.record(actor=actor, action="places.decide", subject=proposal.area, at=now, details=details)
    return proposal
