"""
Which area of the newer list is which area in force: one to one, by evidence from the strongest to the weakest.

Every step is a join over what is still unmatched by a key that both trees have exactly once, so that the whole is
nearly linear; names are compared letter by letter only within one subdistrict and where its communities went.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from linli.places.terms import TierCode

from .names import likeness
from .places import Key, Place, Tree

ALIKE = 0.6
BESIDE = 0.25
TARGETS = 4
"""To how many subdistricts the communities of one are followed; beyond the largest they are single ones."""
BLOCK = 400
"""How many names at most are compared with how many others, letter by letter."""
HALF = 0.5
JoinKey = Callable[[Place, Key | None], Hashable | None]


@dataclass(slots=True)
class Pairs:
    """What was found. to_new and to_old: keys by keys, for every tier; how: by old key, the rule that found it."""

    old: Tree
    new: Tree
    to_new: dict[Key, Key] = field(default_factory=dict)
    to_old: dict[Key, Key] = field(default_factory=dict)
    how: dict[Key, str] = field(default_factory=dict)

    def join(self, old: Place, new: Place, rule: str) -> None:
        """Note that two places are the same."""
        self.to_new[old.key], self.to_old[new.key], self.how[old.key] = new.key, old.key, rule

    def rest_old(self, tier: TierCode) -> list[Place]:
        """Return the places in force that no place of the list is yet."""
        return [place for place in self.old.tiers[tier] if place.key not in self.to_new]

    def rest_new(self, tier: TierCode) -> list[Place]:
        """Return the places of the list that no place in force is yet."""
        return [place for place in self.new.tiers[tier] if place.key not in self.to_old]

    def flows(self, tier: TierCode) -> Counter[tuple[Key, Key]]:
        """Return how many communities that lay in one place of a tier lie in another place of the list now."""
        found: Counter[tuple[Key, Key]] = Counter()
        for unit in self.old.tiers[TierCode.COMMUNITY]:
            if unit.key in self.to_new:
                here = self.old.above(unit.parent, tier)
                there = self.new.above(self.to_new[unit.key], tier)
                if here is not None and there is not None:
                    found[here, there] += 1
        return found


def match(old: Tree, new: Tree) -> Pairs:
    """Return which place of the list is which place in force."""
    pairs = Pairs(old, new)
    for tier in (TierCode.CITY, TierCode.DISTRICT):
        _join(pairs, tier, "code", lambda place, _parent: place.code)
    _same_units(pairs)
    _same_streets(pairs)
    _within_streets(pairs)
    _across_streets(pairs)
    _across_districts(pairs)
    _part_names(pairs)
    for tier in (TierCode.SUBDISTRICT, TierCode.DISTRICT):
        _by_majority(pairs, tier)
    _forget_strangers(pairs)
    _within_streets(pairs)
    _same_code(pairs, TierCode.COMMUNITY, 0.0, "code_only")
    _code_before_name(pairs)
    return pairs


def _join(pairs: Pairs, tier: TierCode, rule: str, key: JoinKey, *, least: int = 1) -> None:
    """
    Match what is unmatched by a key that each side has once. key: of a place and its parent on the list's side.

    least: how many of one subdistrict must meet the same subdistrict before chance is ruled out.
    """
    mine = _once(pairs.rest_old(tier), lambda place: key(place, _parent(pairs, place)))
    theirs = _once(pairs.rest_new(tier), lambda place: key(place, place.parent))
    found = [(place, theirs[seen]) for seen, place in mine.items() if seen in theirs]
    if least > 1:
        support = Counter((one.parent, other.parent) for one, other in found)
        found = [(one, other) for one, other in found if support[one.parent, other.parent] >= least]
    for one, other in found:
        pairs.join(one, other, rule)


def _parent(pairs: Pairs, place: Place) -> Key | None:
    """Return the key, in the list, of the place in which a place in force lies."""
    return pairs.to_new.get(place.parent) if place.parent is not None else None


def _once(places: Iterable[Place], key: Callable[[Place], Hashable | None]) -> dict[Hashable, Place]:
    """Return the places by a key that only one of them has; None is no key."""
    found: dict[Hashable, Place | None] = {}
    for place in places:
        seen = key(place)
        if seen is not None:
            found[seen] = None if seen in found else place
    return {seen: place for seen, place in found.items() if place is not None}


def _bare(place: Place) -> str:
    """Return a stem that stays the same when a village becomes a community."""
    return place.stem.removesuffix("村") or place.stem


def _full(place: Place) -> Hashable:
    return place.stem, place.sort


def _named_in(name: Callable[[Place], Hashable], place: Place) -> Hashable:
    return place.parent, name(place)


def _same_units(pairs: Pairs) -> None:
    """Match communities by code and name together."""
    tier = TierCode.COMMUNITY
    _join(pairs, tier, "same", lambda place, _parent: (place.code, place.stem, place.sort))
    _join(pairs, tier, "same", lambda place, _parent: (place.code, _bare(place)))


def _same_streets(pairs: Pairs) -> None:
    """Match subdistricts by code unless nothing else of them agrees, then by name within their district."""
    tier = TierCode.SUBDISTRICT
    mine = {place.code: place for place in pairs.rest_old(tier) if place.code}
    for other in pairs.rest_new(tier):
        one = mine.get(other.code)
        if one is not None and (one.stem == other.stem or _share_units(pairs, one, other)):
            pairs.join(one, other, "code")
    _join(pairs, tier, "name", lambda place, parent: parent and (parent, place.stem, place.sort))
    _join(pairs, tier, "name", lambda place, parent: parent and (parent, place.stem) if len(place.stem) > 1 else None)
    _same_code(pairs, tier, HALF, "code")


def _share_units(pairs: Pairs, one: Place, other: Place) -> bool:
    """Return whether a fifth of the communities of two subdistricts bear the same names; none leaves no doubt."""
    mine = {_bare(pairs.old.places[key]) for key in pairs.old.below.get(one.key, ())}
    theirs = {_bare(pairs.new.places[key]) for key in pairs.new.below.get(other.key, ())}
    return not mine or not theirs or 5 * len(mine & theirs) >= min(len(mine), len(theirs))


def _within_streets(pairs: Pairs) -> None:
    """Match communities by name within their subdistrict, then by code, then by a name much like theirs."""
    tier = TierCode.COMMUNITY
    _join(pairs, tier, "name_in_place", lambda place, parent: parent and (parent, place.stem, place.sort))
    _join(pairs, tier, "name_in_place", lambda place, parent: parent and (parent, _bare(place)))
    _same_code(pairs, tier, HALF, "code")
    _alike(pairs, ((key, (other,)) for key, other in _mapped_streets(pairs)))


def _mapped_streets(pairs: Pairs) -> list[tuple[Key, Key]]:
    return [
        (place.key, pairs.to_new[place.key])
        for place in pairs.old.tiers[TierCode.SUBDISTRICT]
        if place.key in pairs.to_new
    ]


def _same_code(pairs: Pairs, tier: TierCode, least: float, rule: str) -> None:
    """Match places that kept their code, with names at least so much alike."""
    for place in pairs.rest_old(tier):
        other = pairs.new.places.get(place.code)
        if other is not None and other.key not in pairs.to_old and likeness(place.stem, other.stem) >= least:
            pairs.join(place, other, rule)


def _across_streets(pairs: Pairs) -> None:
    """Follow communities into other subdistricts of their district, by names, then where their neighbours went."""
    tier, district = TierCode.COMMUNITY, TierCode.DISTRICT
    old, new = pairs.old, pairs.new

    def in_district(place: Place, parent: Key | None, name: Hashable) -> Hashable | None:
        side = new if place.key in new.places else old
        top = side.above(place.parent, district)
        return (top if side is new else pairs.to_new.get(top), name) if top is not None else None

    rare = _rare(pairs)
    _join(
        pairs,
        tier,
        "name_in_district",
        lambda place, parent: in_district(place, parent, (place.stem, place.sort)) if place.key in rare else None,
    )
    _with_neighbours(pairs)


def _rare(pairs: Pairs) -> set[Key]:
    """Return the communities whose names say enough to be looked for in their whole district."""
    found = set()
    for side in (pairs.old, pairs.new):
        places = side.tiers[TierCode.COMMUNITY]
        counted = Counter((place.code[:6], place.stem, place.sort) for place in places if len(place.stem) == 1)
        for place in places:
            if len(place.stem) > 1 or counted[place.code[:6], place.stem, place.sort] == 1:
                found.add(place.key)
    return found


def _with_neighbours(pairs: Pairs) -> None:
    """Look for communities in the subdistricts to which their neighbours went."""
    targets = _targets(pairs)
    for name in (_full, _bare):
        waiting = _once(pairs.rest_new(TierCode.COMMUNITY), partial(_named_in, name))
        for place in pairs.rest_old(TierCode.COMMUNITY):
            for target in targets.get(place.parent or "", ()):
                other = waiting.get((target, name(place)))
                if other is not None and other.key not in pairs.to_old:
                    pairs.join(place, other, "name_with_neighbours")
                    break
    _alike(pairs, targets.items())


def _targets(pairs: Pairs) -> dict[Key, tuple[Key, ...]]:
    """Return the subdistricts of the list where the communities of each went, the most first."""
    found: dict[Key, list[tuple[int, Key]]] = defaultdict(list)
    for (here, there), count in pairs.flows(TierCode.SUBDISTRICT).items():
        found[here].append((-count, there))
    return {here: tuple(key for _count, key in sorted(each)[:TARGETS]) for here, each in found.items()}


def _alike(pairs: Pairs, blocks: Iterable[tuple[Key, Iterable[Key]]]) -> None:
    """Match communities whose names are much alike, the likest first. blocks: a subdistrict and where to look."""
    mine, theirs = _by_parent(pairs.rest_old(TierCode.COMMUNITY)), _by_parent(pairs.rest_new(TierCode.COMMUNITY))
    for here, targets in blocks:
        olds = mine.get(here, ())[:BLOCK]
        news = [place for target in targets for place in theirs.get(target, ())][:BLOCK]
        scored = [(score, one, other) for one, other in _sharing(olds, news) if (score := _score(pairs, one, other))]
        for _score_of, one, other in sorted(scored, key=lambda each: (-each[0], each[1].code, each[2].code)):
            if one.key not in pairs.to_new and other.key not in pairs.to_old:
                pairs.join(one, other, "name_alike")


def _sharing(olds: Iterable[Place], news: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    """Yield the pairs whose names have so many letters in common that they can be much alike."""
    holding: dict[str, list[Place]] = defaultdict(list)
    for other in news:
        for sign in set(other.stem):
            holding[sign].append(other)
    for one in olds:
        shared = Counter(other for sign in set(one.stem) for other in holding.get(sign, ()))
        for other, count in shared.items():
            if 2 * count >= HALF * (len(set(one.stem)) + len(set(other.stem))):
                yield one, other


def _by_parent(places: Iterable[Place]) -> dict[Key | None, list[Place]]:
    found: dict[Key | None, list[Place]] = defaultdict(list)
    for place in places:
        found[place.parent].append(place)
    return found


def _score(pairs: Pairs, one: Place, other: Place) -> float:
    """Return how alike two communities are; 0 if not enough. Who stands beside them in the lists counts as well."""
    alike = likeness(one.stem, other.stem)
    if alike < HALF or (one.sort and other.sort and one.sort != other.sort and alike < 1):
        return 0.0
    if _differ_in_number(one.stem, other.stem):
        return 0.0
    score = alike + (BESIDE if _stand_beside(pairs, one, other) else 0)
    return score if score >= ALIKE else 0.0


NUMBERS = frozenset("一二三四五六七八九十东南西北上下前后中新老大小甲乙丙丁0123456789第")


def _differ_in_number(one: str, other: str) -> bool:
    """Return whether two names differ only by what tells siblings apart (一 and 二, 东 and 西): then they are two."""
    mine, theirs = set(one) - set(other), set(other) - set(one)
    return bool(mine and theirs) and mine <= NUMBERS and theirs <= NUMBERS


def _stand_beside(pairs: Pairs, one: Place, other: Place) -> bool:
    """Return whether a neighbour of one in its list is a neighbour of the other in its own."""
    beside = {pairs.to_new.get(key) for key in _neighbours(pairs.old, one)} - {None}
    return not beside.isdisjoint(_neighbours(pairs.new, other))


def _neighbours(tree: Tree, place: Place) -> list[Key]:
    keys = tree.below.get(place.parent, []) if place.parent is not None else []
    at = keys.index(place.key) if place.key in keys else -1
    return [keys[near] for near in (at - 1, at + 1) if at >= 0 and 0 <= near < len(keys)]


def _across_districts(pairs: Pairs) -> None:
    """Follow communities into another district or city: with their subdistrict's name, or several of it together."""
    tier = TierCode.COMMUNITY

    def with_street(place: Place, size: int) -> Hashable | None:
        side = pairs.new if place.key in pairs.new.places else pairs.old
        street = side.places.get(place.parent) if place.parent is not None else None
        return (place.code[:size], street.stem, place.stem, place.sort) if street and place.code.isdecimal() else None

    _join(pairs, tier, "name_in_city", lambda place, _parent: with_street(place, 4), least=2)
    _join(pairs, tier, "name_in_province", lambda place, _parent: with_street(place, 2), least=3)
    if any(rule.startswith("name_in_") and rule[8:] in ("city", "province") for rule in pairs.how.values()):
        _with_neighbours(pairs)


