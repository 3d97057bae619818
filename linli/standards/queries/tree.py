"""The items of a version as its page shows them, and what differs between two versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from linli.standards.models import StandardVersion
from linli.standards.queries.items import Item, items_of
from linli.standards.queries.versions import facts_of
from linli.standards.rules.items import ItemFacts
from linli.standards.rules.numbers import in_points
from linli.standards.rules.rule_texts import show_rule, worked, write_rule
from linli.standards.rules.scoring import Scored
from linli.standards.terms import ItemKind


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree. points, rule: as shown; feed: what it is fed by, in words."""

    item: Item
    points: str
    rule: str
    feed: str


@dataclass(frozen=True, slots=True)
class Change:
    """How an item differs between two versions. what: "new", "gone" or "changed"; parts: name, before, after."""

    code: str
    name: str
    what: str
    parts: tuple[tuple[str, Any, Any], ...] = ()


def lines_of(version: StandardVersion | int, feeds: Mapping[str, str]) -> list[Line]:
    """Return the lines of the tree. feeds: code -> label of what items may be fed by."""
    return [
        Line(
            item,
            in_points(item.max_centipoints) if item.kind is not ItemKind.PASS_FAIL else "",
            show_rule(item.rule_kind, item.rule, item.max_centipoints),
            feeds.get(item.feed, item.feed),
        )
        for item in items_of(version)
    ]


def full_points(lines: Sequence[Line]) -> str:
    """Return the full points of the whole as they are written."""
    return in_points(sum(line.item.max_centipoints for line in lines if line.item.kind is ItemKind.POINTS))


def examples_of(facts: ItemFacts) -> list[Scored]:
    """Return what telling values come to for an item that is in order."""
    if facts.kind is ItemKind.GROUP:
        return []
    return worked(facts.rule_kind, facts.rule, facts.max_centipoints)


def compare(older: StandardVersion, newer: StandardVersion) -> list[Change]:
    """Return the items that differ between two versions, by their numbers."""
    before, after = ({item.code: item for item in facts_of(version)} for version in (older, newer))
    found = []
    for code in [*after, *(code for code in before if code not in after)]:
        one, other = before.get(code), after.get(code)
        if one is None and other is not None:
            found.append(Change(code, other.name, "new"))
        elif other is None and one is not None:
            found.append(Change(code, one.name, "gone"))
        elif one is not None and other is not None and (parts := _parts(one, other)):
            found.append(Change(code, other.name, "changed", parts))
    return found


def _parts(one: ItemFacts, other: ItemFacts) -> tuple[tuple[str, Any, Any], ...]:
    """Return the columns in which two items differ, as shown."""
    names = [column.name for column in fields(ItemFacts)]
    return tuple(
        (name, _shown(name, getattr(one, name)), _shown(name, getattr(other, name)))
        for name in names
        if getattr(one, name) != getattr(other, name)
    )


def _shown(name: str, value: Any) -> Any:
    if name == "rule":
        return write_rule(value)
    return in_points(value) if name == "max_centipoints" else value
