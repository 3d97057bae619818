"""Builds the demo's organisations, people and posts. Nobody here exists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from linli.organisations.queries import Organisation
from linli.organisations.samples import make_organisation
from linli.people.samples import appoint, make_account
from linli.web.demo.territory import SINCE, Ground


@dataclass(frozen=True)
class Login:
    """An account that visitors of the demo may use."""

    username: str
    post: str
    name: str


@dataclass
class Staff:
    """Who acts in the demo: organisations by area or department code, accounts by duty, those of the plan by name."""

    headquarters: dict[str, Organisation] = field(default_factory=dict)
    offices: dict[str, Organisation] = field(default_factory=dict)
    committees: dict[str, Organisation] = field(default_factory=dict)
    departments: dict[tuple[str, str], Organisation] = field(default_factory=dict)
    managers: dict[str, Organisation] = field(default_factory=dict)
    people: dict[tuple[str, int], Any] = field(default_factory=dict)
    logins: list[Login] = field(default_factory=list)
    named: dict[str, Any] = field(default_factory=dict)

    def who(self, role: str, organisation: Organisation) -> Any:
        """Return the account that holds a role for an organisation."""
        return self.people[role, organisation.pk]

    @property
    def planner(self) -> Any:
        """Return who leads the splitting of communities."""
        return next(account for (role, _), account in self.people.items() if role == "leading_group")


class Offices:
    """Makes organisations first, then the people in them."""

    def __init__(self, plan: Mapping[str, Any], ground: Ground, random: Random) -> None:
        """Take the plan, the territory and the source of chance."""
        self.plan, self.ground, self.random = plan, ground, random
        self.staff = Staff()
        self._password = ""
        self._count = 0

    def build(self) -> Staff:
        """Build everything and return who is who."""
        for code, district in self.ground.districts.items():
            head = make_organisation(f"{district.name}社区治理指挥部", "headquarters", district, short_name="区指挥部")
            self.staff.headquarters[code] = head
            self._departments(code, head)
        for code, area in self.ground.subdistricts.items():
            head = self.staff.headquarters[
                next(key for key, one in self.ground.districts.items() if one == area.parent)
            ]
            self.staff.offices[code] = make_organisation(f"{area.name}办事处", "subdistrict_office", area, head)
        for one in self.ground.communities:
            office = self.staff.offices[self._code_of(one.subdistrict)]
            self.staff.committees[one.area.code] = make_organisation(
                f"{one.area.name}居委会", "residents_committee", one.area, office, one.since
            )
        self._others()
        self._named_accounts()
        self._further_accounts()
        return self.staff

    def _departments(self, code: str, head: Organisation) -> None:
        """Make the departments of a district."""
        for plan in self.plan["departments"]:
            name = plan["name"].removeprefix("区")
            made = make_organisation(f"{head.area.name}{name}", "department", head.area, head, short_name=plan["short"])
            self.staff.departments[code, plan["code"]] = made

    def _others(self) -> None:
        """Make partners, and property managers: one that answers for a subdistrict, and some in compounds."""
        for number, plan in enumerate(self.plan["partners"]):
            one = self.ground.communities[number % len(self.ground.communities)]
            make_organisation(f"{plan['name']}（虚构）", "partner", one.subdistrict, short_name=plan["name"])
        for (code, area), plan in zip(self.ground.subdistricts.items(), self.plan["managers"], strict=False):
            name = f"{plan['name']}（虚构）"
            self.staff.managers[code] = make_organisation(name, "property_manager", area, short_name=plan["name"])
        compounds = [compound for one in self.ground.communities for compound in one.compounds if compound.buildings]
        for compound in compounds[::5]:
            plan = self.random.choice(self.plan["managers"])
            name = f"{plan['name']}（虚构）{compound.spot.area.name}项目部"
            make_organisation(name, "property_manager", compound.spot.area, short_name=plan["name"])

    def _named_accounts(self) -> None:
        """Make the accounts of the plan, those a visitor signs in with."""
        for plan in self.plan["accounts"]:
            area = self.ground.area(plan["area"]) if "area" in plan else None
            unit = self._unit(plan["unit"], plan.get("area", ""))
            account = self._person(plan["username"], unit)
            self.staff.logins.append(Login(account.username, plan["post"], account.name))
            self.staff.named[account.username] = account
            self._appoint(account, plan["role"], unit, area, post=plan["post"])

    def _further_accounts(self) -> None:
        """Make the people without whom some office would have nobody for a duty."""
        for code, office in self.staff.offices.items():
            for role in ("acceptor", "subdistrict_dispatcher", "checker", "department_handler"):
                self._fill(role, office, self.ground.subdistricts[code])
            self._fill("department_handler", self.staff.managers[code], self.ground.subdistricts[code])
        for one in self.ground.communities:
            self._fill("community_worker", self.staff.committees[one.area.code], one.area, one.since)
        for (code, _department), unit in self.staff.departments.items():
            for role in ("department_handler", "department_lead"):
                self._fill(role, unit, self.ground.districts[code])
        for code, head in self.staff.headquarters.items():
            self._fill("district_commander", head, self.ground.districts[code])

    def _fill(self, role: str, unit: Organisation, area: Any, since: date = SINCE) -> None:
        """Give a unit somebody for a role if nobody holds it yet."""
        if (role, unit.pk) not in self.staff.people:
            self._appoint(self.somebody(unit), role, unit, area, since=since)

    def somebody(self, unit: Organisation) -> Any:
        """Make the account of one more person of an organisation, whom no visitor signs in as."""
        self._count += 1
        return self._person(f"staff{self._count:03}", unit)

    def _appoint(
        self, account: Any, role: str, unit: Organisation, area: Any, *, post: str = "", since: date = SINCE
    ) -> None:
        """Appoint a person and remember him."""
        appoint(account, role, organisation=unit, area=area, valid_from=since, post=post)
        self.staff.people.setdefault((role, unit.pk), account)

    def _person(self, username: str, unit: Organisation) -> Any:
        """Make an account with the demo's password, hashed only once because hashing is slow on purpose."""
        if not self._password:
            account = make_account(username, name=self.a_name(), password=self.plan["password"], organisation=unit)
            self._password = account.password
            return account
        account = make_account(username, name=self.a_name(), password=None, organisation=unit)
        account.password = self._password
        account.save(update_fields=["password"])
        return account

    def a_name(self) -> str:
        """Return a made-up name."""
        words = self.plan["words"]
        given = "".join(self.random.choice(words["given"]) for _ in range(self.random.choice((1, 2, 2))))
        return self.random.choice(words["surnames"]) + given

    def _unit(self, key: str, area: str) -> Organisation:
        """Return the organisation that the plan means."""
        first = next(iter(self.ground.districts))
        by_kind = {
            "headquarters": self.staff.headquarters.get(area, self.staff.headquarters[first]),
            "subdistrict_office": self.staff.offices.get(area),
            "residents_committee": self.staff.committees.get(area),
        }
        return by_kind.get(key) or self.staff.departments[first, key]

    def _code_of(self, subdistrict: Any) -> str:
        """Return the plan's code of a subdistrict."""
        return next(code for code, area in self.ground.subdistricts.items() if area == subdistrict)