def _by_majority(pairs: Pairs, tier: TierCode) -> None:
    """Match the upper places of which more than half went to one of which they are more than half."""
    for (here, there), count in sorted(pairs.flows(tier).items(), key=lambda each: (-each[1], str(each[0]))):
        if here in pairs.to_new or there in pairs.to_old:
            continue
        if count > HALF * pairs.old.units[here] and count > HALF * pairs.new.units[there]:
            pairs.join(pairs.old.places[here], pairs.new.places[there], "majority")


def _part_names(pairs: Pairs) -> None:
    """Part subdistricts that only share a name again, if more of what lay in the one lies in another place now."""
    flows = pairs.flows(TierCode.SUBDISTRICT)
    most: dict[Key, int] = {}
    for (here, _there), count in flows.items():
        most[here] = max(count, most.get(here, 0))
    for place in pairs.old.tiers[TierCode.SUBDISTRICT]:
        new = pairs.to_new.get(place.key)
        if new is not None and pairs.how[place.key] == "name" and flows[place.key, new] < most.get(place.key, 0):
            del pairs.to_old[pairs.to_new.pop(place.key)], pairs.how[place.key]


def _forget_strangers(pairs: Pairs) -> None:
    """Part again what was found in a district the list does not name, unless most of that subdistrict went along."""
    named = {place.code[:6] for place in pairs.new.tiers[TierCode.SUBDISTRICT]}
    gone: dict[Key, list[Key]] = defaultdict(list)
    for unit in pairs.old.tiers[TierCode.COMMUNITY]:
        if unit.key in pairs.to_new and unit.parent is not None and unit.code[:6] not in named:
            gone[unit.parent].append(unit.key)
    for street, keys in gone.items():
        if len(keys) <= HALF * pairs.old.units[street]:
            for key in keys:
                del pairs.to_old[pairs.to_new.pop(key)], pairs.how[key]


def _code_before_name(pairs: Pairs) -> None:
    """
    Where one of a place has the name and another the code of the same community of the list, let the code decide.

    Withdrawn codes are not given again; so the one with the code goes on and took over the other's name. When a whole
    subdistrict is numbered anew, every name is found again and nobody is left with a code only.
    """
    for place in pairs.rest_old(TierCode.COMMUNITY):
        other = pairs.new.places.get(place.code)
        holder = pairs.to_old.get(other.key) if other is not None else None
        if other is None or holder is None or pairs.how[holder] != "name_in_place":
            continue
        if pairs.old.places[holder].parent == place.parent:
            del pairs.to_new[holder], pairs.how[holder]
            pairs.join(place, other, "code_only")
