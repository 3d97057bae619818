"""
Figures: what a room can count about its subjects, offered to the rooms above without knowing who asks.

A room lists what it offers in `queries.FIGURES`; indicators and items of appraisals pick from all of them in their
editors. A figure answers for many subjects and spans at once, and those that share their `count` are asked together, so
that closing a month passes over a room's tables once and not once a figure or a subject. Counts do not ask the database
themselves: they say what must be read, and all rooms are read in one statement, however many there are.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import IntegerField, QuerySet
from django.db.models import Value as Literal

from linli.values import Span

Value = int | Decimal
Values = dict[str, Mapping[int, Value]]
"""By code of a figure and key of a subject."""
Paths = Mapping[str, Mapping[int, str]]
"""Subjects: what they are ("area", "organisation") -> key -> path in the tree of their room."""
Name = TypeVar("Name")
Told = TypeVar("Told")
Queries = Mapping[Any, QuerySet]
"""What must be read, by names of one's own: lists of values, first a text such as a path, then whole numbers."""
Rows = Sequence[tuple[Any, tuple[Any, ...]]]
"""What was read: the name and a row, in no order."""
Reading = Generator[Queries, Rows, Told]
"""Yields once what must be read, is sent the rows, and returns what they tell."""
Count = Callable[[Collection[str], Paths, Sequence[Span]], Reading[dict[Span, Values]]]
INTEGER = IntegerField()
ZERO = Literal(0, INTEGER)
MOST_PARTS = 400
"""How many queries go into one statement; SQLite takes 500."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the rows behind a figure are listed: name of a page, its parts, and the filter in its address."""

    view: str
    query: Mapping[str, str]
    args: tuple[Any, ...] = ()


Evidences = Callable[[Collection[str], int, Span], Mapping[str, Evidence]]


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One thing a room can count.

    code: "room.figure", never reused. label, unit: message ids. subject: "area" or "organisation", what it is about.
    count: codes, subjects and spans -> by span and code the value of each, as a `Reading`; a subject that is absent has
    no value (never zero), so a count returns zero itself for those it knows. evidence: codes, one subject's key and a
    span -> where the rows are listed, by code. clause: the rule it serves, if one does.
    """

    code: str
    label: str
    unit: str
    subject: str
    count: Count
    evidence: Evidences | None = None
    clause: str = ""


@lru_cache(maxsize=1)
def all_figures() -> dict[str, Figure]:
    """Return what every installed room offers, by code. Raises ValueError if two rooms offer one code."""
    found: dict[str, Figure] = {}
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.queries") is None:
            continue
        for figure in getattr(import_module(f"{app.name}.queries"), "FIGURES", ()):
            if found.setdefault(figure.code, figure) is not figure:
                raise ValueError(f"Offered twice: {figure.code}")
    return found


def count_figures(codes: Iterable[str], paths: Paths, spans: Sequence[Span]) -> dict[Span, Values]:
    """
    Return the values of figures of many subjects by span and code; figures that share a count in one go.

    A figure about what none of the subjects is, is left out.
    """
    found: dict[Span, Values] = {span: {} for span in spans}
    known = (all_figures()[code] for code in codes)
    shared = _sharing((each.code, each.count) for each in known if paths.get(each.subject))
    for told in _read([count(some, paths, spans) for count, some in shared.items()]):
        for span, values in told.items():
            found[span] |= values
    return found


def _read(readings: Sequence[Reading[Told]]) -> Iterator[Told]:
    """Yield what several readings tell, all read together."""
    parts = {(place, name): rows for place, one in enumerate(readings) for name, rows in next(one).items()}
    found: list[list[tuple[Any, tuple[Any, ...]]]] = [[] for _one in readings]
    for (place, name), row in read_together(parts):
        found[place].append((name, row))
    for one, rows in zip(readings, found, strict=True):
        try:
            one.send(rows)
        except StopIteration as told:
            yield told.value


def evidence_of(codes: Iterable[str], key: int, span: Span) -> dict[str, Evidence]:
    """Return where the rows behind figures of one subject are listed, by code; absent where they are nowhere."""
    known = ((code, each) for code in codes if (each := all_figures()[code].evidence) is not None)
    found: dict[str, Evidence] = {}
    for evidence, shared in _sharing(known).items():
        found |= evidence(shared, key, span)
    return found


def _sharing(codes: Iterable[tuple[str, Name]]) -> dict[Name, list[str]]:
    """Return the codes by what they share."""
    found: dict[Name, list[str]] = {}
    for code, shared in codes:
        found.setdefault(shared, []).append(code)
    return found


def read_together(queries: Mapping[Name, QuerySet]) -> Iterator[tuple[Name, tuple[Any, ...]]]:
    """
    Yield the rows of several queries with the name of theirs, in one statement and in no order.

    queries: lists of values with columns of the same kinds; those that are shorter are filled with zeros meanwhile.
    """
    names, widths = list(queries), [len(rows.query.selected or ()) for rows in queries.values()]
    parts = [
        rows.order_by().annotate(**{f"column{n}": ZERO for n in range(width, max(widths))}, part=Literal(n, INTEGER))
        for n, (rows, width) in enumerate(zip(queries.values(), widths, strict=True))
    ]
    for start in range(0, len(parts), MOST_PARTS):
        first, *others = parts[start : start + MOST_PARTS]
        for *row, part in first.union(*others, all=True) if others else first:
            yield names[part], tuple(row[: widths[part]])
