"""From pairs to proposals: what became of each area, with the reason, and what of it belongs together."""

from dataclasses import dataclass, field

from linli.places.terms import ProposalKind, TierCode
from linli.values import Reason, noop

from .heirs import Heir, Heirs
from .matching import Pairs
from .names import likeness
from .places import LEVELS, Key, Place

CHANGES = (ProposalKind.MOVED, ProposalKind.RENAMED, ProposalKind.RECODED, ProposalKind.SUFFIX, ProposalKind.FACTS)
"""What can be said of an area that goes on; the first that holds names the proposal."""
SURE_ALIKE = 0.5
HOW = {
    "same": noop("The code and the name agree."),
    "code": noop("The code is the same."),
    "code_only": noop("Only the code is the same: the name says nothing."),
    "name": noop("The name is the same in the same district."),
    "name_in_place": noop("The name is the same in the same place."),
    "name_in_district": noop("The name stands once in the district before and once after."),
    "name_with_neighbours": noop("The name is found where its neighbours went."),
    "name_alike": noop("The name is much like it, in the same place or where its neighbours went."),
    "name_in_city": noop("Its subdistrict and name are found in another district, with others of it."),
    "name_in_province": noop("Its subdistrict and name are found in another city, with others of it."),
    "majority": noop("More than half of its communities are more than half of the other's."),
}
"""What speaks for two places being one."""
WEAK = frozenset({"code_only", "name_alike"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    What a newer list says of one area.

    old: its key in force, None for a new one; new: its code in the list, "" for one that ends. kinds: all that holds,
    the leading one first. heirs: to whom an area that ends, or of which one was cut out, passes which share.
    is_certain: whether it may be confirmed together with others. group: what it belongs to.
    """

    kinds: tuple[ProposalKind, ...]
    tier: TierCode
    old: Key | None
    new: str
    reason: Reason
    is_certain: bool = True
    heirs: tuple[Heir, ...] = ()
    origins: tuple[Heir, ...] = ()
    group: tuple[str, ...] = ()


@dataclass(slots=True)
class Comparison:
    """What comes of comparing. groups: the sentence of each; unchanged: keys of areas as they were, in code order."""

    pairs: Pairs
    proposals: list[Proposal] = field(default_factory=list)
    groups: dict[tuple[str, ...], Reason] = field(default_factory=dict)
    unchanged: list[Key] = field(default_factory=list)


def propose(pairs: Pairs) -> Comparison:
    """Return a proposal for every area that is not as it was, and the groups they belong to."""
    found = Comparison(pairs)
    heirs = Heirs(pairs)
    for tier in LEVELS:
        for place in pairs.old.tiers[tier]:
            new = pairs.to_new.get(place.key)
            proposal = _going_on(pairs, place, pairs.new.places[new]) if new is not None else _ending(heirs, place)
            if proposal is not None:
                found.proposals.append(proposal)
            elif new is not None:
                found.unchanged.append(place.key)
        found.proposals += [_beginning(heirs, place) for place in pairs.rest_new(tier)]
    return found


def _going_on(pairs: Pairs, old: Place, new: Place) -> Proposal | None:
    """Return what changed of an area that goes on, None if nothing did."""
    changed = set()
    if old.parent is not None and pairs.to_new.get(old.parent) != new.parent:
        changed.add(ProposalKind.MOVED)
    if old.name != new.name:
        changed.add(ProposalKind.SUFFIX if _same_stem(old, new) else ProposalKind.RENAMED)
    if old.code != new.code:
        changed.add(ProposalKind.RECODED)
    if new.households is not None and old.households != new.households:
        changed.add(ProposalKind.FACTS)
    kinds = tuple(kind for kind in CHANGES if kind in changed)
    if not kinds:
        return None
    rule = pairs.how[old.key]
    alike = likeness(old.stem, new.stem)
    is_certain = rule not in WEAK and (alike >= SURE_ALIKE or old.tier is not TierCode.COMMUNITY)
    return Proposal(kinds, old.tier, old.key, new.code, Reason(f"places.merge.{rule}", HOW[rule]), is_certain)


def _same_stem(old: Place, new: Place) -> bool:
    """Return whether only the endings of two names differ."""
    mine, theirs = old.stem.removesuffix("村") or old.stem, new.stem.removesuffix("村") or new.stem
    return mine == theirs


def _ending(heirs: Heirs, place: Place) -> Proposal | None:
    """Return what became of an area which the list does not name, None where its silence says nothing."""
    if not heirs.is_judged(place):
        return None
    found, reason, is_certain = heirs.of(place)
    kind = ProposalKind.ABOLISHED
    if found and all(heir.tier is place.tier for heir in found):
        kind = ProposalKind.MERGED if len(found) == 1 else ProposalKind.SPLIT
    return Proposal((kind,), place.tier, place.key, "", reason, is_certain, heirs=found)


def _beginning(heirs: Heirs, place: Place) -> Proposal:
    """Return what is known of an area that is new in the list: cut out of another one, or created."""
    origins = heirs.origins_of(place)
    if not origins:
        reason = Reason("places.merge.new", noop("The list names it for the first time."))
        return Proposal((ProposalKind.CREATED,), place.tier, None, place.code, reason)
    is_certain = place.tier is not TierCode.COMMUNITY
    said = noop("Areas that lay in another one lie in it now.")
    reason = Reason("places.merge.cut_out", said)
    if not is_certain:
        text = noop("It bears the name of one in the same place, with a number or a side added.")
        reason = Reason("places.merge.sibling", text)
    return Proposal((ProposalKind.SPLIT,), place.tier, None, place.code, reason, is_certain, origins=origins)
