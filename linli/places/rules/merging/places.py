"""The two trees that are compared: what is in force, and what a newer list names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from linli.places.terms import TierCode

from .names import stem_of

Key = int | str
LEVELS = (TierCode.CITY, TierCode.DISTRICT, TierCode.SUBDISTRICT, TierCode.COMMUNITY)
"""The tiers official lists name, the highest first."""


class Place(NamedTuple):
    """An area of one tree. key: its own in that tree, for a list the code. stem and sort: its name taken apart."""

    key: Key
    code: str
    name: str
    tier: TierCode
    parent: Key | None
    households: int | None = None
    stem: str = ""
    sort: str = ""


def take_apart(place: Place) -> Place:
    """Return a place with its name taken apart."""
    stem, sort = stem_of(place.name, place.tier)
    return place._replace(stem=stem, sort=sort)


@dataclass(slots=True)
class Tree:
    """
    One tree. places: by key, in the order of their codes within each tier; below: keys directly below each.

    units: how many communities and villages lie in each place, at any depth.
    """

    places: dict[Key, Place] = field(default_factory=dict)
    tiers: dict[TierCode, list[Place]] = field(default_factory=dict)
    below: dict[Key, list[Key]] = field(default_factory=dict)
    units: dict[Key, int] = field(default_factory=dict)

    def above(self, key: Key | None, tier: TierCode) -> Key | None:
        """Return the key of the place of a tier in which a place lies, None if there is none."""
        while key is not None and self.places[key].tier is not tier:
            key = self.places[key].parent
        return key


def grow(places: Iterable[Place]) -> Tree:
    """Return the tree of these places; a parent that is not among them counts as none."""
    tree = Tree(tiers={tier: [] for tier in LEVELS})
    for place in sorted(map(take_apart, places), key=lambda each: (each.code, str(each.key))):
        tree.places[place.key] = place
        tree.tiers[place.tier].append(place)
    below: dict[Key, list[Key]] = defaultdict(list)
    units: dict[Key, int] = defaultdict(int)
    for place in tree.places.values():
        if place.parent in tree.places:
            below[place.parent].append(place.key)
    for place in tree.tiers[TierCode.COMMUNITY]:
        key = place.parent
        while key in tree.places:
            units[key] += 1
            key = tree.places[key].parent
    tree.below, tree.units = dict(below), dict(units)
    return tree
