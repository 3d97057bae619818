"""What belongs together: an upper area with the communities that went with it, or all of one kind in one district."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from linli.places.terms import ProposalKind, TierCode
from linli.values import Reason, noop

from .heirs import Heir
from .matching import Pairs
from .places import Place
from .proposing import Proposal

Group = tuple[str, ...]
SENTENCES = {
    ProposalKind.CREATED: noop("%(units)s areas of %(place)s are new in the list."),
    ProposalKind.ABOLISHED: noop("%(units)s areas of %(place)s are not in the list."),
    ProposalKind.RENAMED: noop("%(units)s areas of %(place)s have another name."),
    ProposalKind.RECODED: noop("%(units)s areas of %(place)s have another code."),
    ProposalKind.MOVED: noop("%(units)s areas of %(place)s lie elsewhere."),
    ProposalKind.SPLIT: noop("%(units)s areas of %(place)s were split."),
    ProposalKind.MERGED: noop("%(units)s areas of %(place)s were merged."),
    ProposalKind.SUFFIX: noop("%(units)s areas of %(place)s have another ending of their name."),
    ProposalKind.FACTS: noop("%(units)s areas of %(place)s have another kind or number of households."),
}
"""What is said of a group that is only of one kind in one district."""
CUT_OUT = noop("%(place)s was cut out of %(origin)s with %(units)s units.")
BEGUN = noop("%(place)s is new, with %(units)s units.")
JOINED = noop("%(place)s was merged into %(into)s with %(units)s units.")
SPLIT = noop("%(place)s was split: %(parts)s.")
ENDED = noop("%(place)s is not in the list; it had %(units)s units.")
BETWEEN = noop("%(units)s units went from %(origin)s to %(into)s.")


def group(pairs: Pairs, proposals: Iterable[Proposal]) -> tuple[list[Proposal], dict[Group, Reason]]:
    """Return the proposals with the group each belongs to, and the sentence of every group."""
    desk = _Desk(pairs)
    grouped = [replace(each, group=desk.group_of(each)) for each in proposals]
    counts = Counter(each.group for each in grouped)
    leading = {each.group: each for each in grouped if each.tier is not TierCode.COMMUNITY}
    sentences = {key: desk.sentence(key, counts[key], leading.get(key)) for key in counts}
    return grouped, sentences


class _Desk:
    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs

    def group_of(self, proposal: Proposal) -> Group:
        """Return the group: of the upper area that ends or begins, of a passage between two, or of a kind."""
        old = self.pairs.old.places.get(proposal.old) if proposal.old is not None else None
        new = self.pairs.new.places.get(proposal.new)
        here = old and self._ending(old)
        there = new and self._beginning(new)
        if here:
            return "ended", here.code
        if there:
            return "begun", there.code
        lying = self._lying(proposal) if new is None else None
        if lying:
            return "begun", lying.code
        if old and new and proposal.kinds[0] is ProposalKind.MOVED and proposal.tier is TierCode.COMMUNITY:
            return (
                "between",
                self._name(self.pairs.old.places.get(old.parent or "")),
                self._name(self.pairs.new.places.get(new.parent or "")),
            )
        return "kind", self._district(old, new), proposal.kinds[0].value

    def _ending(self, place: Place) -> Place | None:
        """Return the highest upper area in force that holds a place and ends."""
        found, key = None, place.key if place.tier is not TierCode.COMMUNITY else place.parent
        while key is not None:
            if key not in self.pairs.to_new and key in self.pairs.old.places:
                found = self.pairs.old.places[key]
            key = self.pairs.old.places[key].parent if key in self.pairs.old.places else None
        return found

    def _beginning(self, place: Place) -> Place | None:
        """Return the highest upper area of the list that holds a place and is new."""
        found, key = None, place.key if place.tier is not TierCode.COMMUNITY else place.parent
        while key is not None and key in self.pairs.new.places:
            if key not in self.pairs.to_old:
                found = self.pairs.new.places[key]
            key = self.pairs.new.places[key].parent
        return found

    def _lying(self, proposal: Proposal) -> Place | None:
        """Return the new upper area in which the place of an area that ends lies."""
        keys = [heir.key for heir in proposal.heirs]
        return self._beginning(self.pairs.new.places[keys[0]]) if len(keys) == 1 else None

    def _district(self, old: Place | None, new: Place | None) -> str:
        side, place = (self.pairs.new, new) if new is not None else (self.pairs.old, old)
        assert place is not None
        key = side.above(place.key, TierCode.DISTRICT) or place.key
        return f"{side.places[key].code} {side.places[key].name}"

    def _name(self, place: Place | None) -> str:
        return f"{place.code} {place.name}" if place is not None else ""

    def sentence(self, key: Group, count: int, leading: Proposal | None) -> Reason:
        """Return what is said of a group."""
        if key[0] == "kind":
            kind = ProposalKind(key[2])
            return Reason(f"places.group.{kind.value}", SENTENCES[kind], {"units": count, "place": _bare(key[1])})
        if key[0] == "between":
            params = {"units": count, "origin": _bare(key[1]), "into": _bare(key[2])}
            return Reason("places.group.between", BETWEEN, params)
        return self._ended(leading) if key[0] == "ended" else self._begun(leading, key, count)

    def _begun(self, leading: Proposal | None, key: Group, count: int) -> Reason:
        name = self.pairs.new.places[key[1]].name
        if leading is not None and leading.origins:
            origin = "、".join(self._said(self.pairs.old.places[each.key], each) for each in leading.origins)
            if len(leading.origins) == 1:
                origin = self.pairs.old.places[leading.origins[0].key].name
            params = {"place": name, "origin": origin, "units": sum(each.units for each in leading.origins)}
            return Reason("places.group.cut_out", CUT_OUT, params)
        return Reason("places.group.begun", BEGUN, {"place": name, "units": self.pairs.new.units.get(key[1], 0)})

    def _ended(self, leading: Proposal | None) -> Reason:
        assert leading is not None
        assert leading.old is not None
        name, heirs = self.pairs.old.places[leading.old].name, leading.heirs
        if not heirs:
            units = self.pairs.old.units.get(leading.old, 0)
            return Reason("places.group.ended", ENDED, {"place": name, "units": units})
        if len(heirs) == 1:
            into = self.pairs.new.places[heirs[0].key].name
            return Reason("places.group.joined", JOINED, {"place": name, "into": into, "units": heirs[0].units})
        parts = "、".join(self._said(self.pairs.new.places[each.key], each) for each in heirs)
        return Reason("places.group.split", SPLIT, {"place": name, "parts": parts})

    def _said(self, place: Place, heir: Heir) -> str:
        return f"{place.name} {heir.units}"


def _bare(said: str) -> str:
    """Return a name without the code before it."""
    return said.partition(" ")[2]
