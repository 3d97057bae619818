"""Rows of the lists: a case with its title, place, light and the one act that is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.cases import queries
from linli.cases.models import Case
from linli.cases.rules.table import TABLE
from linli.cases.terms import Act, Light, State

NEXT: dict[State, Act] = {
    State.SUBMITTED: Act.FILE,
    State.VERIFYING: Act.VERIFIED,
    State.FILED: Act.DISPATCH,
    State.DISPATCHED: Act.SIGN,
    State.IN_PROGRESS: Act.ANSWER,
    State.ANSWERED: Act.CHECK,
    State.CHECKING: Act.CLOSE,
}
"""What a state waits for. The list only points there; the guard decides on the page of the act."""

TITLE_LENGTH = 60


@dataclass(frozen=True)
class Row:
    """One case as a list shows it."""

    case: Case
    title: str
    place: str
    light: Light
    act: Act | None


def next_act(case: Case, user: Any) -> Act | None:
    """Return the act the case waits for, if it is among the person's duties at all."""
    act = NEXT.get(State(case.state))
    if act is Act.CHECK and case.category is not None and case.category.desk_check and not queries.is_drawn(case):
        act = Act.CLOSE
    return act if act is not None and user.may(TABLE[act].action) else None


def place_of(case: Case) -> str:
    """Return where a case lies, the community first; the compound only if the address does not name it."""
    named = case.place if case.place_id != case.area_id else None
    place = named.short_name if named and named.short_name not in case.address else ""
    return " · ".join(part for part in (case.area.short_name, place, case.address) if part)


def make_rows(cases: Iterable[Case], user: Any, now: datetime) -> list[Row]:
    """Return the rows of a page; one query more, for the words of cases that have no short title yet."""
    page = list(cases)
    said = queries.first_words([case.pk for case in page if not case.summary])
    lights = queries.lights(page, now)
    return [
        Row(
            case,
            (case.summary or said.get(case.pk, ""))[:TITLE_LENGTH] or str(case.number),
            place_of(case),
            lights[case.pk],
            next_act(case, user),
        )
        for case in page
    ]
