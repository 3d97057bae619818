"""Pages of long lists: by key, never by offset, so that page 4 000 is as quick as page 1."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Func, Q

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


def keys_up_to(queryset: models.QuerySet, limit: int = 1000) -> tuple[CappedCount, list | None]:
    """
    Count the rows of a queryset up to `limit` and return their keys, None if there are more.

    Few rows are quickest found once and then taken by key; many lie so close that walking them in order soon fills a
    page: see `Walked`.
    """
    keys = list(queryset.order_by().values_list("pk", flat=True)[: limit + 1])
    return CappedCount(min(len(keys), limit), len(keys) > limit), keys if len(keys) <= limit else None


class Walked(Func):
    """
    A key to filter by while rows are walked in another order: SQLite must not start from an index of it.

    SQLite knows no figures of the data, takes any index of a filter for the best one and then sorts all that it finds;
    PostgreSQL weighs both by itself and sees the plain column.
    """

    template = "%(expressions)s"
    arity = 1
    output_field = models.BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write the column behind a plus sign, which no index matches."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def head(queryset: models.QuerySet, *, order: Sequence[str], size: int) -> list:
    """Return the first rows of a queryset in an order as `page` takes it."""
    return _rows(queryset, [_key(queryset.model, name, False) for name in order], None, size)


def page(queryset: models.QuerySet, *, order: Sequence[str] = ("-id",), after: str = "", size: int = 50) -> Page:
    """
    Return the page that follows (or precedes) the cursor `after`; without or with a broken cursor, the first.

    order: look-ups with an optional "-"; the last must be unique; empty values come last in both directions.
    """
    backwards, values = _decode(after, len(order))
    keys = [_key(queryset.model, name, backwards) for name in order]
    try:
        items = _rows(queryset, keys, values, size + 1)
    except (ValueError, TypeError, OverflowError, ValidationError):
        if values is None:
            raise
        return page(queryset, order=order, size=size)
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


def _rows(queryset: models.QuerySet, keys: list[_Key], values: list | None, limit: int) -> list:
    """Return the first rows behind the values."""
    items: list = []
    for condition, order in _parts(keys, values):
        if len(items) < limit:
            rows = queryset.filter(condition).order_by(*(key.ordering() for key in order))
            items += _take(rows, limit - len(items))
    return items


def _parts(keys: list[_Key], values: list | None) -> list[tuple[Q, list[_Key]]]:
    """
    Return the conditions and orders of the parts to be read one after the other.

    Rows whose first key may be empty are read in two parts, each of which an index can serve in its order.
    """
    first, rest = keys[0], keys[1:]
    if not first.nullable:
        return [(Q() if values is None else _beyond(keys, values), keys)]
    full = [replace(first, nullable=False), *rest]
    at_empty = values is not None and values[0] is None
    filled, empty = first.is_empty(False), first.is_empty()
    if values is not None and at_empty:
        empty &= _beyond(rest, values[1:]) if rest else NOTHING
    elif values is not None:
        filled &= _beyond(full, values)
    parts = [(filled, full), (empty, rest)]
    if first.nulls_first:
        parts.reverse()
    return parts[1:] if values is not None and at_empty != first.nulls_first else parts


def _take(rows: models.QuerySet, limit: int) -> list:
    """Return the first rows; those with relations by their keys, so that only what is shown gets joined."""
    query = rows.query
    prefetched = rows._prefetch_related_lookups  # type: ignore[attr-defined]
    if not query.select_related or query.annotation_select or query.deferred_loading[0] or prefetched:
        return list(rows[:limit])
    whole = rows.model._base_manager.filter(pk__in=rows.select_related(None).values("pk")[:limit])
    whole.query.select_related = query.select_related
    return list(whole.order_by(*query.order_by))


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
