"""The life of an area, day by day: what began, changed, was split or merged and ended, by which decision."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from linli.places.models import Area, Succession
from linli.places.terms import LifeEvent, SuccessionKind

from .history import get_history, names_on

EVENT_OF_FACT = {
    "name": LifeEvent.RENAMED,
    "code": LifeEvent.RECODED,
    "parent": LifeEvent.MOVED,
    "households": LifeEvent.HOUSEHOLDS,
    "outline": LifeEvent.OUTLINE,
    "kind": LifeEvent.KIND,
    "tier": LifeEvent.KIND,
}
GAVE = {SuccessionKind.SPLIT: LifeEvent.SPLIT, SuccessionKind.MERGE: LifeEvent.MERGED}
GOT = {SuccessionKind.SPLIT: LifeEvent.SPLIT_FROM, SuccessionKind.MERGE: LifeEvent.MERGED_FROM}


@dataclass(frozen=True, slots=True)
class Other:
    """Another area of an event, as it was called on that day, and which share of the predecessor went over."""

    area: Area
    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to an area. before, after: the fact that changed; others: predecessors or successors."""

    event: LifeEvent
    before: Any = None
    after: Any = None
    others: tuple[Other, ...] = ()


@dataclass(slots=True)
class LifeDay:
    """A day on which something happened to an area, and the decisions behind it."""

    on: date
    happenings: list[Happening] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    def name(self, document: str | None) -> None:
        """Name a decision, each once."""
        if document and document not in self.documents:
            self.documents.append(document)


def get_life(area: Area) -> list[LifeDay]:
    """Return the days on which something happened to an area, the newest first; three queries."""
    days: dict[date, LifeDay] = {}
    for on, happening, document in (*_of_versions(area), *_of_successions(area)):
        day = days.setdefault(on, LifeDay(on))
        day.name(document)
        if happening is not None:
            day.happenings.append(happening)
    return [days[on] for on in sorted(days, reverse=True)]


def _of_versions(area: Area) -> Iterator[tuple[date, Happening | None, str | None]]:
    """Yield what the versions tell: the beginning, each changed fact, the end."""
    chapters = get_history(area)
    for chapter in reversed(chapters):
        version = chapter.version
        if chapter is chapters[-1]:
            yield version.valid_from, Happening(LifeEvent.BEGUN, after=version.name), version.document
        for fact, before, after in chapter.changes:
            yield version.valid_from, Happening(EVENT_OF_FACT[fact], before, after), version.document
    if area.valid_to is not None:
        last = chapters[0].version if chapters else None
        yield area.valid_to, Happening(LifeEvent.ENDED), last.end_document if last else None


def _of_successions(area: Area) -> Iterator[tuple[date, Happening | None, str | None]]:
    """Yield splits and mergers with the areas on the other side; of what it became itself only the decision."""
    rows = Succession.objects.filter(Q(predecessor=area) | Q(successor=area)).order_by("on", "pk")
    steps = list(rows.select_related("predecessor", "successor"))
    names = names_on([(_other(step, area).pk, step.on) for step in steps if step.predecessor_id != step.successor_id])
    groups: dict[tuple[date, LifeEvent], list[Other]] = {}
    for step in steps:
        if step.predecessor_id == step.successor_id:
            yield step.on, None, step.document
            continue
        other, gave = _other(step, area), step.predecessor_id == area.pk
        event = (GAVE if gave else GOT).get(step.kind, LifeEvent.SPLIT if gave else LifeEvent.SPLIT_FROM)
        named = Other(other, names.get((other.pk, step.on), other.name), round(step.share * 100))
        groups.setdefault((step.on, event), []).append(named)
        yield step.on, None, step.document
    for (on, event), others in groups.items():
        yield on, Happening(event, others=tuple(others)), None


def _other(step: Succession, area: Area) -> Area:
    """Return the area on the other side of a step."""
    return step.successor if step.predecessor_id == area.pk else step.predecessor
