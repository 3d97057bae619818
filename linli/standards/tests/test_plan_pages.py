"""Pages of plans and targets: who is refused, what is shown, and how many questions the database is asked."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from linli.foundation.models import AuditLine
from linli.organisations.samples import make_organisation
from linli.people.samples import appoint, make_account
from linli.standards.models import MilestoneMark, Plan, Selection, Subject, Target
from linli.standards.queries.ground import read_sheet
from linli.standards.queries.target_page import list_units
from linli.standards.samples.plans import make_ramp, make_small_city, observe
from linli.standards.urls import urlpatterns

pytestmark = pytest.mark.django_db
MOST = 20


@pytest.fixture
def city(db):
    return make_small_city()


@pytest.fixture
def plan(city):
    return make_ramp(city)


@pytest.fixture
def people(city):
    """The office of the city, a dispatcher of one district, a worker of one community, and somebody of another city."""
    office = make_organisation("赤峰市民政局", "department", city["city"])
    places = {
        "office": ("appraisal_office", city["city"]),
        "dispatcher": ("subdistrict_dispatcher", city["districts"][0]),
        "worker": ("community_worker", city["communities"][0]),
        "handler": ("department_handler", city["city"]),
    }
    made = {}
    for name, (role, area) in places.items():
        made[name] = make_account(name)
        appoint(made[name], role, organisation=office, area=area)
    return made


def browser(account):
    found = Client()
    found.force_login(account)
    return found


def first_of(plan, kind):
    return plan.targets.filter(kind=kind).order_by("order", "year").first()


def addresses(plan):
    """Return every address of plans, targets and selections, by name."""
    target = first_of(plan, "milestone")
    subject = Subject.objects.filter(kind="district").first()
    selection = Selection.objects.order_by("pk").first()
    return {
        "plans": [],
        "plan_new": [],
        "plan": [plan.pk],
        "plan_change": [plan.pk],
        "plan_file": [plan.pk],
        "targets_file": [plan.pk],
        "target_new": [plan.pk],
        "target": [target.pk],
        "target_change": [target.pk],
        "target_copy": [target.pk],
        "target_delete": [target.pk],
        "target_move": [target.pk, "up"],
        "target_units": [target.pk],
        "target_units_file": [target.pk],
        "target_unit": [target.pk, subject.pk],
        "selections": [],
        "selection_new": [],
        "selection": [selection.pk],
        "selection_delete": [selection.pk],
        "answering": [],
    }


LOOK = {
    "plans",
    "plan",
    "plan_file",
    "target",
    "target_units",
    "target_units_file",
    "target_unit",
    "selections",
    "answering",
}
ACT = {"target_copy", "target_delete", "target_move", "selection_delete"}


def test_nobody_without_the_duty_sees_or_changes_anything(people, plan):
    handler = browser(people["handler"])

    for name, args in addresses(plan).items():
        for answer in (
            handler.get(reverse(f"standards:{name}", args=args)),
            handler.post(reverse(f"standards:{name}", args=args)),
        ):
            assert answer.status_code in (403, 405), name


def test_who_only_sees_changes_nothing(people, plan):
    worker = browser(people["worker"])

    for name, args in addresses(plan).items():
        if name not in LOOK:
            address = reverse(f"standards:{name}", args=args)
            assert {worker.get(address).status_code, worker.post(address).status_code} <= {403, 405}, name


def test_a_plan_of_another_area_is_not_there(people, city, plan):
    other = make_account("stranger")
    appoint(other, "appraisal_office", area=city["districts"][1])
    Plan.objects.filter(pk=plan.pk).update(area=city["districts"][0])
    Selection.objects.update(area=city["districts"][0])

    for name, args in addresses(plan).items():
        if args:
            address = reverse(f"standards:{name}", args=args)
            assert {browser(other).get(address).status_code, browser(other).post(address).status_code} <= {404, 405}, (
                name
            )
    assert browser(other).get(reverse("standards:plans")).context["page"].items == []


def test_every_page_opens_in_few_questions(people, city, plan):
    observe("premises_m2", 2026, dict.fromkeys(city["communities"], 220))
    office = browser(people["office"])
    pages = {name: reverse(f"standards:{name}", args=args) for name, args in addresses(plan).items() if name not in ACT}
    share = plan.targets.get(title="用房达到200平方米", year=2026)
    community = Subject.objects.get(area=city["communities"][0])
    pages |= {
        "matrix by areas": f"{pages['plan']}?by=areas&year=2026",
        "share": reverse("standards:target", args=[share.pk]),
        "units of a share": reverse("standards:target_units", args=[share.pk]),
        "unit of a share": reverse("standards:target_unit", args=[share.pk, community.pk]),
    }

    for name, address in pages.items():
        office.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = office.get(address)
        assert answer.status_code == 200, name
        assert len(asked) <= MOST, name


@pytest.mark.parametrize("by", ["years", "areas"])
def test_the_matrix_asks_little_with_nothing_kept(people, plan, by):
    office, address = browser(people["office"]), reverse("standards:plan", args=[plan.pk])
    office.get(address)
    cache.clear()

    with CaptureQueriesContext(connection) as asked:
        answer = office.get(address, {"by": by})

    assert answer.status_code == 200
    assert len(asked) <= MOST


def test_every_address_of_plans_stands_in_the_list_above(people, city, plan):
    modules = ("views.plans", "views.targets", "views.selections")
    own = {each.name for each in urlpatterns if str(getattr(each.callback, "module", "")).endswith(modules)}

    assert own == {*addresses(plan), "answers"}


def test_a_worker_looks_at_the_plan_of_the_city_from_the_own_community(people, city, plan):
    observe("premises_m2", 2026, {city["communities"][0]: 220, city["communities"][1]: 100})
    worker = browser(people["worker"])
    share = plan.targets.get(title="用房达到200平方米", year=2026)
    neighbour = Subject.objects.get(area=city["communities"][1])

    page = worker.get(reverse("standards:plan", args=[plan.pk]))
    units = worker.get(reverse("standards:target_units", args=[share.pk]))
    beyond = worker.get(reverse("standards:plan", args=[plan.pk]), {"area": city["communities"][1].key})

    assert page.context["look"].area == city["communities"][0]
    assert [str(unit.subject) for unit in units.context["page"].rows] == ["红甲社区"]
    assert beyond.status_code == 404
    assert worker.get(reverse("standards:target_unit", args=[share.pk, neighbour.pk])).status_code == 404


def test_a_preset_is_opened_and_an_empty_plan_needs_a_name(people, city):
    office = browser(people["office"])
    address = reverse("standards:plan_new")
    said = {"preset": "chifeng", "area": str(city["city"].key), "first_year": "2026"}

    nameless = office.post(address, said | {"preset": ""})
    made = office.post(address, said)
    twice = office.post(address, said)

    assert (nameless.status_code, twice.status_code) == (422, 422)
    assert made.status_code == 302
    assert Target.objects.count() == 44


def test_the_matrix_shows_lights_with_words_and_leads_to_the_units(people, city, plan):
    observe("premises_m2", 2026, dict.fromkeys(city["communities"][:8], 220))
    office = browser(people["office"])

    page = office.get(reverse("standards:plan", args=[plan.pk])).content.decode()

    assert "已达成" in page
    assert "40 % · 8/20" in page
    assert "12 个无数值" in page


def test_a_target_is_set_with_a_share_in_per_cent_and_told_so_again(people, city, plan):
    office = browser(people["office"])
    said = {
        "title": "用房达到300平方米",
        "clause": "001",
        "year": "2027",
        "due_on": "2027-12-31",
        "kind": "share",
        "indicator": "premises",
        "comparator": "ge",
        "value": "25",
        "unit_comparator": "ge",
        "unit_value": "300",
        "subject_kind": "community",
        "scope_kind": "under",
        "area": str(city["city"].key),
        "path": "step",
        "base": "12.5",
    }

    refused = office.post(reverse("standards:target_new", args=[plan.pk]), said | {"unit_value": ""})
    office.post(reverse("standards:target_new", args=[plan.pk]), said)

    made = Target.objects.get(title="用房达到300平方米")
    assert refused.status_code == 422
    assert (made.value, made.base, made.order) == (D("0.25"), D("0.125"), 24)
    form = office.get(reverse("standards:target_change", args=[made.pk])).context["form"]
    assert (form["value"].value(), form["base"].value(), form["unit_value"].value()) == ("25", "12.5", "300")


def test_the_buttons_of_a_target_work(people, plan):
    office = browser(people["office"])
    target = plan.targets.get(title="用房达到200平方米", year=2026)

    office.post(reverse("standards:target_copy", args=[target.pk]), {"year": "2028"})
    office.post(reverse("standards:target_copy", args=[target.pk]), {"year": "2040"})
    office.post(reverse("standards:target_move", args=[target.pk, "up"]))
    office.post(reverse("standards:target_delete", args=[target.pk]))

    assert plan.targets.filter(title="用房达到200平方米").count() == 3
    assert not Target.objects.filter(pk=target.pk).exists()


def test_a_milestone_is_marked_on_its_page_and_taken_back(people, city, plan):
    dispatcher, worker = browser(people["dispatcher"]), browser(people["worker"])
    milestone = plan.targets.get(title="建立共建协调组织，初步形成共建机制")
    own, other = (Subject.objects.get(area=area) for area in city["districts"][:2])
    said = {"on": "2026-01-02", "evidence": "赤政发〔2026〕3号"}
    address = reverse("standards:target_unit", args=[milestone.pk, own.pk])

    refused = dispatcher.post(address, said | {"evidence": ""})
    done = dispatcher.post(address, said)
    back = dispatcher.post(address, said | {"then": "take_back", "evidence": "文件作废"})

    assert (refused.status_code, done.status_code, back.status_code) == (422, 302, 302)
    assert list(MilestoneMark.objects.order_by("pk").values_list("is_done", flat=True)) == [True, False]
    assert dispatcher.post(reverse("standards:target_unit", args=[milestone.pk, other.pk]), said).status_code == 404
    assert worker.post(address, said).status_code == 404


def test_the_page_of_a_unit_shows_parts_and_evidence(people, city, plan):
    observe("staff_income_yuan", 2026, {city["communities"][0]: 21_000})
    observe("average_wage_yuan", 2026, {city["communities"][0]: 30_000})
    income = plan.targets.get(indicator="income_share", year=2026)
    subject = Subject.objects.get(area=city["communities"][0])

    page = browser(people["office"]).get(reverse("standards:target_unit", args=[income.pk, subject.pk]))

    text = page.content.decode()
    assert [(part.label, part.value) for part in page.context["parts"]] == [
        ("社区工作人员人均年收入", D(21_000)),
        ("当地上年城镇职工平均工资", D(30_000)),
    ]
    assert "70 %" in text
    assert "/standards/history/" in text


def test_members_of_a_selection_are_ticked_and_logged(people, city, plan):
    office = browser(people["office"])
    key = Selection.objects.get(clause="001-6")
    chosen = [str(pk) for pk in Subject.objects.filter(area__in=city["communities"][:6]).values_list("pk", flat=True)]

    office.post(reverse("standards:selection", args=[key.pk]), {"name": key.name, "clause": "001-6", "members": chosen})
    strange = office.post(reverse("standards:selection", args=[key.pk]), {"name": key.name, "members": ["99999"]})

    assert key.subjects.count() == 6
    assert strange.status_code == 422
    assert AuditLine.objects.filter(action="standards.change_selection").count() == 1


def test_an_organisation_finds_the_targets_it_answers_for(people, city, plan):
    unit = make_organisation("赤峰市财政局", "department", city["city"])
    plan.targets.filter(indicator="operating_funds").update(responsible=unit)
    office = browser(people["office"])

    listed = office.get(reverse("standards:answering"))
    page = office.get(reverse("standards:answers", args=[unit.key]), {"year": "2026"})

    assert [each.name for each in listed.context["page"].items] == ["赤峰市财政局"]
    assert [cell.target.year for group in page.context["groups"] for cell in group.cells] == [2026]


def test_workbooks_are_handed_out_and_logged(people, plan):
    office = browser(people["office"])
    target = first_of(plan, "share")

    for address in (
        reverse("standards:plan_file", args=[plan.pk]),
        reverse("standards:target_units_file", args=[target.pk]),
    ):
        assert b"".join(office.get(address).streaming_content).startswith(b"PK")

    assert AuditLine.objects.filter(action="standards.plan_list").count() == 2


def test_the_path_of_a_row_is_drawn_with_its_table(people, city, plan):
    observe("premises_m2", 2026, dict.fromkeys(city["communities"], 220))
    target = plan.targets.get(title="用房达到200平方米", year=2027)

    page = browser(people["office"]).get(reverse("standards:target", args=[target.pk]))

    assert [step.target.year for step in page.context["steps"]] == [2026, 2027, 2028]
    chart = page.context["chart"]
    assert [spot.label for spot in chart.wanted] == ["2026-12-31", "2027-12-31", "2028-12-31"]
    assert chart.path.count("H") == 3
    assert "<svg" in page.content.decode()


def test_plans_out_of_use_stand_apart(people, plan):
    office = browser(people["office"])
    said = {"name": plan.name, "first_year": "2026", "years": "3", "document": "赤办发〔2026〕1号"}

    office.post(reverse("standards:plan_change", args=[plan.pk]), said)

    assert office.get(reverse("standards:plans")).context["page"].items == []
    assert len(office.get(reverse("standards:plans"), {"show": "ended"}).context["page"].items) == 1


def test_units_come_in_pages_and_by_light(city, plan):
    observe("premises_m2", 2026, dict.fromkeys(city["communities"][:8], 220))
    target = plan.targets.select_related("plan__area").get(title="用房达到200平方米", year=2026)
    today = date(2026, 6, 1)
    sheet = read_sheet(plan, now(), today)

    green = list_units(sheet, target, city["city"], today, light="green")
    seen, after = [], ""
    while after or not seen:
        page = list_units(sheet, target, city["city"], today, after=after, size=7)
        seen += [unit.subject.pk for unit in page.rows]
        after = page.next

    assert green.total == 8
    assert len(seen) == len(set(seen)) == 20
