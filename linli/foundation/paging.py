"""Pages of long lists: by key, never by offset, so that page 4 000 is as quick as page 1."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows and the cursors (for the URL) of the pages beside it, "" if there is none."""

    items: list
    next: str
    previous: str

    def __iter__(self) -> Any:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class CappedCount:
    """A count that stops at a limit: `number`, and whether there are more."""

    number: int
    capped: bool

    def __str__(self) -> str:
        return f"{self.number}+" if self.capped else str(self.number)


def count_up_to(queryset: models.QuerySet, limit: int = 1000) -> CappedCount:
    """Count the rows of a queryset, but never more than `limit` of them."""
    found = queryset.order_by()[: limit + 1].count()
    return CappedCount(min(found, limit), found > limit)


def page(queryset: models.QuerySet, *, order: Sequence[str] = ("-id",), after: str = "", size: int = 50) -> Page:
    """
    Return the page that follows (or precedes) the cursor `after`; without or with a broken cursor, the first.

    order: look-ups with an optional "-"; the last must be unique; empty values come last in both directions.
    """
    backwards, values = _decode(after, len(order))
    keys = [(name.lstrip("-"), name.startswith("-") != backwards) for name in order]
    rows = queryset.order_by(*(_ordering(name, descending, nulls_first=backwards) for name, descending in keys))
    if values is not None:
        try:
            rows = rows.filter(_beyond(keys, values, nulls_first=backwards))
        except (ValueError, TypeError, OverflowError, ValidationError):
            return page(queryset, order=order, size=size)
    items = list(rows[: size + 1])
    more = len(items) > size
    items = items[:size]
    if backwards:
        items.reverse()
    has_next, has_previous = (bool(items), more) if backwards else (more, values is not None and bool(items))
    names = [name for name, _ in keys]
    return Page(
        items,
        _encode(False, items[-1], names) if has_next else "",
        _encode(True, items[0], names) if has_previous else "",
    )


def _ordering(name: str, descending: bool, *, nulls_first: bool) -> Any:
    """Return the ordering by one key, with empty values at the end (at the start when walking backwards)."""
    place = {"nulls_first": True} if nulls_first else {"nulls_last": True}
    if name in ("id", "pk"):
        place = {}
    return F(name).desc(**place) if descending else F(name).asc(**place)


def _beyond(keys: list[tuple[str, bool]], values: list, *, nulls_first: bool) -> Q:
    """Return the condition of the rows behind the given key values."""
    condition = Q(pk__in=[])
    for (name, descending), value in reversed(list(zip(keys, values, strict=True))):
        if value is None:
            further = Q(**{f"{name}__isnull": False}) if nulls_first else Q(pk__in=[])
            condition = further | (Q(**{f"{name}__isnull": True}) & condition)
            continue
        further = Q(**{f"{name}__{'lt' if descending else 'gt'}": value})
        if not nulls_first and name not in ("id", "pk"):
            further |= Q(**{f"{name}__isnull": True})
        condition = further | (Q(**{name: value}) & condition)
    return condition


def _value(item: Any, name: str) -> Any:
    """Return what a look-up such as "case__due_at" says of one row (an object or a dict)."""
    if isinstance(item, dict):
        return item[name]
    for step in name.split("__"):
        item = getattr(item, step) if item is not None else None
    return item


def _encode(backwards: bool, item: Any, names: list[str]) -> str:
    """Return the cursor that stands at one row."""
    values = [_value(item, name) for name in names]
    plain = [["@", value.isoformat()] if isinstance(value, date | datetime) else value for value in values]
    text = json.dumps([int(backwards), *plain], default=str, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, length: int) -> tuple[bool, list | None]:
    """Return (walk backwards, key values) of a cursor; (False, None) if it is empty or not one of ours."""
    try:
        backwards, *plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_moment(value[1]) if isinstance(value, list) else value for value in plain]
    except (ValueError, TypeError, IndexError, RecursionError):
        return False, None
    if len(values) != length or "\\u0000" in json.dumps(plain) or any(isinstance(value, dict) for value in values):
        return False, None
    return bool(backwards), values


def _moment(text: str) -> date | datetime:
    """Return the date or moment written in a cursor."""
    return datetime.fromisoformat(text) if len(text) > len("2024-01-01") else date.fromisoformat(text)
