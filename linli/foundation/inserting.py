"""Inserting single rows where every millisecond counts: the taking of reports."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

AS_IT_IS = frozenset(
    {
        models.BigAutoField,
        models.BigIntegerField,
        models.BooleanField,
        models.CharField,
        models.FloatField,
        models.ForeignKey,
        models.IntegerField,
        models.OneToOneField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.SmallIntegerField,
        models.TextField,
    }
)
"""Fields whose Python values both databases take as they are."""
WAYS = ("pre_save", "get_db_prep_save", "get_db_prep_value")
"""What lies between a value and `get_prep_value`; nothing, unless a field says otherwise."""


def insert(row: models.Model) -> None:
    """
    Insert one new row, as `row.save(force_insert=True)` does, at less than half of its cost.

    The statement of a model is written once and not for every row. For models without parents; values are plain
    (no expressions) and of the field's own type, and nobody listens to signals in this house.
    """
    key = cast(Any, row._meta.pk)
    if key.is_relation:
        _key_of(row, key)  # borrowed from a row that may have got its own only after it was set
    given, link = row.pk is not None, connections[DEFAULT_DB_ALIAS]  # asked once: each use of `connection` looks it up
    statement, readers = _plan(type(row), link.vendor, given)
    values = [read(row) for read in readers]
    with link.cursor() as cursor:
        cursor.execute(statement, values)
        if not given:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, link.alias


@lru_cache(maxsize=64)
def _plan(model: type[models.Model], vendor: str, given: bool) -> tuple[str, tuple[Callable[[Any], Any], ...]]:
    """Return the statement and what reads each of its values; without a key the database gives one back."""
    quote, key = connection.ops.quote_name, cast(Any, model._meta.pk)
    fields = tuple(field for field in model._meta.local_concrete_fields if given or field is not key)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    back = "" if given else f" RETURNING {quote(key.column)}"
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places}){back}"  # noqa: S608
    return statement, tuple(_reader(field) for field in fields)


def _reader(field: Any) -> Callable[[Any], Any]:
    """Return the function that reads a field's value of a row as the database takes it."""
    name = field.attname
    if field.is_relation:
        return lambda row: _key_of(row, field)
    if type(field) in AS_IT_IS:
        return lambda row: getattr(row, name)
    if type(field) is models.DateField:
        return lambda row: _day(getattr(row, name))
    if all(getattr(type(field), way) is getattr(models.Field, way) for way in WAYS):
        return lambda row: field.get_prep_value(getattr(row, name))
    return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)


@lru_cache(maxsize=1024)
def _day(value: Any) -> Any:
    """Return a day as the database takes it; a list has few days and many rows."""
    return connection.ops.adapt_datefield_value(value) if value is not None else None


def _key_of(row: models.Model, field: Any) -> Any:
    """Return the key of a related row; one that was stored after it was set has its key only now."""
    key = getattr(row, field.attname)
    if key is None and field.is_cached(row):
        related = getattr(row, field.name)
        if related is not None:
            if related.pk is None:
                raise ValueError(f"{field.name} is not stored yet")
            setattr(row, field.attname, related.pk)
            return related.pk
    return key


def insert_many(rows: Sequence[models.Model]) -> None:
    """
    Insert many new rows of one model with one statement, as `insert` does with one; each gets its key.

    What they point at must be stored already. Inside a transaction that holds the table against other writers of keys.
    """
    if not rows:
        return
    model = type(rows[0])
    for row, key in zip(rows, _reserve(model, len(rows)), strict=True):
        row.pk = key
    link = connections[DEFAULT_DB_ALIAS]
    statement, readers = _plan(model, link.vendor, True)
    with link.cursor() as cursor:
        cursor.executemany(statement.partition(" RETURNING ")[0], [[read(row) for read in readers] for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, link.alias


def _reserve(model: type[models.Model], count: int) -> list[int]:
    """Return keys that no row has and none will get: PostgreSQL gives them, SQLite counts on from the last."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + count + 1))
