"""Offices, rooms and residents of the units of one present community, a hundred units a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext

from linli.boundaries.rules.base import NOWHERE, Base, Community, Unit

PAGE = 100
MOST_RESIDENTS = 10_000_000
STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the page, as it was typed or as it is kept. error: beside the number of residents."""

    number: int
    unit: Unit
    room: bool
    population: str
    is_seat: bool
    error: str


class FacilitiesForm(forms.Form):
    """
    The units of one community (`community`, `from` in the address) with office, room and residents.

    Fields of the page: `seat` (a unit's number or "stays"), `room` (numbers of units), `population-<unit>`.
    """

    seat = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, base: Base, start: Mapping[str, str], **kwargs: Any) -> None:
        """Find which units the page shows."""
        super().__init__(data, **kwargs)
        self.base = base
        self.community = _number(start.get("community", ""), len(base.communities))
        own = [number for number, unit in enumerate(base.units) if unit.community == self._asked]
        self.first = _number(start.get("from", ""), len(own) or 1) // PAGE * PAGE
        self.count, self.shown = len(own), own[self.first : self.first + PAGE]
        self.wrong: dict[int, str] = {}

    @property
    def _asked(self) -> int:
        return self.community if self.base.communities else NOWHERE

    @property
    def present(self) -> Community | None:
        """Return the community of the page; None where the ground names none."""
        return self.base.communities[self.community] if self.base.communities else None

    @property
    def address(self) -> str:
        """Return the query that leads back to this page."""
        return urlencode({"community": self.community, "from": self.first})

    @property
    def pages(self) -> list[tuple[int, int, int]]:
        """Return the parts of the community: (start, first shown, last shown); empty if one page shows all."""
        starts = range(0, self.count, PAGE)
        return [(each, each + 1, min(each + PAGE, self.count)) for each in starts] if self.count > PAGE else []

    @property
    def lines(self) -> list[Line]:
        """Return the units of the page; what was typed stays as it was typed."""
        seat = self._seat()
        return [
            Line(
                number,
                self.base.units[number],
                self._has_room(number),
                self._population(number),
                number == seat,
                self.wrong.get(number, ""),
            )
            for number in self.shown
        ]

    @property
    def seat_elsewhere(self) -> str:
        """Return the name of the unit with the office if this page does not show it, "" if it does or none is known."""
        seat = self.present.seat if self.present else NOWHERE
        return self.base.units[seat].name if seat != NOWHERE and seat not in self.shown else ""

    def clean(self) -> dict[str, Any]:
        """Read the residents of every unit; empty for unknown."""
        said: dict[str, Any] = super().clean() or {}
        said["populations"] = {}
        for number in self.shown:
            typed = self._population(number)
            if typed and not (typed.isdecimal() and int(typed) <= MOST_RESIDENTS):
                self.wrong[number] = gettext("This is no number of residents.")
            said["populations"][number] = int(typed) if typed and number not in self.wrong else None
        if self.wrong:
            raise forms.ValidationError(gettext("Please correct the fields marked below. What you typed is kept."))
        return said

    def facts(self) -> dict[str, Any]:
        """Return what is to be set, for the units of this page alone."""
        seat = self._seat()
        keeps = self.present is None or seat not in self.shown  # shown and saved, an office is no longer assumed
        return {
            "seats": {} if keeps else {self.community: seat},
            "rooms": {number: self._has_room(number) for number in self.shown},
            "populations": self.cleaned_data["populations"],
        }

    def _seat(self) -> int:
        typed = self.data.get("seat", STAYS) if self.is_bound else STAYS
        if typed.isdecimal() and int(typed) in self.shown:
            return int(typed)
        return self.present.seat if self.present else NOWHERE

    def _has_room(self, number: int) -> bool:
        return str(number) in self._ticked if self.is_bound else self.base.units[number].room

    @property
    def _ticked(self) -> list[str]:
        found: list[str] = self.data.getlist("room")  # type: ignore[attr-defined]
        return found

    def _population(self, number: int) -> str:
        if self.is_bound:
            return str(self.data.get(f"population-{number}", "")).strip()
        kept = self.base.units[number].population
        return "" if kept is None else str(kept)


def _number(text: str, count: int) -> int:
    """Return a number below the count; 0 for anything else."""
    return int(text) if text.isdecimal() and int(text) < count else 0
