"""
The whole ramp of document 001 in a small city, worked by hand: every line of its table over three years.

Twenty communities of 1 600 households, five in each of three districts and a banner; six of them, not 26, are the key
communities. Each year is judged on the first day after it, so everything is due.
"""

from datetime import date
from decimal import Decimal as D

import pytest
from django.utils import timezone

from linli.people.samples import appoint, make_account
from linli.standards import services
from linli.standards.models import Selection, Target
from linli.standards.queries.ground import read_sheet
from linli.standards.queries.matrix import by_years
from linli.standards.samples.plans import NEW_YEAR, accept, make_ramp, make_small_city, observe
from linli.standards.services.subjects import ensure_subjects
from linli.standards.templatetags.target_words import because, shown, wanted

pytestmark = pytest.mark.django_db

GREEN, RED, GREY = "green", "red", "grey"
RAMP = {
    "达到和谐社区标准": [
        ("≥ 100 %", GREEN, "100 % · 6/6"),
        ("≥ 30 %", GREEN, "30 % · 6/20"),
        ("≥ 60 %", RED, "55 % · 11/20"),
    ],
    "每个地区至少1个自治区级示范社区": [None, None, ("≥ 1 个", GREEN, "4/4")],
    "市三区各争创1个国家级示范社区": [None, None, ("≥ 1 个", RED, "2/3")],
    "党组织和居委会覆盖率100%": [("≥ 100 %", RED, "95 % · 19/20"), None, None],
    "市三区科学划分设立街道办事处，旗县所在地创造条件": [("2026-12-31", GREEN, "4/4"), None, None],
    "“五个好”党组织": [None, ("≥ 70 %", GREEN, "70 % · 14/20"), ("≥ 90 %", RED, "85 % · 17/20")],
    "没有自有办公场所的社区": [("≤ 0", GREY, "0/20"), None, None],
    "用房达到200平方米": [
        ("≥ 40 %", GREEN, "40 % · 8/20"),
        ("≥ 60 %", RED, "55 % · 11/20"),
        ("≥ 80 %", GREEN, "80 % · 16/20"),
    ],
    "工作人员年收入与职工平均工资之比": [
        ("≥ 70 %", GREEN, "20/20"),
        ("≥ 85 %", RED, "19/20"),
        ("≥ 100 %", GREEN, "20/20"),
    ],
    "工作经费": [("≥ 10000 元", GREEN, "20/20"), ("≥ 10000 元", RED, "19/20"), ("≥ 10000 元", RED, "19/20")],
    "经费保障机制": [("2026-12-31", GREEN, "4/4"), ("2027-12-31", RED, "0/4"), ("2028-12-31", RED, "0/4")],
    "一站式服务中心（站）": [
        ("≥ 100 %", RED, "83.33 % · 5/6"),
        ("≥ 30 %", GREEN, "30 % · 6/20"),
        ("≥ 100 %", GREEN, "100 % · 20/20"),
    ],
    "社区共建": [("2026-12-31", GREEN, "4/4"), ("2027-12-31", RED, "3/4"), ("2028-12-31", RED, "0/4")],
    "党组织参与共建率": [None, None, ("≥ 90 %", GREEN, "90 %")],
    "干部队伍": [("2026-12-31", RED, "0/4"), ("2027-12-31", RED, "0/4"), ("2028-12-31", RED, "0/4")],
    "班子成员大中专以上学历比例": [None, None, ("≥ 80 %", RED, "79 %")],
    "组织与自治": [("2026-12-31", RED, "0/4"), ("2027-12-31", RED, "0/4"), ("2028-12-31", RED, "0/4")],
    "退休人员社会化管理率": [None, None, ("≥ 95 %", GREEN, "95 %")],
    "慈善超市和捐助点全覆盖": [None, None, ("≥ 100 %", GREEN, "100 % · 20/20")],
    "有劳动能力和就业愿望的家庭充分就业，建立救济体系": [None, None, ("2028-12-31", GREEN, "4/4")],
    "每个社区有综合文体活动室和卫生站": [None, None, ("≥ 100 %", RED, "95 % · 19/20")],
    "每400户配备1名社区工作者": [None, None, ("≤ 400 户", RED, "19/20")],
    "新建住宅区每百户配套用房20平方米": [
        ("≥ 20 平方米", GREEN, "20 平方米"),
        ("≥ 20 平方米", RED, "18 平方米"),
        ("≥ 20 平方米", GREY, "–"),
    ],
}
"""Row -> what is wanted, the light and what was found in the first, second and third year; None where nothing is."""


