"""Who leads the communities of the demo and who stands by them: secretaries, directors, linked leaders, partners."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from typing import Any

from linli.organisations.samples import make_organisation
from linli.people.samples import appoint
from linli.web.demo.offices import Offices
from linli.web.demo.territory import SINCE, Community
from linli.web.demo.times import first_of


@dataclass(frozen=True)
class Posts:
    """Fills the posts of the communities that take part in the contest (003-4). today: of the demo."""

    words: Mapping[str, Any]
    offices: Offices
    today: date

    def fill(self, communities: list[Community]) -> None:
        """Give each community a secretary, a director, a leader of the subdistrict and a lead partner."""
        leaders = self._leaders(communities[0])
        others = cycle(leaders[2:])
        for number, one in enumerate(communities):
            self._committee(one, is_one_person=number % self.words["both_every"] == 0)
            hard = self.words["hardest"]
            leader = leaders[hard.index(one.area.code)] if one.area.code in hard else next(others)
            appoint(leader, "leader", area=one.area, valid_from=one.since, post=self.words["linked"])
            name = self.words["partners"][number]
            make_organisation(f"{name}（虚构）", "partner", one.area, valid_from=one.since, short_name=name)

    def _leaders(self, one: Community) -> list[Any]:
        """Return the leaders of the subdistrict, its secretary and its director first."""
        staff = self.offices.staff
        office = next(unit for unit in staff.offices.values() if unit.area == one.subdistrict)
        leaders = []
        for post in self.words["leaders"]:
            account = self.offices.somebody(office)
            appoint(account, "leader", organisation=office, area=one.subdistrict, valid_from=SINCE, post=post)
            leaders.append(account)
        return leaders

    def _committee(self, one: Community, *, is_one_person: bool) -> None:
        """Appoint secretary and director of a community, one person in some; in some the secretary changed."""
        said = self.words
        if one.area.code in said["changed"]:
            on = first_of(self.today, said["changed"][one.area.code])
            self._appoint(one, said["secretary"], one.since, on)
            self._appoint(one, said["secretary"], on)
            return self._appoint(one, said["director"], one.since)
        if is_one_person:
            return self._appoint(one, said["both"], one.since)
        self._appoint(one, said["secretary"], one.since)
        return self._appoint(one, said["director"], one.since)

    def _appoint(self, one: Community, post: str, since: date, until: date | None = None) -> None:
        """Appoint one more person in a community."""
        committee = self.offices.staff.committees[one.area.code]
        appoint(
            self.offices.somebody(committee),
            "community_worker",
            organisation=committee,
            area=one.area,
            valid_from=since,
            valid_to=until,
            post=post,
        )
