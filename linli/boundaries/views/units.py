"""The list of units beside the map: searched, filtered, ordered; what is chosen on the map is ticked here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.boundaries.queries.state import State
from linli.boundaries.rules.base import NOWHERE, Unit
from linli.boundaries.rules.sheet import FREE
from linli.boundaries.terms import LockKind

SORTS = {
    "place": gettext_noop("As on the map"),
    "name": gettext_noop("By name"),
    "community": gettext_noop("By community"),
    "most": gettext_noop("Most households first"),
    "least": gettext_noop("Fewest households first"),
}


@dataclass(frozen=True)
class UnitRow:
    """One unit as the list shows it. home: its community in the plan, "" if free; present: its community today."""

    number: int
    unit: Unit
    label: str
    home: str
    present: str
    is_seat: bool
    is_locked: bool
    is_ticked: bool


@dataclass(frozen=True)
class Filter:
    """What of the list is shown. finding: the sentence whose units are shown; back: the address of this list."""

    q: str = ""
    community: str = ""
    sort: str = "place"
    finding: str = ""
    back: str = "#units"
    units: frozenset[int] = field(default=frozenset())

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """Return the orders to choose from."""
        return [(code, _(label)) for code, label in SORTS.items()]

    def admits(self, row: UnitRow, label: int) -> bool:
        """Return whether a unit is shown."""
        if self.finding and row.number not in self.units:
            return False
        if self.q and self.q.casefold() not in f"{row.unit.name} {row.unit.address}".casefold():
            return False
        if self.community == "locked":
            return row.is_locked
        return self.community in ("", "free" if label == FREE else str(label))


def unit_rows(state: State, query: Any) -> dict[str, Any]:
    """Return the rows of the list and its filter, for the page. query: what stands in the address."""
    chosen = _read(state, query)
    labels = state.desk.sheet.labels
    rows = [row for row in _rows(state, chosen) if chosen.admits(row, labels[row.number])]
    orders: Mapping[str, Any] = {
        "name": lambda row: row.unit.name,
        "community": lambda row: (labels[row.number], row.unit.name),
        "most": lambda row: -row.unit.households,
        "least": lambda row: row.unit.households,
    }
    if chosen.sort in orders:
        rows.sort(key=orders[chosen.sort])
    return {"rows": rows, "filter": chosen}


def _read(state: State, query: Any) -> Filter:
    """Return the filter of an address; what it does not know restricts nothing."""
    place = query.get("finding", "")
    found = next((said for said in state.findings if str(said.place) == place), None)
    sort = query.get("sort", "place")
    kept = query.copy()
    kept.pop("finding", None)
    return Filter(
        q=query.get("q", "").strip()[:60],
        community=query.get("community", "")[:8],
        sort=sort if sort in SORTS else "place",
        finding=found.text if found else "",
        back=(f"?{kept.urlencode()}" if kept else "") + "#units",
        units=frozenset(found.finding.units) if found else frozenset(),
    )


def _rows(state: State, chosen: Filter) -> list[UnitRow]:
    base, labels = state.desk.base, state.desk.sheet.labels
    locked = {lock.first for lock in state.desk.locks if lock.kind == LockKind.UNIT}
    seats = {present.seat for present in base.communities}
    lock, unlock = _("Lock %(name)s"), _("Unlock %(name)s")
    return [
        UnitRow(
            number=number,
            unit=unit,
            label=(unlock if number in locked else lock) % {"name": unit.name},
            home=state.called.get(labels[number], ""),
            present=base.communities[unit.community].name if unit.community != NOWHERE else "—",
            is_seat=number in seats,
            is_locked=number in locked,
            is_ticked=number in chosen.units,
        )
        for number, unit in enumerate(base.units)
    ]
