"""The tree of a draft: items are added, changed, moved, taken out, or replaced by a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from linli.standards.models import StandardItem, StandardVersion
from linli.standards.queries.versions import facts_of
from linli.standards.rules.items import ItemFacts, check_item, check_tree
from linli.standards.services.drafts import COLUMNS, lock_draft, record_change, store_items
from linli.standards.services.refusals import StandardRefused, refuse
from linli.standards.terms import ItemKind
from linli.values import noop


@transaction.atomic
def add_item(*, version_id: int, facts: ItemFacts, actor: Any, now: datetime) -> StandardItem:
    """Add an item at the end of its group. Raises StandardRefused."""
    version = lock_draft(version_id)
    _check(version, facts, "")
    parent = _group(version, facts.parent)
    last = version.items.filter(parent=parent).aggregate(last=Max("order"))["last"]
    plain = {name: getattr(facts, name) for name in COLUMNS}
    item = StandardItem.objects.create(version=version, parent=parent, order=0 if last is None else last + 1, **plain)
    record_change(version, actor=actor, now=now, details={"standards.item_added": facts.code})
    return item


@transaction.atomic
def change_item(*, item_id: int, facts: ItemFacts, actor: Any, now: datetime) -> StandardItem:
    """Change what an item says; where it stands is changed by `move_item`. Raises StandardRefused."""
    item, version = _locked(item_id)
    if facts.kind is not ItemKind.GROUP and item.children.exists():
        raise refuse("group_holds", noop("This group holds items; it must stay a group."))
    _check(version, facts, item.code)
    for name in COLUMNS:
        setattr(item, name, getattr(facts, name))
    item.save(update_fields=list(COLUMNS))
    record_change(version, actor=actor, now=now, details={"standards.item_changed": facts.code})
    return item


@transaction.atomic
def move_item(*, item_id: int, way: str, actor: Any, now: datetime) -> StandardItem:
    """
    Move an item with all it holds: "up" and "down" among its neighbours, "in" to the group before it, "out" of its own.

    Raises StandardRefused where there is no such place.
    """
    item, version = _locked(item_id)
    neighbours = list(version.items.filter(parent=item.parent_id).order_by("order", "pk"))
    place = next(number for number, each in enumerate(neighbours) if each.pk == item.pk)
    if way in ("up", "down"):
        _swap(neighbours, place, place + (1 if way == "down" else -1))
    elif way == "in":
        _into(item, neighbours, place)
    elif way == "out":
        _out_of(item, version)
    else:
        raise ValueError(f"Not a way to move: {way!r}")
    if reasons := check_tree(facts_of(version)):
        raise StandardRefused(*reasons)
    record_change(version, actor=actor, now=now, details={"standards.item_moved": item.code})
    return item


@transaction.atomic
def delete_item(*, item_id: int, actor: Any, now: datetime) -> int:
    """Take an item out of a draft with all it holds; return how many. Raises StandardRefused."""
    item, version = _locked(item_id)
    gone, layer = [item.pk], [item.pk]
    while layer:
        layer = list(version.items.filter(parent__in=layer).values_list("pk", flat=True))
        gone = layer + gone
    for key in gone:
        version.items.filter(pk=key).delete()
    details = {"standards.item_deleted": item.code, "total": len(gone)}
    record_change(version, actor=actor, now=now, details=details)
    return len(gone)


@transaction.atomic
def replace_items(*, version_id: int, items: Sequence[ItemFacts], actor: Any, now: datetime) -> StandardVersion:
    """Put a list in the place of all items of a draft. Raises StandardRefused with everything that is wrong in it."""
    version = lock_draft(version_id)
    reasons = [*check_tree(items), *(reason for item in items for reason in check_item(item))]
    if reasons:
        raise StandardRefused(*reasons)
    held = list(version.items.values_list("pk", "parent_id"))
    while held:
        parents = {parent for _pk, parent in held}
        leaves = [pk for pk, _parent in held if pk not in parents]
        version.items.filter(pk__in=leaves).delete()
        held = [row for row in held if row[0] not in leaves]
    store_items(version, items)
    record_change(version, actor=actor, now=now, details={"standards.items_replaced": len(items)})
    return version


def _locked(item_id: int) -> tuple[StandardItem, StandardVersion]:
    """Return an item of a draft and the draft, locked."""
    item = StandardItem.objects.get(pk=item_id)
    return item, lock_draft(item.version_id)


def _group(version: StandardVersion, code: str) -> StandardItem | None:
    return version.items.get(code=code) if code else None


def _check(version: StandardVersion, facts: ItemFacts, before: str) -> None:
    """Refuse facts that no item of this draft may have. before: the item's number until now, "" for a new one."""
    reasons = list(check_item(facts))
    known = {item.code: item.kind for item in version.items.all()}
    if facts.code != before and facts.code in known:
        reasons += refuse("item_twice", noop("The number %(code)s stands there twice."), code=facts.code).reasons
    if not before and facts.parent and known.get(facts.parent) is not ItemKind.GROUP:
        text = noop("%(code)s belongs to “%(parent)s”, and no group of that number stands before it.")
        reasons += refuse("item_parent", text, code=facts.code, parent=facts.parent).reasons
    if reasons:
        raise StandardRefused(*reasons)


def _swap(neighbours: list[StandardItem], place: int, other: int) -> None:
    """Let two neighbours change places and number all anew."""
    if not 0 <= other < len(neighbours):
        raise refuse("no_place", noop("There is no place in that direction."))
    neighbours[place], neighbours[other] = neighbours[other], neighbours[place]
    _number(neighbours)


def _into(item: StandardItem, neighbours: list[StandardItem], place: int) -> None:
    """Put an item at the end of the group before it."""
    if not place or neighbours[place - 1].kind is not ItemKind.GROUP:
        raise refuse("no_place", noop("Only an item right after a group can be moved into it."))
    group = neighbours[place - 1]
    held = list(group.children.order_by("order", "pk"))
    item.parent = group
    item.save(update_fields=["parent"])
    _number([*held, item])


def _out_of(item: StandardItem, version: StandardVersion) -> None:
    """Put an item right after the group that holds it."""
    group = item.parent
    if group is None:
        raise refuse("no_place", noop("This item stands at the top already."))
    beside = list(version.items.filter(parent=group.parent_id).order_by("order", "pk"))
    place = next(number for number, each in enumerate(beside) if each.pk == group.pk)
    item.parent = group.parent
    item.save(update_fields=["parent"])
    _number([*beside[: place + 1], item, *beside[place + 1 :]])


def _number(items: Sequence[StandardItem]) -> None:
    """Write the places of neighbours, only where they changed."""
    for order, item in enumerate(items):
        if item.order != order:
            item.order = order
            item.save(update_fields=["order"])
