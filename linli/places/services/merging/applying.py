"""
What was confirmed of a newer list comes in force in one transaction, or nothing does.

A proposal is carried out only with everything it rests on: a community moves below a new subdistrict only if that one
begins, an area ends only when nothing lies in it any more, a code passes only if its holder gives it up. What cannot
be carried out yet stays confirmed and is named with its reason.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.places import rules
from linli.places.models import Area, AreaVersion, ListMerge, MergeProposal
from linli.places.rules import merging
from linli.places.terms import MergeState, Verdict
from linli.values import Reason, noop

from .rows import hold, pieces
from .writing import Writer

READY = (Verdict.CONFIRMED, Verdict.CORRECTED)
WAITING = (Verdict.PROPOSED, Verdict.POSTPONED, *READY)
Waiting = list[tuple[MergeProposal, Reason]]


@dataclass(slots=True)
class Applied:
    """What applying did, or would do. applied: how many proposals of each kind; waiting: what must wait, and why."""

    applied: Counter[str] = field(default_factory=Counter)
    waiting: Waiting = field(default_factory=list)
    undecided: int = 0


@transaction.atomic
def apply_merge(*, merge_id: int, actor: Any, now: datetime, document: str = "", dry_run: bool = False) -> Applied:
    """
    Carry out everything confirmed that can be carried out, as of the day of the list; on `dry_run` take it back.

    Raises ListMerge.DoesNotExist, or AreaRefused if the merge was undone.
    """
    merge = hold(merge_id)
    ground = _Ground(merge)
    ready, waiting = ground.judge()
    if ready:
        Writer(merge, ground.codes, document).write(ready)
    _settle(merge, now)
    undecided = merge.proposals.filter(verdict__in=(Verdict.PROPOSED, Verdict.POSTPONED)).count()
    outcome = Applied(Counter(each.kind.value for each in ready), waiting, undecided)
    details = {"as_of": merge.as_of.isoformat(), "document": document, "waiting": len(waiting)}
    details |= {"applied": sum(outcome.applied.values()), "undecided": undecided}
    audit.record(actor=actor, action="places.merge", subject=merge.area, at=now, details=details)
    if dry_run:
        transaction.set_rollback(True)
    return outcome


def _settle(merge: ListMerge, now: datetime) -> None:
    """Note how far the merge is."""
    merge.applied_at = now
    merge.state = MergeState.PARTLY if merge.proposals.filter(verdict__in=WAITING).exists() else MergeState.APPLIED
    merge.save(update_fields=["applied_at", "state"])


class _Ground:
    """
    What is in force as the proposals find it.

    codes: the area that bears, or will bear, each code of the list, None for one that only begins; since: from which
    day each area's version in force holds; below: keys of the areas in force directly below those that end.
    """

    def __init__(self, merge: ListMerge) -> None:
        self.merge, self.on = merge, merge.as_of
        rows = merge.proposals.filter(verdict__in=READY).select_related("area__tier", "tier", "group")
        self.ready = {each.pk: each for each in rows}
        self.codes: dict[str, Area | None] = {}
        self._find_codes()
        keys = [each.area_id for each in self.ready.values() if each.area_id]
        self.since: dict[int, date] = {}
        for some in pieces(keys):
            versions = AreaVersion.objects.filter(area__in=some, valid_to__isnull=True)
            self.since |= dict(versions.values_list("area_id", "valid_from"))
        self.holders = self._holders()
        self.below = self._below([each.area_id for each in self.ready.values() if not each.code and each.area_id])

    def _find_codes(self) -> None:
        """Find the area of every code the proposals speak of."""
        going_on = self.merge.proposals.exclude(area=None).exclude(code="").select_related("area")
        self.codes = {each.code: each.area for each in going_on.exclude(verdict=Verdict.REJECTED)}
        wanted = {each.parent_code for each in self.ready.values()} | {
            heir[0] for each in self.ready.values() for heir in each.heirs
        }
        rest = sorted(wanted - self.codes.keys() - {""})
        begun = {each.code for each in self.ready.values() if each.area_id is None}
        for some in pieces(rest):
            for area in Area.objects.filter(code__in=some, valid_to__isnull=True):
                self.codes.setdefault(area.code, None if area.code in begun else area)
        self.codes |= {code: self.codes.get(code) for code in begun}

    def _holders(self) -> dict[str, int]:
        """Return who bears, today, the codes that proposals give away."""
        codes = [each.code for each in self.ready.values() if each.code]
        found: dict[str, int] = {}
        for some in pieces(codes):
            areas = Area.objects.filter(code__in=some, valid_to__isnull=True)
            found |= dict(areas.values_list("code", "pk"))
        return found

    def _below(self, keys: list[int]) -> dict[int, list[tuple[int, str]]]:
        found: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for some in pieces(keys):
            for key, parent, tier in Area.objects.filter(parent__in=some, valid_to__isnull=True).values_list(
                "pk", "parent_id", "tier__code"
            ):
                found[parent].append((key, tier))
        return found

    def judge(self) -> tuple[list[MergeProposal], Waiting]:
        """Return what can be carried out, all of it together, and what must wait with the reason."""
        ready = dict(self.ready)
        waiting: Waiting = []
        while True:
            self._look(ready.values())
            refused = [(each, why) for each in ready.values() if (why := self._against(each)) is not None]
            if not refused:
                return list(ready.values()), waiting
            waiting += refused
            for each, _why in refused:
                del ready[each.pk]

    def _look(self, ready: Iterable[MergeProposal]) -> None:
        """Note what begins, what moves where, what gives up its code, and what ends."""
        self.begun: set[str] = set()
        self.freed: set[int] = set()
        self.leaving: dict[int, str | None] = {}
        for each in ready:
            if each.area_id is None:
                self.begun.add(each.code)
            elif not each.code:
                self.freed.add(each.area_id)
                self.leaving[each.area_id] = None
            else:
                self.leaving[each.area_id] = each.parent_code
                if each.area is not None and each.area.code != each.code:
                    self.freed.add(each.area_id)

    def _against(self, each: MergeProposal) -> Reason | None:
        """Return why a proposal must wait, or None."""
        if each.area is not None and each.area.valid_to is not None:
            return Reason("places.merge.has_ended", noop("“%(name)s” has ended meanwhile."), {"name": each.area.name})
        since = self.since.get(each.area_id or 0)
        if since is not None and (since > self.on or (not each.code and since == self.on)):
            text = noop("“%(name)s” was changed after %(on)s, the day of this list.")
            return Reason("places.merge.newer", text, {"name": each.area.name if each.area else "", "on": self.on})
        return self._against_end(each) if not each.code else self._against_place(each)

    def _against_place(self, each: MergeProposal) -> Reason | None:
        if each.parent_code and self.codes.get(each.parent_code) is None and each.parent_code not in self.begun:
            text = noop("%(code)s, in which it lies, is not in force; decide about that first.")
            return Reason("places.merge.parent", text, {"code": each.parent_code})
        holder = self.holders.get(each.code)
        if holder is not None and holder != each.area_id and holder not in self.freed:
            text = noop("Its code %(code)s still belongs to another area; decide about that one first.")
            return Reason("places.merge.code_held", text, {"code": each.code})
        return None

    def _against_end(self, each: MergeProposal) -> Reason | None:
        for code, _share, _units in each.heirs:
            if self.codes.get(code) is None and code not in self.begun:
                text = noop("%(code)s, to which it passes, is not in force; decide about that first.")
                return Reason("places.merge.heir", text, {"code": code})
        staying = [key for key, tier in self.below.get(each.area_id or 0, ()) if not self._leaves(key, tier, each)]
        if not staying:
            return None
        text = noop("%(count)s areas still lie in it; decide about them first.")
        return Reason("places.merge.holds", text, {"count": len(staying)})

    def _leaves(self, key: int, tier: str, each: MergeProposal) -> bool:
        """Return whether an area leaves the one it lies in, or goes with it to its only heir of the same tier."""
        if key in self.leaving:
            parent = self.leaving[key]
            return parent is None or self.codes.get(parent) != each.area
        official = tier in {level.value for level in merging.LEVELS}
        return not official and len(each.heirs) == 1 and len(each.heirs[0][0]) == rules.UNIT_DIGITS
