"""
Figures: what a room can count about its subjects, offered to the rooms above without knowing who asks.

A room lists what it offers in `queries.FIGURES`; indicators and items of appraisals pick from all of them in their
editors. A figure answers for many subjects at once, and those that share their `count` are asked together, so that
closing a month passes over a room's tables once and not once a figure or a subject.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from linli.values import Span

Value = int | Decimal
Count = Callable[[Collection[str], Collection[int], Span], Mapping[str, Mapping[int, Value]]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the rows behind a figure are listed: name of a page, its parts, and the filter in its address."""

    view: str
    query: Mapping[str, str]
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One thing a room can count.

    code: "room.figure", never reused. label, unit: message ids. subject: "area" or "organisation", what it is about.
    count: codes, the keys of subjects and the span -> by code the value of each; a subject that is absent has no value
    (never zero), so a count returns zero itself for those it knows. evidence: subject's key and span -> where the rows
    are listed. clause: the rule it serves, if one does.
    """

    code: str
    label: str
    unit: str
    subject: str
    count: Count
    evidence: Callable[[int, Span], Evidence | None] | None = None
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


def count_figures(codes: Iterable[str], keys: Collection[int], span: Span) -> dict[str, Mapping[int, Value]]:
    """Return the values of figures of many subjects of one kind by code; figures that share a count in one go."""
    together: dict[Count, list[str]] = {}
    for code in codes:
        together.setdefault(all_figures()[code].count, []).append(code)
    found: dict[str, Mapping[int, Value]] = {}
    for count, shared in together.items():
        found |= count(shared, keys, span)
    return found
