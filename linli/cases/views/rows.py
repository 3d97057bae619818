"""Rows of the lists: a case with its title, place, light and the one act that is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from linli.cases import queries
from linli.cases.models import Case
from linli.cases.rules.table import TABLE
from linli.cases.terms import Act, Light, State
from linli.places import queries as places

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
    """One case as a list shows it. filed_in: the area of its filing as it was called, if it is another one today."""

    case: Case
    title: str
    place: str
    light: Light
    act: Act | None
    filed_in: str = ""


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


def filing_of(case: Case) -> tuple[int, date]:
    """Return the key of the area for which a case was filed, or reported, and the day of it."""
    return case.area_at_filing_id or case.area_id, localdate(case.filed_at or case.reported_at)


def names_of_filing(cases: Iterable[Case]) -> dict[int, str]:
    """Return what the area of filing was called then, of cases whose area has ended or is another one today."""
    asked = {case.pk: filing_of(case) for case in cases if case.area.valid_to or filing_of(case)[0] != case.area_id}
    names = places.names_on(set(asked.values()))
    return {pk: names.get(filing, "") for pk, filing in asked.items()}


def make_rows(cases: Iterable[Case], user: Any, now: datetime) -> list[Row]:
    """Return the rows of a page; one query more, for the words of cases that have no short title yet, or old areas."""
    page = list(cases)
    said = queries.first_words([case.pk for case in page if not case.summary])
    lights, filed_in = queries.lights(page, now), names_of_filing(page)
    return [
        Row(
            case,
            (case.summary or said.get(case.pk, ""))[:TITLE_LENGTH] or str(case.number),
            place_of(case),
            lights[case.pk],
            next_act(case, user),
            filed_in.get(case.pk, ""),
        )
        for case in page
    ]
