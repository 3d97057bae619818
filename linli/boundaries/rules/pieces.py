"""What a ground is made of: compounds, loose buildings and plots, and the present communities they lie in. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from linli.boundaries.terms import UnitKind
from linli.districting.reading.tables import polygonal
from linli.values import Reason, noop

MOST_UNITS = 3_000


class GroundRefused(ValueError):
    """No ground can be made of this; `reason` says why."""

    def __init__(self, rule: str, text: str, **params: Any) -> None:
        """Take the reason's rule, text and places."""
        self.reason = Reason(f"boundaries.{rule}", text, params)
        super().__init__(self.reason.render())


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A compound, building or plot as it is known. home: number of its present community; outline: GeoJSON in degrees.

    A piece without an outline has a point. is_seat: the office of its community stands here.
    """

    key: str
    name: str
    kind: UnitKind
    households: int
    home: int
    longitude: float | None = None
    latitude: float | None = None
    outline: Mapping[str, Any] | None = None
    place: str = ""
    address: str = ""
    population: int | None = None
    room: bool = False
    is_seat: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """A present community. households: as declared; outline: GeoJSON in degrees; longitude, latitude: its middle."""

    name: str
    key: str = ""
    code: str = ""
    households: int | None = None
    outline: Mapping[str, Any] | None = None
    longitude: float | None = None
    latitude: float | None = None


def shape_of(each: Piece | Home) -> BaseGeometry:
    """Return an outline, mended where it crosses itself, or the point, in degrees."""
    if each.outline is None:
        return shapely.Point(each.longitude, each.latitude)
    found = shapely.from_geojson(json.dumps(each.outline))
    return polygonal(found)


def check(pieces: Sequence[Piece], homes: Sequence[Home]) -> None:
    """Refuse what no ground can be made of. Raises GroundRefused."""
    if not pieces:
        raise GroundRefused("no_units", noop("There are no compounds or buildings here to make a plan of."))
    if len(pieces) > MOST_UNITS:
        text = noop("There are %(units)s compounds and buildings; a project takes %(most)s. Choose fewer communities.")
        raise GroundRefused("many_units", text, units=len(pieces), most=MOST_UNITS)
    for piece in pieces:
        if piece.outline is None and piece.longitude is None:
            text = noop("“%(unit)s” has neither an outline nor a point on the map. Draw it first.")
            raise GroundRefused("no_point", text, unit=piece.name)
    for number in sorted(set(range(len(homes))) - {piece.home for piece in pieces}):
        text = noop("“%(community)s” has no compounds or buildings. Enter them first, or leave it out.")
        raise GroundRefused("empty_community", text, community=homes[number].name)


def note_sums(pieces: Sequence[Piece], homes: Sequence[Home]) -> list[Reason]:
    """Return where the units of a community do not add up to the households it declares."""
    found = []
    for number, home in enumerate(homes):
        total = sum(piece.households for piece in pieces if piece.home == number)
        if home.households is not None and home.households != total:
            text = noop("“%(community)s” declares %(declared)s households, its units add up to %(sum)s, which counts.")
            params = {"community": home.name, "declared": home.households, "sum": total}
            found.append(Reason("boundaries.sum", text, params))
    return found


def seat_note(community: str, unit: str) -> Reason:
    """Return that the office of a community was taken to be in a unit."""
    text = noop("The office of “%(community)s” is taken to be in “%(unit)s”, nearest to its middle. Please check.")
    return Reason("boundaries.seat_assumed", text, {"community": community, "unit": unit})
