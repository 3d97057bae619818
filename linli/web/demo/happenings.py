"""What happens in the demo district: which problem, where, when, told by whom; one history each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from linli.cases.bulk import Book
from linli.cases.terms import Channel, OwnerClass
from linli.web.demo.offices import Staff
from linli.web.demo.pictures import Pictures
from linli.web.demo.speech import Speech, Where
from linli.web.demo.stories import Cast, Story
from linli.web.demo.territory import Community, Ground

MONTHS = 24
CHANNELS = {
    Channel.WEB: 44,
    Channel.PHONE: 19,
    Channel.HOTLINE: 14,
    Channel.PATROL: 12,
    Channel.STEWARD: 6,
    Channel.VISIT: 3,
    Channel.MEETING: 2,
}
HOURS = (1, 1, 0, 0, 0, 1, 3, 8, 14, 15, 13, 9, 6, 8, 11, 12, 11, 9, 8, 9, 9, 7, 4, 2)
SEASONS = {"1403": (6, 7, 8, 9), "1103": (5, 6, 7, 8, 9), "1404": (12, 1, 2), "1113": (5, 6, 7, 8, 9)}
PHOTO_SHARE = 0.4
WAITING, OF_ALL = 12, 20
"""How many of the newest reports come from the oversize communities and stay open, but at most every so many of all."""
VAGUE = 3
"""Every so many of those have no point on the map, every other of these no compound or building either."""


@dataclass
class Stage:
    """Everything a history needs besides chance: ground, people, words, kinds of cases, pictures."""

    ground: Ground
    staff: Staff
    speech: Speech
    categories: Mapping[str, Any]
    pictures: Pictures | None
    managers: Mapping[str, Any]


class Happenings:
    """Tells histories one after the other into a book."""

    def __init__(self, stage: Stage, random: Random, now: datetime) -> None:
        """Take the stage, the source of chance and the present moment."""
        self.stage, self.random, self.now = stage, random, now
        self.codes = [code for code in stage.speech.kinds if code in stage.categories]
        self.weights = [stage.speech.kinds[code]["weight"] * self._nearness(code) for code in self.codes]
        parted = stage.ground.parted
        self.eras = [(parted.on, stage.ground.at(parted.on - timedelta(days=1)))] if parted else []
        self.eras.append((date.max, stage.ground.communities))
        self.shares = [[one.weight for one in people] for _until, people in self.eras]
        self.slow = {key: random.uniform(0.7, 1.35) for key in stage.staff.departments}

    def moments(self, count: int) -> Iterator[datetime]:
        """Yield when reports come in over the last months, in order, more of them by day and in the last week."""
        start = self.now - timedelta(days=MONTHS * 30.4)
        span = (self.now - start).total_seconds()
        found: list[datetime] = []
        while len(found) < count:
            share = self.random.random() ** 0.85 if self.random.random() < 0.975 else 1 - self.random.random() * 0.012
            moment = start + timedelta(seconds=span * share)
            local = moment.astimezone(self.now.tzinfo)
            hour = self.random.choices(range(24), HOURS)[0]
            moment = local.replace(hour=hour, minute=self.random.randint(0, 59), second=self.random.randint(0, 59))
            if moment < self.now - timedelta(minutes=2):
                found.append(moment)
        yield from sorted(found)

    def tell(self, book: Book, number: int, at: datetime, *, is_waiting: bool = False) -> None:
        """Tell one history from its report to wherever it has come by now; one that is waiting has hardly begun."""
        community = self._community(at, is_waiting)
        code = self._kind(at)
        category, where = self.stage.categories[code], self._where(code, community)
        if is_waiting and number % VAGUE == 0:
            place = where.place if number % (2 * VAGUE) else None
            where = replace(where, longitude=None, latitude=None, place=place)
        cast = self._cast(code, category, community)
        channel = self.random.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        actor = {Channel.WEB: None, Channel.PATROL: cast.worker, Channel.STEWARD: cast.worker}.get(
            channel, cast.acceptor
        )
        photos = self._photos("before") if channel in (Channel.WEB, Channel.PATROL) or category.needs_photo else []
        life = book.open(
            text=self.stage.speech.report(code, where),
            token=f"demo {self.random.getrandbits(64):x} {number}",
            at=at,
            area=community.area,
            actor=actor,
            contact=f"1300000{self.random.randint(0, 9999):04}" if self.random.random() < 0.4 else "",
            photos=photos,
            reported={"channel": channel},
            place=where.place,
            address=where.address,
            longitude=where.longitude,
            latitude=where.latitude,
        )
        story = Story(
            life, cast, code, where, category, self.stage.speech, self.random, self.now, self._needed(category)
        )
        story.slow = self._pace(community, code, at)
        if at > self.now - timedelta(days=14):
            story.disputed = category.owner_class == OwnerClass.DEPARTMENT and self.random.random() < 0.08
            if self.random.random() < 0.6:
                story.until = at + (self.now - at) * self.random.random() ** 2.5
        if is_waiting:
            story.until = at + timedelta(hours=self.random.uniform(0.2, 12))
        story.tell()

    def _community(self, at: datetime, is_waiting: bool) -> Community:
        """Return where something happens, of the communities of that day: the more households, the more often."""
        era = next(number for number, (until, _people) in enumerate(self.eras) if at.date() < until)
        people = self.eras[era][1]
        if not is_waiting:
            return self.random.choices(people, self.shares[era])[0]
        return self.random.choice([one for one in people if one.is_oversize])

    def _nearness(self, code: str) -> float:
        """Return how much more often a kind comes up because it is the community's own: small things come first."""
        return 2.2 if self.stage.categories[code].owner_class == OwnerClass.COMMUNITY else 1.0

    def _kind(self, at: datetime) -> str:
        """Return a kind of problem that fits the season."""
        while True:
            code = self.random.choices(self.codes, self.weights)[0]
            if at.month in SEASONS.get(code, (at.month,)):
                return code

    def _pace(self, community: Community, code: str, at: datetime) -> float:
        """Return how slow the work is: some units are slow, and some of the latest cases got stuck."""
        unit = self.stage.speech.kinds[code]["unit"]
        pace = self.slow.get((self._district(community), unit), 1.0)
        stuck = at > self.now - timedelta(days=30) and self.random.random() < 0.2
        return pace * (12.0 if stuck else 1.0)

    def _where(self, code: str, community: Community) -> Where:
        """Return a place that fits the kind of problem; parks and schools have no building of their own."""
        kind = self.stage.speech.kinds[code]["where"]
        compound = self.random.choice([one for one in community.compounds if one.buildings or kind != "building"])
        if kind == "street":
            longitude, latitude = self.random.choice(community.corners)
            longitude += self.random.uniform(-0.0002, 0.0002)
            address = self.stage.speech.spot(compound.spot.area.name)
            return Where(address, round(longitude, 6), round(latitude, 6))
        if kind == "building":
            spot = self.random.choice(compound.buildings)
            address = f"{compound.spot.area.name}{spot.area.name}{self.stage.speech.unit_number()}"
        else:
            spot, address = compound.spot, compound.spot.area.name
        drift = self.random.uniform(-0.00008, 0.00008)
        return Where(address, round(spot.longitude + drift, 6), round(spot.latitude - drift, 6), spot.area)

    def _cast(self, code: str, category: Any, community: Community) -> Cast:
        """Return who acts in a case of this kind in this community."""
        staff, district = self.stage.staff, self._district(community)
        subdistrict = next(key for key, one in self.stage.ground.subdistricts.items() if one == community.subdistrict)
        office, committee = staff.offices[subdistrict], staff.committees[community.area.code]
        department = staff.departments[district, self.stage.speech.kinds[code]["unit"]]
        unit, role = {
            OwnerClass.COMMUNITY: (committee, "community_worker"),
            OwnerClass.SUBDISTRICT: (office, "department_handler"),
            OwnerClass.PARTNER: (self.stage.managers[subdistrict], "department_handler"),
        }.get(category.owner_class, (department, "department_handler"))
        return Cast(
            acceptor=staff.who("acceptor", office),
            dispatcher=staff.who("subdistrict_dispatcher", office),
            checker=staff.who("checker", office),
            worker=staff.who("community_worker", committee),
            unit=unit,
            handler=staff.who(role, unit),
            other_unit=office if unit != office else department,
            commander=staff.who("district_commander", staff.headquarters[district]),
        )

    def _district(self, community: Community) -> str:
        """Return the plan's code of a community's district."""
        return next(key for key, one in self.stage.ground.districts.items() if one == community.district)

    def _photos(self, kind: str) -> list[str]:
        """Return a picture now and then."""
        if self.stage.pictures is None or self.random.random() > PHOTO_SHARE:
            return []
        return [self.stage.pictures.take(kind)]

    def _needed(self, category: Any) -> Any:
        """Return the way a story takes pictures: always where the kind of case asks for one after the work."""

        def take(kind: str) -> list[str]:
            if self.stage.pictures is None:
                return []
            if kind == "after" and category.needs_after_photo:
                return [self.stage.pictures.take(kind)]
            return self._photos(kind)

        return take
