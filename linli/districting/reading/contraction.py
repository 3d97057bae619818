"""Buildings become units: those of one compound together, those without households with their neighbour."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linli.districting.problem import FREE, Borders, Floats, Ints
from linli.districting.reading.records import Record


@dataclass(frozen=True)
class Units:
    """
    What the records were contracted to.

    of: (r,) unit of every record. By unit, (n,): names, households, existing and lock (numbers, FREE where none).
    seats, rooms: units that have one. existing_names: what the numbers of `existing` mean.
    """

    of: Ints
    names: list[str]
    households: Ints
    existing: Ints
    lock: Ints
    seats: Ints
    rooms: Ints
    existing_names: list[str]

    @property
    def n(self) -> int:
        """Return the number of units."""
        return len(self.names)


def contract(records: Sequence[Record], leaders: Ints) -> Units:
    """
    Return the units: one a compound, one a record outside compounds, in the order of the file.

    leaders: (r,) the record that a record goes with if it has no compound of its own; itself if it stands alone.
    A unit has the community and the lock that most of its households have.
    """
    alone = np.arange(len(records))
    peopled = {records[number].compound for number in np.flatnonzero(leaders == alone).tolist()} - {""}

    def key_of(number: int) -> str:
        compound = records[number].compound
        return compound if compound in peopled else f"\0{number}"

    keys = [
        key_of(number if record.compound in peopled else int(leaders[number])) for number, record in enumerate(records)
    ]
    number_of = {key: unit for unit, key in enumerate(dict.fromkeys(keys))}
    of = np.asarray([number_of[key] for key in keys], np.int64)
    names = [records[int(key[1:])].name if key[0] == "\0" else key for key in number_of]
    weight = np.asarray([record.households for record in records], np.int64)
    households = np.zeros(len(names), np.int64)
    np.add.at(households, of, weight)
    existing, existing_names = _mostly([record.existing for record in records], of, weight)
    lock, _ = _mostly([record.lock for record in records], of, weight)
    seats, rooms = (np.asarray(marks, bool) for marks in zip(*((r.has_seat, r.has_room) for r in records), strict=True))
    return Units(of, names, households, existing, lock, np.unique(of[seats]), np.unique(of[rooms]), existing_names)


def _mostly(words: Sequence[str], of: Ints, weight: Ints) -> tuple[Ints, list[str]]:
    """Return for every unit the number of the word that most of its households have, and the words."""
    known = list(dict.fromkeys(word for word in words if word))
    votes: list[Counter[str]] = [Counter() for _ in range(int(of.max()) + 1)]
    for word, unit, households in zip(words, of.tolist(), weight.tolist(), strict=True):
        if word:
            votes[unit][word] += max(households, 1)
    number = {word: place for place, word in enumerate(known)}
    return np.asarray([number[vote.most_common(1)[0][0]] if vote else FREE for vote in votes], np.int64), known


def merge_borders(borders: Borders, of: Ints) -> Borders:
    """
    Return the borders of the units.

    of: (r,) unit of every end. Lengths and costs are summed; the class is that of the longest part.
    """
    u, v = of[borders.u], of[borders.v]
    outer = np.flatnonzero(u != v)
    count = int(of.max()) + 1
    keys, group = np.unique(np.minimum(u, v)[outer] * count + np.maximum(u, v)[outer], return_inverse=True)
    length, cost = (np.bincount(group, part[outer], len(keys)).astype(float) for part in (borders.length, borders.cost))
    by_kind = np.zeros((len(keys), 4))
    np.add.at(by_kind, (group, borders.kind[outer]), borders.length[outer])
    return Borders(keys // count, keys % count, length, by_kind.argmax(axis=1).astype(np.int64), cost)


def centres(xy: Floats, area: Floats, of: Ints) -> Floats:
    """Return (n, 2) centres of the units, weighted by area where every record has one."""
    weight = area if (area > 0).all() else np.ones(len(area))
    total = np.bincount(of, weight)
    return np.stack([np.bincount(of, weight * xy[:, axis]) / total for axis in (0, 1)], axis=1)
