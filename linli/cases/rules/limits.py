"""Limits as written in the policy (`4wh`, `5wd`) and the dated policy they come from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.cases.terms import Stage, Urgency
from linli.values.worktime import LimitUnit

UNITS = {
    "wh": LimitUnit.WORKING_HOURS,
    "wd": LimitUnit.WORKING_DAYS,
    "h": LimitUnit.HOURS,
    "d": LimitUnit.DAYS,
    "m": LimitUnit.MINUTES,
}
_SUFFIXES = {unit: suffix for suffix, unit in UNITS.items()}
_LIMIT = re.compile(r"([1-9][0-9]{0,4})(wh|wd|h|d|m)")
WORKING = frozenset({LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS})


@dataclass(frozen=True)
class Limit:
    """An amount of one unit of time, at least one."""

    amount: int
    unit: LimitUnit

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Return the limit written as `4wh`; raises ValueError for anything else."""
        found = _LIMIT.fullmatch(text)
        if found is None:
            raise ValueError(f"not a limit: {text!r}")
        return cls(int(found.group(1)), UNITS[found.group(2)])

    def __str__(self) -> str:
        """Return the limit as written in the policy."""
        return f"{self.amount}{_SUFFIXES[self.unit]}"

    @property
    def is_working(self) -> bool:
        """Return whether the working calendar decides when it ends."""
        return self.unit in WORKING

    def times(self, numerator: int, denominator: int) -> "Limit":
        """Return a fraction of the limit, rounded up to whole units."""
        return Limit(-(-self.amount * numerator // denominator), self.unit)


@dataclass(frozen=True)
class Policy:
    """
    Everything about time that an office decides, in force from a day.

    stages: limit per stage and urgency; for handling the category brings its own. rework: fraction of the
    handling limit allowed for another round. check_share: of the answers that need no check on site so many are
    checked there all the same, drawn by check_seed. Source: domain/today.md 1.3 and 2; design/cases.md, transitions.
    """

    valid_from: date
    source: str
    stages: Mapping[tuple[Stage, Urgency], Limit]
    rework: tuple[int, int]
    hold_max: Limit
    extensions_max: int
    reopen_window: Limit
    call_back: Limit
    urge_period: Limit
    revisit_within: Limit
    check_share: tuple[int, int]
    check_seed: str
    soon: Limit
    repeated_reports: int
    repeated_days: int

    def limit_of(self, stage: Stage, urgency: Urgency, handle: Limit | None) -> Limit:
        """Return the limit of a stage; `handle` is the case's own, without it the policy's general one counts."""
        return handle if stage is Stage.HANDLE and handle is not None else self.stages[stage, urgency]


def read_policies(data: Mapping[str, Any]) -> list[Policy]:
    """Return the policies of a parsed policy file, oldest first. Raises KeyError or ValueError for a faulty one."""
    found = [_read_policy(table) for table in data["limits"]]
    return sorted(found, key=lambda policy: policy.valid_from)


def _read_policy(table: Mapping[str, Any]) -> Policy:
    stages = {
        (Stage(stage), urgency): Limit.parse(limits[urgency.value])
        for stage, limits in table["stages"].items()
        for urgency in Urgency
    }
    return Policy(
        valid_from=table["valid_from"],
        source=table["source"],
        stages=stages,
        rework=(table["rework_share"][0], table["rework_share"][1]),
        hold_max=Limit.parse(table["hold_max"]),
        extensions_max=int(table["extensions_max"]),
        reopen_window=Limit.parse(table["reopen_window"]),
        call_back=Limit.parse(table["call_back"]),
        urge_period=Limit.parse(table["urge_period"]),
        revisit_within=Limit.parse(table["revisit_within"]),
        check_share=(table["check_share"][0], table["check_share"][1]),
        check_seed=str(table["check_seed"]),
        soon=Limit.parse(table["soon"]),
        repeated_reports=int(table["repeated_reports"]),
        repeated_days=int(table["repeated_days"]),
    )


def policy_on(policies: list[Policy], on: date) -> Policy:
    """Return the policy in force on a day; the oldest one for days before any."""
    fitting = [policy for policy in policies if policy.valid_from <= on]
    return fitting[-1] if fitting else policies[0]


def handling_limit(normal: str, urgent: str, very_urgent: str, urgency: Urgency) -> Limit:
    """Return the handling limit of a category; an empty one falls back to the next less pressing."""
    ladder = {
        Urgency.NORMAL: (normal,),
        Urgency.URGENT: (urgent, normal),
        Urgency.VERY_URGENT: (very_urgent, urgent, normal),
    }
    return Limit.parse(next(text for text in ladder[urgency] if text))
