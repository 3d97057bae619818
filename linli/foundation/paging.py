"""Pages of long lists: by key, never by offset, so that page 4 000 is as quick as page 1."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q

NOTHING = Q(pk__in=[])


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
    keys = [_key(queryset.model, name, backwards) for name in order]
    rows = queryset.order_by(*(key.ordering() for key in keys))
    if values is not None:
        try:
            rows = rows.filter(_beyond(keys, values))
        except (ValueError, TypeError, OverflowError, ValidationError):
            return page(queryset, order=order, size=size)
    items = list(rows[: size + 1])
    more = len(items) > size
    items = items[:size]
    if backwards:
        items.reverse()
    has_next, has_previous = (bool(items), more) if backwards else (more, values is not None and bool(items))
    return Page(
        items,
        _encode(False, items[-1], keys) if has_next else "",
        _encode(True, items[0], keys) if has_previous else "",
    )


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of an ordering as it is walked: empty values stand at the end, or at the start when walking backwards."""

    name: str
    descending: bool
    nullable: bool
    nulls_first: bool

    def ordering(self) -> Any:
        """Return the ordering; a column without empty values stays plain, so that any index of it serves."""
        place = {} if not self.nullable else {"nulls_first": True} if self.nulls_first else {"nulls_last": True}
        return F(self.name).desc(**place) if self.descending else F(self.name).asc(**place)

    def is_empty(self, empty: bool = True) -> Q:
        """Return the condition that the key is, or is not, empty."""
        return Q(**{f"{self.name}__isnull": empty})

    def behind(self, value: Any, *, including: bool = False) -> Q:
        """Return the condition of the rows whose key comes after the value, or with `including` not before it."""
        if value is None:
            behind = self.is_empty(False) if self.nulls_first else NOTHING
            return behind | self.is_empty() if including else behind
        lookup = ("lt" if self.descending else "gt") + ("e" if including else "")
        behind = Q(**{f"{self.name}__{lookup}": value})
        return behind | self.is_empty() if self.nullable and not self.nulls_first else behind


def _key(model: type[models.Model], name: str, backwards: bool) -> _Key:
    """Return the key for a look-up with an optional "-"; what is no column of the model counts as possibly empty."""
    plain = name.lstrip("-")
    try:
        field = model._meta.pk if plain == "pk" else model._meta.get_field(plain)
        nullable = bool(getattr(field, "null", True))
    except FieldDoesNotExist:
        nullable = True
    return _Key(plain, name.startswith("-") != backwards, nullable, backwards)


def _beyond(keys: list[_Key], values: list) -> Q:
    """Return the condition of the rows behind the given key values; its first part alone narrows an index scan."""
    condition = NOTHING
    for key, value in reversed(list(zip(keys, values, strict=True))):
        same = key.is_empty() if value is None else Q(**{key.name: value})
        condition = key.behind(value) | (same & condition)
    return keys[0].behind(values[0], including=True) & condition


def _value(item: Any, name: str) -> Any:
    """Return what a look-up such as "case__due_at" says of one row (an object or a dict)."""
    if isinstance(item, dict):
        return item[name]
    for step in name.split("__"):
        item = getattr(item, step) if item is not None else None
    return item


def _encode(backwards: bool, item: Any, keys: list[_Key]) -> str:
    """Return the cursor that stands at one row."""
    values = [_value(item, key.name) for key in keys]
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
