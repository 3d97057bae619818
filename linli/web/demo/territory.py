"""Builds the demo's areas: from city to communities by the plan, compounds, buildings and streets made up."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from shapely import Polygon

from linli.places import services
from linli.places.queries import Area
from linli.web.demo import outlines, streets
from linli.web.demo.streets import Town

SINCE = date(2020, 1, 1)
LINE_KINDS = {streets.RIVER: "river", streets.MAIN: "main_road", streets.STREET: "street"}


@dataclass(frozen=True)
class Spot:
    """A compound or building with a point in it."""

    area: Area
    longitude: float
    latitude: float


@dataclass
class Compound:
    """A compound with its buildings; a park, school or market has none."""

    spot: Spot
    buildings: list[Spot] = field(default_factory=list)


@dataclass
class Community:
    """A community, its subdistrict and district, what stands in it, and since when it is so."""

    area: Area
    subdistrict: Area
    district: Area
    compounds: list[Compound] = field(default_factory=list)
    corners: list[tuple[float, float]] = field(default_factory=list)
    is_oversize: bool = False
    since: date = SINCE

    @property
    def weight(self) -> float:
        """Return how many cases it attracts: its households."""
        return float(self.area.households or 1)


@dataclass(frozen=True)
class Parted:
    """That one community was split on a day. before: as it was until then; kept, new: what came of it."""

    on: date
    before: Community
    kept: Community
    new: Community


@dataclass
class Ground:
    """Everything that was built, for the steps that follow."""

    city: Area
    districts: dict[str, Area] = field(default_factory=dict)
    subdistricts: dict[str, Area] = field(default_factory=dict)
    communities: list[Community] = field(default_factory=list)
    parted: Parted | None = None

    def at(self, day: date) -> list[Community]:
        """Return the communities as they were on a day."""
        past = self.parted
        if past is None or day >= past.on:
            return self.communities
        return [past.before if one is past.kept else one for one in self.communities if one is not past.new]

    def community(self, code: str) -> Community:
        """Return a present community by its code."""
        return next(one for one in self.communities if one.area.code == code)

    def area(self, code: str) -> Area:
        """Return an area of the plan by its code."""
        known = self.districts | self.subdistricts | {one.area.code: one.area for one in self.communities}
        return known[code]


@dataclass
class Builder:
    """Carries what every step needs: words, chance, the moment, and the present district's centre and streets."""

    plan: Mapping[str, Any]
    random: Random
    now: datetime
    centre: tuple[float, float] = (0.0, 0.0)
    town: Town = field(default_factory=Town)
    used: set[str] = field(default_factory=set)

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
        cells = outlines.cut(shape, parts=count, random=self.random)[::-1]
        district = self._begin(ground.city, [self._facts("district", plan, shape)])[0]
        ground.districts[plan["code"]] = district
        self.town = Town()
        for sub in plan["subdistricts"]:
            own, cells = cells[: len(sub["communities"])], cells[len(sub["communities"]) :]
            if sub.get("oversize"):
                own = self._with_town(sub, shape, own, cells)
                self._lines(district, plan)
            self._subdistrict(ground, district, sub, own)

    def _with_town(
        self, plan: Mapping[str, Any], shape: Polygon, own: list[Polygon], beyond: list[Polygon]
    ) -> list[Polygon]:
        """Lay out streets where the oversize communities lie side by side; return cells in the communities' order."""
        chosen = streets.side_by_side(own, shape.exterior)
        others = [cell for cell in own if cell not in chosen]
        self.town = streets.lay_out(shape, chosen, others + beyond, self.random)
        place = {code: number for number, code in enumerate(plan["oversize"])}
        rest = iter(others)
        return [chosen[place[code]] if code in place else next(rest) for code, _, _ in plan["communities"]]

    def _lines(self, district: Area, plan: Mapping[str, Any]) -> None:
        """Bring the river, roads and streets in, each with a name."""
        names = iter([*plan["main_roads"], *(one for one in self._words("roads") if one not in plan["main_roads"])])
        features = []
        for course in self.town.courses:
            name = plan["river"] if course.kind == streets.RIVER else next(names, "")
            name = name or self._name("compound_first", "compound_second", "street_last")
            facts = {"kind": LINE_KINDS[course.kind], "name": name}
            features.append({"type": "Feature", "properties": facts, "geometry": self._in_degrees(course.line)})
        content = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
        done = services.import_lines(content, actor=None, now=self.now, as_of=SINCE, area=district)
        if done.rejected:
            raise ValueError(done.rejected[0].reason)

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
            if community.code in plan.get("oversize", ()):
                found.is_oversize = True
                self._blocks(found, self.town.pieces[plan["oversize"].index(community.code)])
            else:
                self._compounds(found, cell)
            ground.communities.append(found)

    def _compounds(self, community: Community, cell: Polygon) -> None:
        """Build a few compounds of a community with wide streets between, so that the households add up roughly."""
        parts = max(2, round(community.weight / 480) + self.random.randint(0, 2))
        shapes = outlines.compounds(cell, parts=parts, random=self.random, taken=self.town.taken)
        turns = [self.random.uniform(-25, 25) for _ in shapes]
        self._settle(community, shapes, [int(community.weight / parts)] * parts, [*zip(shapes, turns, strict=True)], 12)

    def _blocks(self, community: Community, pieces: Sequence[Polygon]) -> None:
        """Build the compounds that tile an oversize community, with all its households; some are plots without any."""
        households = streets.settle([piece.area for piece in pieces], int(community.weight), self.random)
        inner = [outlines.largest(piece.buffer(-streets.SETBACK_M).difference(self.town.taken)) for piece in pieces]
        self._settle(community, pieces, households, [(one, outlines.lie_of(one)) for one in inner], 6)

    def _settle(
        self,
        community: Community,
        shapes: Sequence[Polygon],
        households: Sequence[int],
        yards: Sequence[tuple[Polygon, float]],
        most: int,
    ) -> None:
        """Build compounds and up to `most` buildings in each. yards: where they stand, turned by degrees."""
        rows = [
            self._facts("compound", {"name": self._compound_name(count)}, shape) | {"households": count}
            for shape, count in zip(shapes, households, strict=True)
        ]
        for area, (yard, turn) in zip(self._begin(community.area, rows), yards, strict=True):
            compound = Compound(self._spot(area))
            community.compounds.append(compound)
            share = area.households or 0
            if not share:
                continue
            slabs = outlines.buildings(yard, most=max(2, min(most, share // 48)), turn=turn)
            below = [
                self._facts("building", {"name": f"{number}栋"}, slab) | {"households": max(6, share // len(slabs))}
                for number, slab in enumerate(slabs, 1)
            ]
            compound.buildings = [self._spot(one) for one in self._begin(area, below)]

    def _compound_name(self, households: int) -> str:
        """Return a made-up name of a compound, or of a park, school or the like."""
        return self._name("compound_first", "compound_second", "compound_last" if households else "plot_last")

    def _name(self, *keys: str) -> str:
        """Return a name of three words that nothing else has."""
        while True:
            name = "".join(self.random.choice(self._words(key)) for key in keys)
            if name not in self.used:
                self.used.add(name)
                return name

    def _words(self, key: str) -> Sequence[str]:
        """Return some of the plan's words."""
        return self.plan["words"][key]

    def _facts(self, tier: str, plan: Mapping[str, Any], shape: Polygon) -> dict[str, Any]:
        """Return the facts of one area with its outline in degrees."""
        return {"tier": tier, "name": plan["name"], "code": plan.get("code", ""), "outline": self._in_degrees(shape)}

    def _in_degrees(self, shape: Any) -> dict[str, Any]:
        """Return a shape as GeoJSON in degrees."""
        longitude, latitude = self.centre
        return json.loads(json.dumps(outlines.to_degrees(shape, longitude=longitude, latitude=latitude)))

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
