"""Everything a page shows as a table is handed out as a workbook and leaves its line."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from linli.foundation.models import AuditLine
from linli.organisations.samples import make_organisation
from linli.people.samples import appoint, make_account
from linli.standards import services
from linli.standards.models import Subject, Target
from linli.standards.queries.subjects import list_subjects
from linli.standards.samples import NOON, make_metric
from linli.standards.samples.acceptances import lead_to_visit, make_acceptance
from linli.standards.samples.plans import make_ramp, make_small_city, observe
from linli.standards.terms import SubjectKind

LISTS = ("metrics_file", "indicators_file", "plans_file", "selections_file", "standards_file")


def rows_of(answer):
    assert answer.status_code == 200
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


@pytest.fixture
def city(db):
    return make_small_city()


@pytest.fixture
def office(city, client):
    """The browser of the city's office, which answers for every target of the ramp."""
    unit = make_organisation("赤峰市民政局", "department", city["city"])
    person = make_account("office")
    appoint(person, "appraisal_office", organisation=unit, area=city["city"])
    client.force_login(person)
    client.unit = unit
    return client


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_its_workbook(city, office, name):
    make_ramp(city)

    [rows] = rows_of(office.get(reverse(f"standards:{name}")))

    assert len(rows[0]) >= 4
    assert AuditLine.objects.filter(action="standards.export").count() == 1
    if name in ("plans_file", "metrics_file", "indicators_file"):
        assert len(rows) > 1


def test_targets_and_who_answers_for_them(city, office):
    plan = make_ramp(city)
    Target.objects.filter(plan=plan).update(responsible=office.unit)
    target = plan.targets.order_by("order", "year").first()

    path, below = rows_of(office.get(reverse("standards:target_file", args=[target.pk])))
    answering = reverse("standards:answers_file", args=[office.unit.key])
    [answers] = rows_of(office.get(answering))
    [of_the_year] = rows_of(office.get(answering, {"year": "2026"}))

    assert (len(path[0]), len(below[0])) == (5, 5)
    assert len(answers) == 1 + plan.targets.count()
    assert {row[1] for row in of_the_year[1:]} == {2026}


def test_who_answers_is_handed_out_as_it_is_listed(city, office, client):
    plan = make_ramp(city)
    second = make_organisation("红山区财政局", "department", city["districts"][0])
    Target.objects.filter(plan=plan, indicator="operating_funds").update(responsible=office.unit)
    Target.objects.filter(plan=plan, indicator="income_share").update(responsible=second)

    page = office.get(reverse("standards:answering"))
    [[titles, *rows]] = rows_of(office.get(reverse("standards:answering_file")))

    assert len(titles) == 2
    assert rows == [(unit.name, unit.area.short_name) for unit in page.context["page"].items]
    assert len(rows) == 2
    assert reverse("standards:answering_file") in page.content.decode()
    client.force_login(make_account("nobody"))
    assert client.get(reverse("standards:answering_file")).status_code == 403


def test_one_unit_is_handed_out_with_its_parts(city, office):
    plan, own = make_ramp(city), city["communities"][0]
    observe("staff_income_yuan", 2026, {own: 21_000})
    observe("average_wage_yuan", 2026, {own: 30_000})
    income = plan.targets.get(indicator="income_share", year=2026)
    args = [income.pk, Subject.objects.get(area=own).pk]

    page = office.get(reverse("standards:target_unit", args=args))
    light, parts = rows_of(office.get(reverse("standards:target_unit_file", args=args)))

    assert (light[1][0], light[1][2], light[1][4]) == (income.title, own.name, "70 %")
    assert light[1][3] in page.content.decode()
    told = [(part.label, part.value) for part in page.context["parts"]]
    assert [(row[0], row[2]) for row in parts[4:-1]] == told
    assert parts[-1][2] == page.context["value"] == 70
    assert reverse("standards:target_unit_file", args=args) in page.content.decode()


def test_one_unit_of_a_milestone_is_handed_out_with_its_marks(city, office, client):
    plan = make_ramp(city)
    milestone = plan.targets.get(title="建立共建协调组织，初步形成共建机制")
    own, other = (Subject.objects.get(area=area) for area in city["districts"][:2])
    dispatcher = make_account("dispatcher")
    appoint(dispatcher, "subdistrict_dispatcher", organisation=office.unit, area=city["districts"][0])
    client.force_login(dispatcher)
    args = [milestone.pk, own.pk]
    said = {"on": "2026-01-02", "evidence": "赤政发〔2026〕3号"}
    client.post(reverse("standards:target_unit", args=args), said)
    client.post(reverse("standards:target_unit", args=args), said | {"then": "take_back", "evidence": "文件作废"})

    page = client.get(reverse("standards:target_unit", args=args))
    _light, marks = rows_of(client.get(reverse("standards:target_unit_file", args=args)))

    assert [(row[1].date(), row[2]) for row in marks[1:]] == [
        (mark.on, mark.evidence) for mark in page.context["marks"]
    ]
    assert [row[0] for row in marks[1:]] == ["已撤回", "已达成"]
    assert client.get(reverse("standards:target_unit_file", args=[milestone.pk, other.pk])).status_code == 404
    client.force_login(make_account("nobody"))
    assert client.get(reverse("standards:target_unit_file", args=args)).status_code == 403


def test_the_history_of_a_figure(city, office):
    metric = make_metric("volunteers", now=NOON)
    subject = list_subjects(SubjectKind.COMMUNITY, city["city"])[0]

    [rows] = rows_of(office.get(reverse("standards:history_file", args=[subject.pk, metric.pk])))

    assert len(rows) == 1


def test_both_sides_of_an_acceptance_and_two_versions(client, db):
    sample = make_acceptance()
    lead_to_visit(sample)
    client.force_login(sample.people["office"])
    version = sample.acceptance.version

    [rows] = rows_of(client.get(reverse("standards:acceptance_file", args=[sample.acceptance.pk])))
    next_one = services.next_draft(standard_id=version.standard_id, actor=sample.people["office"], now=NOON)
    services.delete_item(item_id=next_one.items.last().pk, actor=sample.people["office"], now=NOON)
    [changes] = rows_of(client.get(reverse("standards:compare_file", args=[version.pk, next_one.pk])))

    assert "现场查看" in {cell for row in rows for cell in row}
    assert len(changes) == 2
