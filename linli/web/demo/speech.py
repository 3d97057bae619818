"""What people say in the demo: sentences put together from the hand-written parts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any


@dataclass(frozen=True)
class Where:
    """A place as people name it, and where it is, if they said so."""

    address: str
    longitude: float | None
    latitude: float | None
    place: Any = None


class Speech:
    """Chooses and fills sentences; the same source of chance gives the same words."""

    def __init__(self, texts: Mapping[str, Any], words: Mapping[str, Any], random: Random) -> None:
        """Take the sentences, the words for places, and the source of chance."""
        self.frame, self.kinds, self.words, self.random = texts["frame"], texts["kinds"], words, random

    def report(self, kind: str, where: Where) -> str:
        """Return a report about a kind of problem at a place."""
        body = self._fill(self.random.choice(self.kinds[kind]["say"]), where)
        outside = kind < "08" and self.random.random() < 0.3
        ending = self.random.choice(self.frame["endings_outside" if outside else "endings"])
        return self.random.choice(self.frame["openings"]) + body + ending

    def result(self, kind: str, where: Where) -> str:
        """Return what the unit says it did."""
        return self._fill(self.random.choice(self.kinds[kind]["did"]), where)

    def say(self, key: str) -> Any:
        """Return one of the general sentences."""
        return self.random.choice(self.frame[key])

    def spot(self, compound: str | None) -> str:
        """Return a place in the street, or near a compound."""
        near = self.random.choice(self.words["spots"])
        if compound and self.random.random() < 0.4:
            return f"{compound}{near}"
        return f"{self.random.choice(self.words['roads'])}{near}"

    def unit_number(self) -> str:
        """Return a stairwell of a building."""
        return f"{self.random.randint(1, 4)}单元"

    def _fill(self, sentence: str, where: Where) -> str:
        """Return the sentence with its place, time and number."""
        since = self.random.choice(self.frame["since"])
        return (
            sentence.replace("{at}", where.address)
            .replace("{since}", since)
            .replace("{n}", str(self.random.randint(2, 6)))
        )
