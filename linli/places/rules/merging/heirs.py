"""To whom an area passes that the newer list does not name, and from what a new one was cut out."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from linli.places.terms import TierCode
from linli.values import Reason, noop

from .matching import HALF, NUMBERS, Pairs
from .places import Key, Place

MOSTLY = 2 / 3
"""How much of an upper area must be found again before what became of it is certain."""
UPPER = (TierCode.SUBDISTRICT, TierCode.DISTRICT)
SIBLINGS = 2
TOP = (TierCode.CITY, TierCode.DISTRICT)
"""The tiers whose codes have six digits: a city without districts stands for one."""


class Heir(NamedTuple):
    """An area on the other side of a change: its key there, its tier, the share passed, and how many units that is."""

    key: Key
    tier: TierCode
    share: float
    units: int


class Heirs:
    """What passes where, asked for area by area."""

    def __init__(self, pairs: Pairs) -> None:
        """Look once at where everything went."""
        self.pairs = pairs
        self._named = {place.code for tier in TOP for place in pairs.new.tiers[tier]}
        self._flows = {tier: pairs.flows(tier) for tier in UPPER}
        self._went = {tier: _by_first(self._flows[tier]) for tier in UPPER}
        self._joined = self._find_joined()
        self._lying = {unit.key: self._place_of(unit) for unit in pairs.rest_old(TierCode.COMMUNITY)}
        self._add_ended()
        gone = {pairs.to_new.get(unit.parent or "") for unit in pairs.rest_old(TierCode.COMMUNITY)}
        units = pairs.new.tiers[TierCode.COMMUNITY]
        self._names = {(unit.parent, unit.stem): unit.key for unit in units if unit.parent in gone}

    def is_judged(self, place: Place) -> bool:
        """Return whether the list's silence about a place says something: its district is named, or mostly passed."""
        if not place.code.isdecimal() or place.tier is TierCode.CITY:
            return False
        if place.code[:6] in self._named:
            return True
        top = self.pairs.old.above(place.key, TierCode.DISTRICT)
        if top is None:
            return False
        passed = sum(count for _key, count in self._went[TierCode.DISTRICT].get(top, ()))
        return passed > HALF * self.pairs.old.units.get(top, 0)

    def of(self, place: Place) -> tuple[tuple[Heir, ...], Reason, bool]:
        """Return to whom an area passes that ends, what speaks for it, and whether that is certain."""
        return self._of_unit(place) if place.tier is TierCode.COMMUNITY else self._of_upper(place)

    def origins_of(self, place: Place) -> tuple[Heir, ...]:
        """Return the areas that go on and of which a new one was cut out, the most first."""
        if place.tier in UPPER:
            on = [row for row in self._came[place.tier].get(place.key, ()) if row[0] in self.pairs.to_new]
            return tuple(Heir(here, place.tier, self._part(here, place.key, count), count) for here, count in on)
        sibling = self._sibling_of(place) if place.tier is TierCode.COMMUNITY else None
        return (Heir(sibling, place.tier, HALF, 1),) if sibling is not None else ()

    def _of_upper(self, place: Place) -> tuple[tuple[Heir, ...], Reason, bool]:
        went = self._went[place.tier].get(place.key, [])
        known, units = sum(count for _key, count in went), self.pairs.old.units.get(place.key, 0)
        if not went:
            return (
                (),
                Reason("places.merge.gone", noop("The list does not name it, and nothing of it is found.")),
                False,
            )
        shares = {key: self._part(place.key, key, count) for key, count in went}
        whole = sum(shares.values())
        found = tuple(Heir(key, place.tier, shares[key] / whole, count) for key, count in went)
        text = noop("Of its %(units)s communities %(known)s are found in other places.")
        return found, Reason("places.merge.passed", text, {"units": units, "known": known}), known >= MOSTLY * units

    def _of_unit(self, place: Place) -> tuple[tuple[Heir, ...], Reason, bool]:
        taken = self.pairs.new.places.get(place.code)
        if place.key in self._joined:
            text = noop("The name is made of its name and of another one's in the same place.")
            return (_whole(self._joined[place.key], place.tier),), Reason("places.merge.joined", text), False
        if taken is not None and self.pairs.to_old.get(taken.key) != place.key:
            text = noop("Its code belongs to “%(name)s” now, which had another code before.")
            return (
                (_whole(taken.key, place.tier),),
                Reason("places.merge.code_taken", text, {"name": taken.name}),
                False,
            )
        named = self._names.get((self.pairs.to_new.get(place.parent or ""), place.stem))
        if named is not None:
            text = noop("Its name belongs to “%(code)s” now, which had another name before.")
            return (_whole(named, place.tier),), Reason("places.merge.name_taken", text, {"code": named}), False
        lying = self._lying.get(place.key)
        if lying is None:
            return (
                (),
                Reason("places.merge.gone", noop("The list does not name it, and nothing of it is found.")),
                False,
            )
        text = noop("The list does not name it; its place lies in “%(name)s” now.")
        reason = Reason("places.merge.ended", text, {"name": self.pairs.new.places[lying].name})
        return (_whole(lying, TierCode.SUBDISTRICT),), reason, False

    def _part(self, here: Key, there: Key, count: int) -> float:
        """Return which share went from one upper place to another: by households if all declare them, else by units."""
        old, units = self.pairs.old, self._units_of(here)
        if units and all(old.places[key].households for key in units):
            whole = sum(old.places[key].households or 0 for key in units)
            tier = self.pairs.new.places[there].tier
            gone = (key for key in units if self._upper_of(key, tier) == there)
            return sum(old.places[key].households or 0 for key in gone) / whole
        return count / old.units[here]

    def _units_of(self, key: Key) -> list[Key]:
        below = self.pairs.old.below.get(key, [])
        if self.pairs.old.places[key].tier is TierCode.SUBDISTRICT:
            return below
        return [unit for street in below for unit in self._units_of(street)] if below else []

    def _upper_of(self, unit: Key, tier: TierCode) -> Key | None:
        return self.pairs.new.above(self.pairs.to_new.get(unit) or self._lying.get(unit), tier)

    def _add_ended(self) -> None:
        """Count communities that ended to where their place lies now."""
        for unit, lying in self._lying.items():
            for tier in UPPER:
                here = self.pairs.old.above(unit, tier)
                there = self.pairs.new.above(lying, tier)
                if here is not None and there is not None:
                    self._flows[tier][here, there] += 1
        self._went = {tier: _by_first(self._flows[tier]) for tier in UPPER}
        back = {tier: Counter({(b, a): count for (a, b), count in self._flows[tier].items()}) for tier in UPPER}
        self._came = {tier: _by_first(back[tier]) for tier in UPPER}

    def _place_of(self, unit: Place) -> Key | None:
        """Return the subdistrict in which the place of an ended community lies now."""
        street = unit.parent
        if street is None or not self.is_judged(unit):
            return None
        return self._hole(unit) or self.pairs.to_new.get(street) or self._largest(street)

    def _largest(self, street: Key) -> Key | None:
        went = self._went[TierCode.SUBDISTRICT].get(street)
        return went[0][0] if went else None

    def _hole(self, unit: Place) -> Key | None:
        """Return the subdistrict where its nearest neighbours that moved left just its number free between them."""
        keys = self.pairs.old.below[unit.parent] if unit.parent is not None else []
        at = keys.index(unit.key)
        before = next((seen for key in reversed(keys[:at]) if (seen := self._moved(key)) is not None), None)
        after = next((seen for key in keys[at + 1 :] if (seen := self._moved(key)) is not None), None)
        if before is None or after is None or before.parent != after.parent:
            return None
        return before.parent if int(after.code) - int(before.code) == SIBLINGS else None

    def _moved(self, key: Key) -> Place | None:
        """Return the community of the list that one is, if it lies in another subdistrict than before."""
        new = self.pairs.to_new.get(key)
        if new is None:
            return None
        place = self.pairs.new.places[new]
        return place if place.parent != self.pairs.to_new.get(self.pairs.old.places[key].parent or "") else None

    def _find_joined(self) -> dict[Key, Key]:
        """Return the communities whose names went into the name of one of the list, which is then their successor."""
        gone: dict[Key | None, list[Place]] = defaultdict(list)
        found: dict[Key, Key] = {}
        for place in self.pairs.rest_old(TierCode.COMMUNITY):
            gone[self.pairs.to_new.get(place.parent or "")].append(place)
        for street, places in gone.items():
            for key in self.pairs.new.below.get(street, ()) if street is not None else ():
                for place in _parts_of(self._candidate(key), places, self._former(key)):
                    found.setdefault(place.key, key)
        return found

    def _candidate(self, key: Key) -> str:
        return self.pairs.new.places[key].stem

    def _former(self, key: Key) -> str:
        """Return the stem of what a community of the list was before, "" for a new one."""
        old = self.pairs.to_old.get(key)
        return self.pairs.old.places[old].stem if old is not None else ""

    def _sibling_of(self, place: Place) -> Key | None:
        """Return the community in force whose name a new one in the same place bears, with a number or a side added."""
        street = self.pairs.to_old.get(place.parent or "")
        for key in self.pairs.old.below.get(street, ()) if street is not None else ():
            stem = self.pairs.old.places[key].stem
            rest = place.stem.replace(stem, "", 1) if len(stem) >= SIBLINGS else place.stem
            if rest and rest != place.stem and set(rest) <= NUMBERS and key in self.pairs.to_new:
                return key
        return None


def _parts_of(stem: str, places: Iterable[Place], former: str) -> list[Place]:
    """Return the places whose stems, with the former one, make up a stem so that none of them is superfluous."""
    if stem == former or len(stem) < SIBLINGS:
        return []
    parts = [place for place in places if set(place.stem) & set(stem) - set(former)]
    stems = [place.stem for place in parts] + ([former] if set(former) & set(stem) else [])
    counted = Counter(sign for each in stems for sign in set(each) & set(stem))
    own = all(any(counted[sign] == 1 for sign in set(each) & set(stem)) for each in stems)
    return parts if len(stems) >= SIBLINGS and set(counted) == set(stem) and own else []


def _whole(key: Key, tier: TierCode) -> Heir:
    return Heir(key, tier, 1.0, 1)


def _by_first(flows: Counter[tuple[Key, Key]]) -> dict[Key, list[tuple[Key, int]]]:
    """Return where each place went and with how many, the most first."""
    found: dict[Key, list[tuple[Key, int]]] = defaultdict(list)
    for (here, there), count in sorted(flows.items(), key=lambda each: (-each[1], str(each[0][1]))):
        found[here].append((there, count))
    return dict(found)
