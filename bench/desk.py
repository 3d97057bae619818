"""The desk of a plan at 400 units: one unit moved and re-scored on all criteria, and the whole request that does it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bench.server import apart, reply
from bench.timing import Act, asking, spent

WIDE, HIGH = 20, 20
STRIPES = 16
REPEATS, REPEATS_OF_PAGE, WARM = 100, 20, 5
MOST_MS = 5.0
"""What re-scoring one move may take (districting.md, B8)."""


def measure() -> dict[str, Any]:
    """Return the figures, measured in a process of its own on a fresh installation."""
    return apart("bench.desk")


def show(found: dict[str, Any]) -> None:
    """Print how long each act takes, and whether re-scoring is as fast as it must be."""
    print(f"{'desk at 400 units':>20} {'p50 ms':>8} {'p95 ms':>8} {'cpu p50':>8} {'cpu p95':>8}")
    for name, row in found.items():
        if isinstance(row, dict):
            print(f"{name:>20}", *(f"{value:8.2f}" for value in row.values()))
    is_fast = found["rescore"]["cpu_p95_ms"] <= MOST_MS
    print(f"one move re-scored on all criteria within {MOST_MS} ms: {'yes' if is_fast else 'NO'}")


def _base() -> Any:
    """Return a ground of 400 compounds in a square, with streets, a river, rooms, seats and three communities."""
    from linli.boundaries.rules.base import Base, Border, Community, Unit
    from linli.districting.problem import COST_OF_KIND

    def shape(x: int, y: int) -> dict[str, Any]:
        west, south = 103.1 + 0.002 * x, 26.0 + 0.002 * y
        corners = [[west, south], [west + 0.002, south], [west + 0.002, south + 0.002], [west, south + 0.002]]
        return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}

    units = tuple(
        Unit(
            key=f"{number}",
            name=f"{number}号小区",
            kind="compound",
            households=60 + number * 37 % 40,
            x=200.0 * (number % WIDE),
            y=200.0 * (number // WIDE),
            longitude=103.101 + 0.002 * (number % WIDE),
            latitude=26.001 + 0.002 * (number // WIDE),
            area=40_000.0,
            perimeter=800.0,
            community=number % WIDE * 3 // WIDE,
            room=number % 23 == 0,
            shape=shape(number % WIDE, number // WIDE),
        )
        for number in range(WIDE * HIGH)
    )
    pairs = [(n, n + 1) for n in range(len(units)) if n % WIDE < WIDE - 1] + [
        (n, n + WIDE) for n in range(len(units) - WIDE)
    ]
    borders = tuple(Border(u, v, 200.0, (u + v) % 4, 200.0 * COST_OF_KIND[(u + v) % 4]) for u, v in pairs)
    return Base(
        units, borders, (Community("甲社区", seat=0), Community("乙社区", seat=10), Community("丙社区", seat=19))
    )


def _plan(planner: Any, area: Any, now: datetime) -> Any:
    """Return a plan of sixteen communities, four by four, with drawn neighbourhoods and a plan to measure terms by."""
    from linli.boundaries.models import Neighbourhood, Run
    from linli.boundaries.rules.sheet import Sheet
    from linli.boundaries.samples import make_project
    from linli.boundaries.services import begin_plan
    from linli.boundaries.terms import Moderation, RunKind, RunState

    project = make_project(area, _base(), actor=planner, wished=STRIPES, low=1000, high=3000)
    labels = [n % WIDE * 4 // WIDE + 4 * (n // WIDE * 4 // HIGH) for n in range(WIDE * HIGH)]
    for first in range(0, 200, 20):
        units = list(range(first, first + 6))
        Neighbourhood.objects.create(project=project, outline={}, units=units, sent_at=now, state=Moderation.SHOWN)
    result = {"choices": [{"labels": labels}]}
    Run.objects.create(project=project, kind=RunKind.PROPOSE, state=RunState.DONE, result=result, asked_at=now)
    return begin_plan(project=project, name="方案一", sheet=Sheet.of(labels), actor=planner, now=now)


@dataclass(frozen=True)
class Room:
    """A plan at hand, its planner signed in. unit: at the edge of two communities, moved to and fro."""

    plan: Any
    client: Any
    today: date
    unit: int = 5 * WIDE + 4

    def get(self, page: str) -> Act:
        """Return what asks for a page."""
        from django.urls import reverse

        return asking(self.client, reverse(f"boundaries:{page}", args=[self.plan.pk]))

    def edit(self, number: int) -> None:
        """Move the unit by a request."""
        from django.urls import reverse

        from linli.boundaries.models import Plan

        head = Plan.objects.get(pk=self.plan.pk).head_id
        fields = {"head": head, "act": "assign", "units": self.unit, "to": number % 2 + 4}
        answer = self.client.post(reverse("boundaries:edit", args=[self.plan.pk]), fields)
        if answer.status_code != 200:
            raise SystemExit(f"the desk answered {answer.status_code}")

    def table(self, number: int) -> None:
        """Make the live table of the plan with the unit moved."""
        from linli.boundaries.queries.desk import open_desk
        from linli.boundaries.queries.table import table_of
        from linli.boundaries.rules.sheet import Sheet

        sheet = Sheet.from_json(self.plan.head.sheet).assign([self.unit], number % 2 + 4)
        found = table_of(open_desk(self.plan, sheet), self.today)
        _ = found.lines, found.criteria, found.terms


def _enter() -> Room:
    """Return a plan at hand in an empty installation."""
    from django.test import Client
    from django.utils import timezone

    from linli.cases.samples import make_case_district
    from linli.people.samples import appoint, make_account

    now = timezone.now()
    district = make_case_district()
    planner = make_account("planner")
    area = district.areas["tongdu"]
    appoint(planner, "leading_group", organisation=district.organisations["tongdu_office"], area=area)
    client = Client(SERVER_NAME="localhost", headers={"accept": "application/json", "accept-language": "zh-hans"})
    client.force_login(planner)
    return Room(_plan(planner, area, now), client, now.date())


def _here() -> dict[str, Any]:
    """Measure in this process."""
    from linli.boundaries.queries.desk import open_desk
    from linli.boundaries.queries.table import table_of
    from linli.districting.findings import examine_plan
    from linli.districting.rescoring import rescore

    room = _enter()
    score = table_of(open_desk(room.plan), room.today).score

    def engine(number: int) -> None:
        after = rescore(score, room.unit, number % 2 + 4)
        _ = after.criteria, after.judge()

    return {
        "units": WIDE * HIGH,
        "communities": STRIPES,
        "rescore": spent(engine, REPEATS, WARM),
        "live table": spent(room.table, REPEATS, WARM),
        "checks": spent(lambda number: examine_plan(score.desk.problem, score.labels), REPEATS, WARM),
        "whole edit": spent(room.edit, REPEATS, WARM),
        "state": spent(room.get("state"), REPEATS, WARM),
        "page": spent(room.get("desk"), REPEATS_OF_PAGE, WARM),
        "ground": spent(room.get("ground"), REPEATS_OF_PAGE, WARM),
    }


if __name__ == "__main__":
    reply(_here)
