"""Builds the demo's areas: from city to communities by the plan, compounds and buildings made up."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from shapely import Polygon

from linli.places import services
from linli.places.queries import Area
from linli.web.demo import outlines

SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Spot:
    """A compound or building with a point in it."""

    area: Area
    longitude: float
    latitude: float


@dataclass
class Compound:
    """A compound with its buildings."""

    spot: Spot
    buildings: list[Spot] = field(default_factory=list)


@dataclass
class Community:
    """A community, its subdistrict and district, and what stands in it."""

    area: Area
    subdistrict: Area
    district: Area
    compounds: list[Compound] = field(default_factory=list)
    corners: list[tuple[float, float]] = field(default_factory=list)

    @property
    def weight(self) -> float:
        """Return how many cases it attracts: its households."""
        return float(self.area.households or 1)


@dataclass
class Ground:
    """Everything that was built, for the steps that follow."""

    city: Area
    districts: dict[str, Area] = field(default_factory=dict)
    subdistricts: dict[str, Area] = field(default_factory=dict)
    communities: list[Community] = field(default_factory=list)

    def area(self, code: str) -> Area:
        """Return an area of the plan by its code."""
        known = self.districts | self.subdistricts | {one.area.code: one.area for one in self.communities}
        return known[code]


@dataclass
class Builder:
    """Carries what every step needs: words, chance, the moment, and the centre of the present district."""

    plan: Mapping[str, Any]
    random: Random
    now: datetime
    centre: tuple[float, float] = (0.0, 0.0)

    def build(self) -> Ground:
        """Build the whole territory and return it."""
        city = self.plan["city"]
        facts = {"tier": "city", "code": city["code"], "name": city["name"], "province": city["province"]}
        ground = Ground(self._begin(None, [facts])[0])
        for district in self.plan["districts"]:
            self._district(ground, district)
        return ground

    def _district(self, ground: Ground, plan: Mapping[str, Any]) -> None:
        """Build one district down to its buildings."""
        self.centre = tuple(plan["centre"])
        shape = outlines.district_shape(radius=plan["radius_m"], random=self.random)
        count = sum(len(one["communities"]) for one in plan["subdistricts"])
        cells = iter(reversed(outlines.cut(shape, parts=count, random=self.random)))
        district = self._begin(ground.city, [self._facts("district", plan, shape)])[0]
        ground.districts[plan["code"]] = district
        for sub in plan["subdistricts"]:
            self._subdistrict(ground, district, sub, [next(cells) for _ in sub["communities"]])

    def _subdistrict(self, ground: Ground, district: Area, plan: Mapping[str, Any], cells: list[Polygon]) -> None:
        """Build one subdistrict and its communities, one cell each."""
        area = self._begin(district, [self._facts("subdistrict", plan, outlines.joined(cells))])[0]
        ground.subdistricts[plan["code"]] = area
        rows = [
            self._facts("community", {"code": code, "name": name}, cell) | {"households": households}
            for (code, name, households), cell in zip(plan["communities"], cells, strict=True)
        ]
        for community, cell in zip(self._begin(area, rows), cells, strict=True):
            found = Community(community, area, district, corners=list(self._corners(cell)))
            self._compounds(found, cell)
            ground.communities.append(found)

    def _compounds(self, community: Community, cell: Polygon) -> None:
        """Build the compounds of a community, and their buildings, so that the households add up roughly."""
        parts = max(2, round(community.weight / 480) + self.random.randint(0, 2))
        shapes = outlines.compounds(cell, parts=parts, random=self.random)
        share = int(community.weight / parts)
        names = self._names(parts)
        rows = [
            self._facts("compound", {"name": name}, shape) | {"households": share}
            for name, shape in zip(names, shapes, strict=True)
        ]
        for area, shape in zip(self._begin(community.area, rows), shapes, strict=True):
            compound = Compound(self._spot(area))
            most = max(2, min(12, share // 48))
            slabs = outlines.buildings(shape, most=most, random=self.random)
            below = [
                self._facts("building", {"name": f"{number}栋"}, slab) | {"households": max(6, share // len(slabs))}
                for number, slab in enumerate(slabs, 1)
            ]
            compound.buildings = [self._spot(one) for one in self._begin(area, below)]
            community.compounds.append(compound)

    def _names(self, count: int) -> list[str]:
        """Return different made-up names of compounds."""
        words = self.plan["words"]
        found: dict[str, None] = {}
        while len(found) < count:
            parts = (words[key] for key in ("compound_first", "compound_second", "compound_last"))
            found["".join(self.random.choice(part) for part in parts)] = None
        return list(found)

    def _facts(self, tier: str, plan: Mapping[str, Any], shape: Polygon) -> dict[str, Any]:
        """Return the facts of one area with its outline in degrees."""
        longitude, latitude = self.centre
        outline = json.loads(json.dumps(outlines.to_degrees(shape, longitude=longitude, latitude=latitude)))
        return {"tier": tier, "name": plan["name"], "code": plan.get("code", ""), "outline": outline}

    def _corners(self, cell: Polygon) -> Iterator[tuple[float, float]]:
        """Yield some points in a community, in degrees, for cases in the street."""
        longitude, latitude = self.centre
        for _ in range(40):
            point = outlines.point_in(cell, self.random)
            placed = outlines.to_degrees(point, longitude=longitude, latitude=latitude)
            yield placed["coordinates"]

    def _spot(self, area: Area) -> Spot:
        """Return an area with its centre."""
        return Spot(area, round(area.longitude or 0, 6), round(area.latitude or 0, 6))

    def _begin(self, parent: Area | None, rows: list[dict[str, Any]]) -> list[Area]:
        """Begin areas through the service."""
        items = [services.NewArea(**row) for row in rows]
        return services.create_areas(actor=None, now=self.now, valid_from=SINCE, parent=parent, items=items)
