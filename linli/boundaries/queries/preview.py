"""What will happen when a project comes in force: read, judged and laid out before anything is written."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.boundaries.models import Project, Step
from linli.boundaries.queries.desk import Desk
from linli.boundaries.queries.projects import base_of
from linli.boundaries.queries.territory import Territory, read_territory
from linli.boundaries.queries.workflow import standing_step
from linli.boundaries.rules.base import Base
from linli.boundaries.rules.rehoming import communities_at, decide
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.rules.succession import Future, Outcome, codes_from, foresee
from linli.boundaries.rules.tiling import tile
from linli.boundaries.terms import RehomingReason
from linli.cases import queries as cases
from linli.places import queries as places
from linli.values import Reason, noop

GROUP = "居委会（筹备组）"
"""What the body is called that prepares a new residents' committee (002-4: community preparation group)."""
NAME_MAX = 100
SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A community as it will stand. area: the one that goes on, None for a new one, which begins below `parent`.

    outline: GeoJSON, None if none of its units was drawn. committee: name of the body founded for it, "" for one that
    goes on.
    """

    future: Future
    area: places.Area | None
    parent: places.Area | None
    code: str
    outline: Mapping[str, Any] | None
    committee: str = ""
    office: Any = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An open case and the community of the plan it lies in, None for a person to decide; and how that was found."""

    case: cases.OpenCase
    number: int | None
    reason: RehomingReason


@dataclass(frozen=True)
class Outlook:
    """
    Everything that will be written, and everything that speaks against it.

    moves: community of the plan -> areas (compounds, buildings) that come to lie in it. shares: see `rules.succession`.
    """

    project: Project
    step: Step
    on: date
    base: Base
    territory: Territory
    outcome: Outcome
    communities: tuple[Standing, ...]
    moves: Mapping[int, Sequence[places.Area]]
    placed: tuple[Placed, ...]
    refusals: tuple[Reason, ...]
    notes: tuple[Reason, ...]

    @property
    def ended(self) -> list[places.Area]:
        """Return the areas that end."""
        found = [self.territory.communities.get(present) for present in self.outcome.ended]
        return [area for area in found if area is not None]

    @property
    def ambiguous(self) -> list[Placed]:
        """Return the cases that wait for a person."""
        return [one for one in self.placed if one.number is None]

    @property
    def by_reason(self) -> list[tuple[RehomingReason, int, list[Placed]]]:
        """Return how many cases are placed by what, with some of them."""
        counts = Counter(one.reason for one in self.placed)
        order = [reason for reason in RehomingReason if counts[reason]]
        return [(why, counts[why], [one for one in self.placed if one.reason is why][:SAMPLES]) for why in order]


def look_ahead(project: Project, on: date | None = None) -> Outlook | None:
    """
    Return what putting a project in force from a day on will write; None without a plan.

    on: the approved day unless said otherwise. `services.enforce` writes exactly this.
    """
    step = standing_step(project)
    if step is None or project.chosen is None:
        return None
    base = base_of(project)
    desk = Desk(project.chosen, base, Sheet.from_json(step.sheet), ())
    outcome = foresee(base, desk.sheet, desk.heirs, desk.called)
    territory = read_territory(project, base, outcome)
    day = on or project.effective_on or date.max
    moves = _moves(territory, outcome, desk.sheet)
    return Outlook(
        project=project,
        step=step,
        on=day,
        base=base,
        territory=territory,
        outcome=outcome,
        communities=_standing(territory, outcome, base, desk.sheet),
        moves=moves,
        placed=tuple(_placed(territory, base, desk.sheet)),
        refusals=(*_incomplete(desk.sheet), *territory.refusals(day)),
        notes=territory.notes,
    )


def _incomplete(sheet: Sheet) -> list[Reason]:
    free = sheet.labels.count(FREE)
    text = noop("%(count)s units of the chosen plan have no community yet.")
    return [Reason("002-2", text, {"count": free})] if free else []


def _standing(territory: Territory, outcome: Outcome, base: Base, sheet: Sheet) -> tuple[Standing, ...]:
    """Return the communities as they will stand, with outlines, codes and committees."""
    outlines = tile(base.drawn_shapes, sheet.labels)
    codes = _codes(territory, outcome)
    found = []
    for future in outcome.communities:
        area, outline = territory.kept(future), outlines.get(future.number)
        if area is not None:
            found.append(Standing(future, area, area.parent, area.code, outline))
            continue
        parent = territory.parent_of(future)
        office = territory.office_above(future)
        found.append(Standing(future, None, parent, codes[future.number], outline, committee_name(future.name), office))
    return tuple(found)


def committee_name(community: str) -> str:
    """Return what the preparation group of a new community is called."""
    return f"{community}{GROUP}"[-NAME_MAX:]


def _codes(territory: Territory, outcome: Outcome) -> dict[int, str]:
    """Return a provisional code for every community that begins, in the order of their numbers; "" if none is left."""
    below: dict[int, list[Future]] = {}
    for future in outcome.communities:
        parent = territory.parent_of(future)
        if territory.kept(future) is None and parent is not None:
            below.setdefault(parent.pk, []).append(future)
    found = dict.fromkeys((future.number for future in outcome.communities), "")
    for futures in below.values():
        first = places.next_provisional_code(territory.parent_of(futures[0]))  # type: ignore[arg-type]
        found |= {future.number: code for future, code in zip(futures, codes_from(first, len(futures)), strict=False)}
    return found


def _moves(territory: Territory, outcome: Outcome, sheet: Sheet) -> dict[int, list[places.Area]]:
    """Return the areas that come to lie in another community, by its number in the plan."""
    found: dict[int, list[places.Area]] = {}
    for unit in outcome.moved:
        if unit in territory.units:
            found.setdefault(sheet.labels[unit], []).append(territory.units[unit])
    return found


def _placed(territory: Territory, base: Base, sheet: Sheet) -> Iterable[Placed]:
    """Yield every open case of the present communities with its place in the plan."""
    rows = list(cases.open_cases_in(territory.communities.values()))
    where = communities_at([row.point for row in rows], base.drawn_shapes, sheet.labels)
    of_path = {area.path: sheet.labels[unit] for unit, area in territory.units.items() if sheet.labels[unit] != FREE}
    for row, at in zip(rows, where, strict=True):
        building = next((of_path[path] for path in places.lineage(row.place_path) if path in of_path), None)
        number, reason = decide(at, building)
        yield Placed(row, number, reason)
