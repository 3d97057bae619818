"""Builders of example cases, for tests and the demo only: a small district with its people, and cases at any stage."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from linli.cases import services
from linli.cases.models import Case, Category, Report
from linli.cases.terms import ActionCode, OwnerClass, State
from linli.organisations.samples import make_organisations
from linli.people.samples import appoint, make_account, make_role
from linli.places.samples import make_district

__all__ = [
    "MORNING",
    "PEOPLE",
    "SampleDistrict",
    "appoint",
    "make_caller_role",
    "make_case",
    "make_case_district",
    "make_category",
    "make_kinds",
    "make_role",
    "take",
]

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
"""Friday 20 November 2026, 09:00 in Dongchuan."""
PEOPLE = {
    "linjie": ("acceptor", "nanyuan_committee", "nanyuan"),
    "zhaomin": ("subdistrict_dispatcher", "tongdu_office", "tongdu"),
    "gaofeng": ("district_commander", "headquarters", "dongchuan"),
    "heqing": ("district_commander", "headquarters", "dongchuan"),
    "sunwei": ("department_handler", "urban_management", "dongchuan"),
    "zhoulan": ("department_lead", "urban_management", "dongchuan"),
    "wuting": ("checker", "tongdu_office", "tongdu"),
    "majun": ("acceptor", "longdong_committee", "longdong"),
}
"""Name -> role, organisation, area."""


@dataclass(frozen=True)
class SampleDistrict:
    """Areas, organisations, people and kinds of cases by their keys."""

    areas: dict[str, Any]
    organisations: dict[str, Any]
    people: dict[str, Any]
    kinds: dict[str, Category]


def make_case_district() -> SampleDistrict:
    """Build the sample district with people and two kinds of cases: `litter` (community) and `road` (department)."""
    areas = make_district()
    organisations = make_organisations(areas)
    people = {}
    for name, (role, organisation, area) in PEOPLE.items():
        people[name] = make_account(name)
        appoint(people[name], role, organisation=organisations[organisation], area=areas[area])
    return SampleDistrict(areas, organisations, people, make_kinds())


def make_caller_role() -> Any:
    """Make the role of somebody who calls reporters back."""
    return make_role("caller", name="回访员", actions=["cases.view", "cases.call_back"], whole_area=True)


def make_kinds() -> dict[str, Category]:
    """Make a group with one kind of case per owner class."""
    group = make_category("09", "示例类", None, OwnerClass.COMMUNITY)
    return {
        "group": group,
        "litter": make_category("0901", "楼道堆物", group, OwnerClass.COMMUNITY, desk_check=True),
        "street": make_category("0902", "占道经营", group, OwnerClass.SUBDISTRICT),
        "road": make_category("0903", "道路破损", group, OwnerClass.DEPARTMENT),
        "dumping": make_category("0904", "倾倒垃圾", group, OwnerClass.PARTNER),
    }


def make_category(code: str, name: str, parent: Category | None, owner_class: OwnerClass, **facts: Any) -> Category:
    """Make a kind of case with a limit of five working days, or whatever `facts` say."""
    given = {"normal_limit": "5wd", "urgent_limit": "1wd", "very_urgent_limit": "4h", "valid_from": date(2020, 1, 1)}
    return Category.objects.create(code=code, name=name, parent=parent, owner_class=owner_class, **(given | facts))


def take(district: SampleDistrict, *, now: datetime = MORNING, token: str = "", **facts: Any) -> Report:
    """Take a report at the sample compound."""
    given = {"text": "小区门口路面塌了一块", "place": district.areas["garden"], "address": "桂苑小区东门"}
    return services.take_report(
        now=now, token=token or f"sample-{now.timestamp()}-{Case.objects.count()}", **(given | facts)
    )


def make_case(
    district: SampleDistrict, state: State = State.SUBMITTED, *, now: datetime = MORNING, **facts: Any
) -> Case:
    """Lead a fresh `road` case through the ordinary acts until it stands in `state`; a quarter of an hour each act."""
    case = take(district, now=now, **facts).case
    people, kind, unit = district.people, district.kinds["road"], district.organisations["urban_management"]
    steps = {
        State.FILED: lambda **at: services.file_case(actor=people["linjie"], category=kind, **at),
        State.DISPATCHED: lambda **at: services.dispatch(actor=people["zhaomin"], unit=unit, note="按职责", **at),
        State.IN_PROGRESS: lambda **at: services.sign(actor=people["sunwei"], **at),
        State.ANSWERED: lambda **at: services.answer(
            actor=people["sunwei"], note="已修补", outcome=ActionCode.FIXED, **at
        ),
        State.CHECKING: lambda **at: services.send_check(actor=people["zhaomin"], **at),
        State.CLOSED: lambda **at: services.close(actor=people["wuting"], reply="已修好", criterion_met=True, **at),
    }
    for reached, step in steps.items():
        if case.state is state:
            break
        now += timedelta(minutes=15)
        case = step(case_id=case.pk, now=now)
        if reached is state:
            break
    return case
