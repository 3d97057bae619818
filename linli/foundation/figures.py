"""
Figures: what a room can count about its subjects, offered to the rooms above without knowing who asks.

A room lists what it offers in `queries.FIGURES`; indicators and items of appraisals pick from all of them in their
editors. A figure answers for many subjects at once, so that closing a month asks each room once and not once a subject.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from linli.values import Span

Value = int | Decimal


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
    count: the keys of subjects and the span -> value of each; a subject that is absent has no value (never zero), so
    a count returns zero itself for those it knows. evidence: subject's key and span -> where the rows are listed.
    clause: the rule it serves, if one does.
    """

    code: str
    label: str
    unit: str
    subject: str
    count: Callable[[Iterable[int], Span], Mapping[int, Value]]
    evidence: Callable[[int, Span], Evidence] | None = None
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
