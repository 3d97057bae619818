"""The live table in words: lines by name, bars, totals and terms as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.boundaries.queries.table import Table
from linli.boundaries.rules.measures import CRITERIA
from linli.boundaries.rules.table import ABOVE, BELOW, EMPTY, IN, Line
from linli.values import noop

WORDS = {BELOW: noop("too small"), IN: noop("within"), ABOVE: noop("too large"), EMPTY: noop("empty")}
WIDTH = 84
"""Width of a bar, in pixels; its end stands for one and a half times the upper bound."""
HEADLINE = ("k", "out_of_bounds", "J", "barrier_share", "affinity_broken")
"""Totals that are shown without unfolding."""
LEAST_SHARE = 0.005
"""Parts smaller than this are left out of where a community comes from."""


@dataclass(frozen=True)
class Bar:
    """A bar of households, in pixels: where the bounds begin, how wide they are, where the community stands."""

    low: float
    band: float
    at: float


@dataclass(frozen=True)
class Row:
    """One community in words. key: its number as text; light: colour of its size; along: share as people read it."""

    line: Line
    name: str
    heir: str
    origins: list[str]
    bar: Bar
    light: str

    @property
    def key(self) -> str:
        """Return the number as the address holds it."""
        return str(self.line.number)

    @property
    def word(self) -> str:
        """Return how its size lies to the bounds."""
        return _(WORDS[self.line.range])

    @property
    def staff(self) -> str:
        """Return the workers due, by one standard after the other."""
        return " / ".join(str(need.workers) for need in self.line.needs)

    @property
    def m2(self) -> str:
        """Return the square metres of rooms due, by one standard after the other."""
        return " / ".join(str(need.m2) for need in self.line.needs)

    @property
    def along(self) -> str:
        """Return the share of its boundary along main roads, rivers and railways."""
        share = self.line.barrier_share
        return "—" if share is None else f"{share:.0%}"


def rows_of(table: Table, called: Mapping[int, str]) -> list[Row]:
    """Return the communities of a plan in words."""
    return [_row(table, line, called[line.number]) for line in table.lines]


def _row(table: Table, line: Line, name: str) -> Row:
    present, problem = table.desk.base.communities, table.desk.problem
    names = [(present[at].name if at >= 0 else _("none today"), share) for at, share in line.origins]
    origins = [f"{one} {share:.0%}" for one, share in names if share >= LEAST_SHARE]
    heir = present[line.heir].name if line.heir is not None else ""
    return Row(line, name, heir, origins, _bar(line.households, problem.low, problem.high), _light(line))


def _bar(households: int, low: int, high: int) -> Bar:
    pixel = WIDTH / (1.5 * high)
    return Bar(round(low * pixel, 1), round((high - low) * pixel, 1), round(min(households * pixel, WIDTH - 3), 1))


def _light(line: Line) -> str:
    """Return red for a size that breaks a hard rule, yellow for one that is only not complete yet."""
    if line.is_wrong_size:
        return "red"
    return "green" if line.range == IN else "yellow"


def totals_of(table: Table) -> list[dict[str, Any]]:
    """Return every criterion of the plan by its label; none while no unit has a community."""
    found = table.criteria
    if not found:
        return []
    served = sum(1 for line in table.lines if line.units and line.rooms)
    figures = found | {
        "strays": found["pieces"] - found["k"],
        "spread": found["moi_m2"] ** 0.5,
        "roomless": found["k"] - served,
    }
    return [
        {"code": one.code, "label": _(one.label), "value": one.say(figures[one.code])}
        for one in CRITERIA
        if one.code in figures
    ]


def terms_of(table: Table) -> list[dict[str, Any]]:
    """Return the eight terms as sentences, each with its weight."""
    return [{"text": each.reason.render(_), "weight": f"{each.weight:.2f}"} for each in table.terms]
