"""Plans as policy files write them: rows of targets over years, and the metrics and indicators only they need. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from linli.standards.terms import Comparator, PathKind, ScopeKind, SubjectKind, TargetKind

OWN_TIER = "area"
"""A tier of a row that means the tier of the plan's own area."""
NUMBERS = ("value", "unit_value", "base")


@dataclass(frozen=True, slots=True)
class TargetPreset:
    """
    One target of a policy file.

    order: of its row, which targets of several years share. year: counted from the plan's first. subject_kind: None for
    the tier of the plan's own area. selection: the code of a named selection, "" for none.
    """

    order: int
    year: int
    title: str
    kind: TargetKind
    indicator: str
    subject_kind: SubjectKind | None
    scope_kind: ScopeKind
    selection: str
    comparator: Comparator
    unit_comparator: Comparator
    path: PathKind
    clause: str
    value: Decimal | None
    unit_value: Decimal | None
    base: Decimal | None


@dataclass(frozen=True, slots=True)
class SelectionPreset:
    """A named selection that a policy file speaks of; whom it holds, the office says."""

    code: str
    name: str
    clause: str


@dataclass(frozen=True, slots=True)
class PlanPreset:
    """A plan of a policy file; metrics, indicators: rows with the columns of their tables."""

    name: str
    source: str
    years: int
    valid_from: date
    selections: tuple[SelectionPreset, ...]
    metrics: tuple[Mapping[str, Any], ...]
    indicators: tuple[Mapping[str, Any], ...]
    targets: tuple[TargetPreset, ...]


def read_plan(data: Mapping[str, Any]) -> PlanPreset:
    """Return the plan of a parsed policy file. Raises KeyError or ValueError where it is none."""
    return PlanPreset(
        name=data["name"],
        source=data["source"],
        years=data["years"],
        valid_from=data["valid_from"],
        selections=tuple(SelectionPreset(**each) for each in data.get("selection", ())),
        metrics=tuple(data.get("metric", ())),
        indicators=tuple(data.get("indicator", ())),
        targets=tuple(_targets(data["row"])),
    )


def _targets(rows: list[Mapping[str, Any]]) -> Iterator[TargetPreset]:
    """Yield the targets, row by row; what a target does not say, its row says."""
    for order, row in enumerate(rows, start=1):
        shared = {name: value for name, value in row.items() if name != "target"}
        for own in row["target"]:
            yield _target(order, shared | own)


def _target(order: int, said: Mapping[str, Any]) -> TargetPreset:
    tier = said.get("subject_kind", SubjectKind.COMMUNITY)
    numbers = {name: Decimal(str(said[name])) if name in said else None for name in NUMBERS}
    return TargetPreset(
        order=order,
        year=said["year"],
        title=said["title"],
        kind=TargetKind(said["kind"]),
        indicator=said.get("indicator", ""),
        subject_kind=None if tier == OWN_TIER else SubjectKind(tier),
        scope_kind=ScopeKind(said.get("scope", ScopeKind.UNDER)),
        selection=said.get("selection", ""),
        comparator=Comparator(said.get("comparator", Comparator.AT_LEAST)),
        unit_comparator=Comparator(said.get("unit_comparator", Comparator.AT_LEAST)),
        path=PathKind(said.get("path", PathKind.STEP)),
        clause=said["clause"],
        **numbers,
    )