@pytest.fixture
def city(db):
    return make_small_city()


@pytest.fixture
def plan(city):
    return make_ramp(city)


def subjects(kind, areas):
    return ensure_subjects(kind=kind, areas=areas)


def every(city, value, *others):
    """Say one value of every community, and other ones of some: (place, value); None is left out."""
    said = dict.fromkeys(range(20), value) | dict(others)
    return {area: said[place] for place, area in enumerate(city["communities"]) if said[place] is not None}


def first(city, count, value, rest):
    """Say one value of the first so many communities and another of the rest."""
    return {area: value if place < count else rest for place, area in enumerate(city["communities"])}


def choose_members(city):
    key = Selection.objects.get(clause="001-6")
    key.subjects.set(subjects("community", city["communities"][:6]))
    Selection.objects.get(clause="001-1").subjects.set(subjects("district", city["districts"][:3]))


def observe_first_year(city):
    accept(city, 2026, dict.fromkeys(city["communities"][:6], True))
    observe("has_party_organisation", 2026, every(city, 1))
    observe("has_committee", 2026, every(city, 1, (19, 0)))
    observe("has_office", 2026, every(city, 1, (19, None)))
    observe("premises_m2", 2026, first(city, 8, 200, 150))
    observe("staff_income_yuan", 2026, every(city, 21_000))
    observe("average_wage_yuan", 2026, every(city, 30_000))
    observe("operating_funds_yuan", 2026, every(city, 10_000))
    observe("centre_m2", 2026, first(city, 6, 60, 0) | {city["communities"][5]: 45})
    observe("new_area_households", 2026, every(city, 0, (0, 500)))
    observe("new_area_premises_m2", 2026, every(city, 0, (0, 100)))


def observe_second_year(city):
    accept(city, 2027, {city["communities"][0]: False, city["communities"][6]: True})
    observe("is_five_good", 2027, first(city, 14, 1, 0))
    observe("premises_m2", 2027, first(city, 11, 220, 150))
    observe("staff_income_yuan", 2027, every(city, 27_200, (3, 27_199)))
    observe("average_wage_yuan", 2027, every(city, 32_000))
    observe("operating_funds_yuan", 2027, every(city, 12_000, (7, 9_999)))
    observe("centre_m2", 2027, first(city, 6, 60, 0))
    observe("new_area_households", 2027, every(city, 0, (0, 500)))
    observe("new_area_premises_m2", 2027, every(city, 0, (0, 90)))


def observe_third_year(city):
    accept(city, 2028, dict.fromkeys(city["communities"][7:12], True))
    observe("region_demonstrations", 2028, dict(zip(city["districts"], (1, 2, 1, 1), strict=True)))
    observe("national_demonstrations", 2028, dict(zip(city["districts"], (1, 1, 0, 0), strict=True)))
    observe("is_five_good", 2028, first(city, 17, 1, 0))
    observe("premises_m2", 2028, first(city, 16, 220, 150))
    observe("staff_income_yuan", 2028, every(city, 34_000))
    observe("average_wage_yuan", 2028, every(city, 34_000))
    observe("operating_funds_yuan", 2028, every(city, 15_000, (1, None)))
    observe("centre_m2", 2028, every(city, 60))
    observe("party_organisations_near", 2028, every(city, 10))
    observe("party_organisations_joined", 2028, every(city, 9))
    observe("leading_members", 2028, every(city, 5))
    observe("leading_members_educated", 2028, every(city, 4, (0, 3)))
    observe("retired_people", 2028, every(city, 100))
    observe("retired_people_managed", 2028, every(city, 95))
    observe("has_charity_point", 2028, every(city, 1))
    observe("has_culture_room", 2028, every(city, 1))
    observe("has_health_station", 2028, every(city, 1, (2, 0)))
    employ(every(city, 4, (9, 3)))


