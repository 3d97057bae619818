"""The items of a version of a standard, in the order of its tree."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linli.standards.models import StandardItem, StandardVersion
from linli.standards.terms import ItemKind, RuleKind, ScorerKind


@dataclass(frozen=True, slots=True)
class Item:
    """
    One item of a version, as pages and appraisals read it.

    parent: id of the group it stands in. dimension: name of the group at the top that holds it, its own at the top.
    depth: 0 at the top. max_centipoints: of a group, the sum of what it holds.
    """

    id: int
    code: str
    name: str
    parent: int | None
    dimension: str
    kind: ItemKind
    max_centipoints: int
    rule_kind: RuleKind
    rule: Mapping[str, Any]
    feed: str
    scorer: ScorerKind
    needs_evidence: bool
    is_key: bool
    guidance: str
    clause: str
    depth: int

    @property
    def is_scored(self) -> bool:
        """Return whether something is found for it; groups only hold others."""
        return self.kind != ItemKind.GROUP


def items_of(version: StandardVersion | int) -> tuple[Item, ...]:
    """Return the items of a version, groups too, each group before what it holds; one statement."""
    below: dict[int | None, list[StandardItem]] = defaultdict(list)
    for row in StandardItem.objects.filter(version=version).order_by("order", "pk"):
        below[row.parent_id].append(row)
    found: list[Item] = []
    for row in below[None]:
        _walk(row, below, found, row.name, 0)
    return tuple(found)


def scored_items(version: StandardVersion | int) -> tuple[Item, ...]:
    """Return the items of a version for which something is found, without the groups."""
    return tuple(item for item in items_of(version) if item.is_scored)


def _walk(
    row: StandardItem, below: dict[int | None, list[StandardItem]], found: list[Item], dimension: str, depth: int
) -> int:
    """Add a row and what stands below it; return its full points."""
    place = len(found)
    found.append(_item(row, dimension, depth, row.max_centipoints))
    held = sum(_walk(child, below, found, dimension, depth + 1) for child in below[row.pk])
    if row.kind == ItemKind.GROUP:
        found[place] = _item(row, dimension, depth, held)
        return held
    return row.max_centipoints


def _item(row: StandardItem, dimension: str, depth: int, full: int) -> Item:
    return Item(
        id=row.pk,
        code=row.code,
        name=row.name,
        parent=row.parent_id,
        dimension=dimension,
        kind=row.kind,
        max_centipoints=full,
        rule_kind=row.rule_kind,
        rule=row.rule,
        feed=row.feed,
        scorer=row.scorer,
        needs_evidence=row.needs_evidence,
        is_key=row.is_key,
        guidance=row.guidance,
        clause=row.clause,
        depth=depth,
    )
