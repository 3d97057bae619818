"""Nodes of the tree page."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from linli.places.models import Area


@dataclass(slots=True)
class Node:
    """An area of the tree page; `below` is None while the branch is closed."""

    area: Area
    below: list["Node"] | None = field(default=None)


def grow(roots: Iterable[Area], below: Iterable[Area] = ()) -> list[Node]:
    """Return the nodes of the tree. below: what lies directly in the opened areas."""
    nodes = [Node(root) for root in roots]
    groups: dict[int | None, list[Node]] = {}
    for child in below:
        groups.setdefault(child.parent_id, []).append(Node(child))
    for node in [*nodes, *(child for group in groups.values() for child in group)]:
        node.below = groups.get(node.area.pk)
    return nodes