def employ(workers):
    """Appoint so many community workers in each area."""
    for area, count in workers.items():
        for number in range(count):
            appoint(make_account(f"{area.code}-{number}", password=None), "community_worker", area=area)


def mark(plan, title, city, count=4):
    """Mark a milestone as reached by the first so many districts."""
    target = Target.objects.get(plan=plan, title=title)
    for subject in subjects("district", city["districts"][:count]):
        services.mark_milestone(
            target_id=target.pk,
            subject_id=subject.pk,
            is_done=True,
            on=date(2026, 1, 2),
            evidence="赤政发〔2026〕3号",
            actor=None,
            now=NEW_YEAR,
        )


def mark_milestones(plan, city):
    mark(plan, "市三区科学划分设立街道办事处，旗县所在地创造条件", city)
    mark(plan, "工资福利和工作经费列入财政预算", city)
    mark(plan, "建立共建协调组织，初步形成共建机制", city)
    mark(plan, "完善共建机制，内外资源有效利用", city, 3)
    mark(plan, "有劳动能力和就业愿望的家庭充分就业，建立救济体系", city)


def lines(plan, city, today):
    sheet = read_sheet(plan, timezone.now(), today)
    _columns, rows = by_years(sheet, city["city"], today)
    return sheet, rows


def test_every_line_of_the_ramp_over_three_years(city, plan):
    choose_members(city)
    observe_first_year(city)
    observe_second_year(city)
    observe_third_year(city)
    mark_milestones(plan, city)

    found = {}
    for year in range(3):
        sheet, rows = lines(plan, city, date(2027 + year, 1, 1))
        for row in rows:
            cell = row.cells[year][0] if row.cells[year] else None
            said = cell and (wanted(cell.target, sheet.indicators), cell.light.value, shown(cell, sheet.indicators))
            name = next(name for name in RAMP if name == row.title or row.order == list(RAMP).index(name) + 1)
            found.setdefault(name, []).append(said)

    assert list(found) == list(RAMP)
    assert {name: said for name, said in found.items() if said != RAMP[name]} == {}


def test_the_reasons_name_units_needed_missing_and_the_day(city, plan):
    choose_members(city)
    observe_first_year(city)
    _sheet, rows = lines(plan, city, date(2027, 1, 1))

    said = {row.order: because(row.cells[0][0].judgement) for row in rows if row.cells[0]}

    assert said[8] == "20 个单位中 8 个计入；需要：≥ 8。"
    assert said[4] == "20 个单位中 19 个计入；需要：≥ 20。 应于 2026-12-31 前完成，已到期。"
    assert said[7] == "20 个单位中 0 个计入；需要：≤ 0。 1 个单位没有数值，可能改变结果。"


def test_before_the_end_of_the_year_nothing_is_red_and_the_year_is_not_prorated(city, plan):
    choose_members(city)
    observe_first_year(city)

    _sheet, rows = lines(plan, city, date(2026, 12, 31))

    lights = {cell.light.value for row in rows for cells in row.cells for cell in cells}
    assert lights == {GREEN, GREY}


def test_a_new_observation_is_seen_at_once(city, plan):
    observe_first_year(city)
    day = date(2027, 1, 1)
    before = lines(plan, city, day)[1][7].cells[0][0].judgement.value

    observe("premises_m2", 2026, {city["communities"][8]: 260})
    after = lines(plan, city, day)[1][7].cells[0][0].judgement.value

    assert (before, after) == (D("0.4"), D("0.45"))


def test_a_district_is_looked_at_with_its_own_units_only(city, plan):
    choose_members(city)
    observe_first_year(city)
    sheet = read_sheet(plan, timezone.now(), date(2027, 1, 1))

    _columns, rows = by_years(sheet, city["districts"][1], date(2027, 1, 1))

    premises, offices, areas = rows[7].cells[0][0], rows[6].cells[0][0], rows[22].cells[0][0]
    assert shown(premises, sheet.indicators) == "60 % · 3/5"
    assert offices.light is None
    assert areas.light is None
