"""A split that lies about a year back: one community became two, as an approved boundary comes in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import shapely

from linli.places import services
from linli.places.queries import Area, next_provisional_code
from linli.places.terms import SuccessionKind, TierCode
from linli.web.demo import outlines
from linli.web.demo.territory import Community, Compound, Ground, Parted, Spot


@dataclass(frozen=True)
class Parting:
    """Carries what every step needs: the hand-written parts, the territory, the day in force and its first hour."""

    words: Mapping[str, Any]
    ground: Ground
    on: date
    now: datetime

    def carry_out(self) -> Parted:
        """Split the community and put what came of it into the ground."""
        before = next(one for one in self.ground.communities if one.area.code == self.words["code"])
        staying, leaving = self._sides(before)
        share = _households(leaving) / _households(before.compounds)
        old, new = self._territory(before, staying, leaving, share)
        kept = replace(before, area=old, compounds=_renewed(staying), since=self.on)
        kept.corners, corners = self._corners(before, leaving)
        made = Community(new, before.subdistrict, before.district, _renewed(leaving), corners, since=self.on)
        self.ground.communities[self.ground.communities.index(before)] = kept
        self.ground.communities.append(made)
        self.ground.parted = Parted(self.on, before, kept, made)
        return self.ground.parted

    def _sides(self, before: Community) -> tuple[list[Compound], list[Compound]]:
        """Return the compounds that stay, in the west, and those that leave, about the wanted share of households."""
        ordered = sorted(before.compounds, key=lambda each: each.spot.longitude)
        wanted = self.words["share"] * _households(ordered)
        first = min(range(1, len(ordered)), key=lambda at: abs(_households(ordered[at:]) - wanted))
        return ordered[:first], ordered[first:]

    def _territory(
        self, before: Community, staying: Sequence[Compound], leaving: Sequence[Compound], share: float
    ) -> tuple[Area, Area]:
        """Write outlines, households, the new community, what moves into it, and who came from whom."""
        whole, count = _shape(before.area), before.area.households or 0
        west, east = outlines.parted(
            whole, [_shape(each.spot.area) for each in staying], [_shape(each.spot.area) for each in leaving]
        )
        moved = round(count * share)
        said: dict[str, Any] = {"actor": None, "now": self.now, "on": self.on, "document": self._document()}
        old = services.change_area(area_id=before.area.pk, households=count - moved, outline=west, **said)
        begun = services.NewArea(
            tier=TierCode.COMMUNITY,
            name=self.words["name"],
            code=next_provisional_code(before.subdistrict),
            households=moved,
            outline=east,
        )
        new = services.create_areas(
            actor=None, now=self.now, valid_from=self.on, parent=before.subdistrict, items=[begun]
        )[0]
        services.move_areas(area_ids=[each.spot.area.pk for each in leaving], parent=new, **said)
        services.record_succession(
            predecessor=old, successor=new, kind=SuccessionKind.SPLIT, share=round(share, 4), **said
        )
        return old, new

    def _document(self) -> str:
        return str(self.words["document"]).format(year=self.on.year)

    def _corners(self, before: Community, leaving: Sequence[Compound]) -> tuple[list[Any], list[Any]]:
        """Return the points in the street of both, by the side on which they lie."""
        edge = min(each.spot.longitude for each in leaving)
        west = [corner for corner in before.corners if corner[0] < edge]
        east = [corner for corner in before.corners if corner[0] >= edge]
        return west or before.corners, east or before.corners


def _households(compounds: Sequence[Compound]) -> int:
    """Return the households of some compounds."""
    return sum(each.spot.area.households or 0 for each in compounds)


def _shape(area: Area) -> Any:
    """Return the outline of an area as a shape in degrees."""
    if area.outline is None:
        raise ValueError(f"{area} has no outline")
    return shapely.from_geojson(area.outline.geojson)


def _renewed(compounds: Sequence[Compound]) -> list[Compound]:
    """Return compounds with their buildings as they stand in the tree now."""
    keys = [spot.area.pk for each in compounds for spot in (each.spot, *each.buildings)]
    areas = Area.objects.select_related("tier", "outline").in_bulk(keys)

    def again(spot: Spot) -> Spot:
        return replace(spot, area=areas[spot.area.pk])

    return [Compound(again(each.spot), [again(spot) for spot in each.buildings]) for each in compounds]
