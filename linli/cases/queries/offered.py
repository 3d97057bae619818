"""What the room offers to the rooms above: figures of cases with their words, units and the list behind each."""

from collections.abc import Collection

from linli.cases.queries.counting import AREA, UNIT, count_cases
from linli.foundation.figures import Evidence, Figure
from linli.organisations import queries as organisations
from linli.places import queries as places
from linli.places.terms import TierCode
from linli.values import Span, noop

CASES, TIMES = noop("cases counted"), noop("times")
LISTED = (TierCode.CITY, TierCode.DISTRICT, TierCode.SUBDISTRICT, TierCode.COMMUNITY)
"""Tiers that the list of cases is narrowed to by `area`; below them by `place`."""
OFFERED: dict[str, tuple[str, str, str]] = {
    "reported": (noop("Cases reported"), CASES, ""),
    "filed": (noop("Cases filed"), CASES, ""),
    "closed": (noop("Cases closed"), CASES, ""),
    "in_time": (noop("Cases closed in time"), CASES, ""),
    "late": (noop("Cases closed late"), CASES, ""),
    "on_time_share": (noop("Share of cases closed in time"), noop("%"), "003-22"),
    "declined": (noop("Cases not accepted"), CASES, ""),
    "open": (noop("Cases open at the end"), CASES, ""),
    "overdue": (noop("Cases open and overdue at the end"), CASES, "003-22"),
    "rework": (noop("Answers sent back for rework"), TIMES, ""),
    "refusals": (noop("Tasks refused"), TIMES, ""),
    "reopened": (noop("Cases reopened"), TIMES, ""),
    "escalations": (noop("Escalations"), TIMES, ""),
    "hours_to_close": (noop("Mean hours from report to close"), noop("hours"), ""),
    "satisfaction": (noop("Satisfaction of reporters, 1 to 5"), noop("stars"), ""),
    "ratings": (noop("Ratings by reporters"), TIMES, ""),
    "inspections": (noop("Cases found by inspections"), CASES, "003-25"),
    "relapses": (noop("Relapses found"), CASES, "003-27"),
}
"""Name of a figure -> label, unit, rule."""
OF_UNITS = (
    "closed",
    "in_time",
    "late",
    "on_time_share",
    "open",
    "overdue",
    "rework",
    "refusals",
    "reopened",
    "hours_to_close",
    "satisfaction",
)
"""What can also be told of the unit that is responsible, or to which it happened."""


def _behind_areas(codes: Collection[str], key: int, span: Span) -> dict[str, Evidence]:
    """Return the lists of the cases behind figures of an area."""
    area = places.Area.objects.select_related("tier").filter(pk=key).first()
    if area is None:
        return {}
    where = {"area" if area.tier.code in LISTED else "place": str(area.key)}
    return {code: Evidence("cases:list", _query(code.removeprefix(AREA), span) | where) for code in codes}


def _behind_units(codes: Collection[str], key: int, span: Span) -> dict[str, Evidence]:
    """Return the lists of the cases behind figures of an organisation."""
    office = organisations.Organisation.objects.filter(pk=key).first()
    if office is None:
        return {}
    where = {"office": str(office.key)}
    return {code: Evidence("cases:list", _query(code.removeprefix(UNIT), span) | where) for code in codes}


def _query(name: str, span: Span) -> dict[str, str]:
    return {"state": "all", "figure": name, "span": span.code}


FIGURES = (
    *(
        Figure(AREA + name, label, unit, "area", count_cases, _behind_areas, clause)
        for name, (label, unit, clause) in OFFERED.items()
    ),
    *(
        Figure(UNIT + name, OFFERED[name][0], OFFERED[name][1], "organisation", count_cases, _behind_units)
        for name in OF_UNITS
    ),
)
"""What the room offers, of areas and of organisations."""
