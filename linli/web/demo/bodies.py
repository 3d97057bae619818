"""Lays out the demo's bodies: four in one, coordination and who takes part, neighbours, partners with their zones."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import Random
from typing import Any

from linli.organisations import queries
from linli.organisations import services as organisations
from linli.organisations.queries import Organisation
from linli.organisations.samples import make_bodies, make_seats
from linli.organisations.terms import Part
from linli.web.demo.territory import Community, Ground

UNITS = ("卫生服务中心", "幼儿园", "供电营业厅", "农贸市场", "便民超市", "律师事务所", "餐饮联盟")
WITH_PARTY = 3
"""So many kinds of units, the first ones, have a Party organisation of their own."""
DOCUMENT = "东区办〔2021〕8号"
SINCE = date(2021, 3, 1)
TAKES_PART = 0.93
HAS_COUNCIL = 0.8
TASKS = "每月一次联席会，每季一次集中整治，认领责任区卫生和秩序。"


class Bodies:
    """Makes the bodies of every community, mostly whole: what is missing is what the pages are there to show."""

    def __init__(self, ground: Ground, random: Random, now: datetime) -> None:
        """Take the territory and the source of chance."""
        self.ground, self.random, self.now = ground, random, now

    def build(self) -> None:
        """Build bodies, seats and partners."""
        made: dict[int, list[Organisation]] = {}
        for body in make_bodies(each for one in self.ground.communities for each in self._of(one)):
            made.setdefault(body.area_id, []).append(body)
        make_seats((seat for bodies in made.values() for seat in self._seats(bodies)), SINCE)
        self._partners()

    def _of(self, one: Community) -> Iterator[dict[str, Any]]:
        """Yield the bodies of a community."""
        name, start = one.area.short_name, max(SINCE, one.since)
        base = {"area": one.area, "valid_from": start}
        yield base | {"kind": "party_organisation", "name": f"{name}党总支", "form": "general_branch"}
        yield base | {"kind": "members_congress", "name": f"{name}成员代表大会"}
        if self.random.random() < HAS_COUNCIL:
            yield base | {"kind": "deliberation_council", "name": f"{name}协商议事委员会"}
        yield base | {"kind": "coordination_body", "name": f"{name}党建联席会", "form": "party_meeting"}
        yield base | {"kind": "coordination_body", "name": f"{name}共驻共建联席会", "form": "joint_meeting"}
        yield base | {"kind": "neighbour_union", "name": f"{name}邻里互助会", "form": "of_help"}
        for number in self.random.sample(range(len(UNITS)), self.random.randint(2, 4)):
            unit = {"kind": "resident_unit", "name": f"{name}{UNITS[number]}（虚构）", "short_name": UNITS[number]}
            yield base | unit | {"has_party": number < WITH_PARTY}

    def _seats(self, bodies: Sequence[Organisation]) -> Iterator[tuple[Organisation, Organisation, Part]]:
        """Yield the seats of a community's units and of its Party organisation."""
        by_form = {str(body.form): body for body in bodies if body.form}
        yield by_form["party_meeting"], by_form["general_branch"], Part.LEAD
        for unit in (body for body in bodies if body.kind == "resident_unit"):
            if self.random.random() < TAKES_PART:
                yield by_form["party_meeting" if unit.has_party else "joint_meeting"], unit, Part.MEMBER

    def _partners(self) -> None:
        """Pair the first communities with a lead partner each; the first of all has its zone drawn."""
        partners = list(queries.list_in_force().filter(kind="partner").order_by("path"))
        for number, (partner, one) in enumerate(zip(partners, self.ground.communities, strict=False)):
            organisations.pair(
                organisation=partner,
                area=one.area,
                part=Part.LEAD,
                tasks=TASKS,
                document=DOCUMENT,
                valid_from=max(SINCE, one.since),
                zone=_zone(one) if number == 0 else None,
                actor=None,
                now=self.now,
            )


def _zone(one: Community) -> dict[str, Any] | None:
    """Return the southern half of a community as a zone, None where it has no corners."""
    if len(one.corners) < 3:
        return None
    xs, ys = [x for x, _y in one.corners], [y for _x, y in one.corners]
    middle = (min(ys) + max(ys)) / 2
    west, east, south = min(xs), max(xs), min(ys)
    ring = [[west, south], [east, south], [east, middle], [west, middle], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
