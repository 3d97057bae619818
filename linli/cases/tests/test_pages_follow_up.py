"""Pages of what follows on a case: making safe, re-visits, the draw."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases import samples, services
from linli.cases.models import Case, Category, Revisit
from linli.cases.samples import make_case
from linli.cases.terms import State

pytestmark = pytest.mark.django_db


def browser_of(account):
    browser = Client()
    browser.force_login(account)
    return browser


@pytest.fixture
def visited(district):
    """Give a case closed a month ago whose re-visit is late."""
    Category.objects.filter(code="0903").update(revisit_days=15)
    return make_case(district, State.CLOSED, now=timezone.now() - timedelta(days=30))


def test_a_late_revisit_stands_on_the_list_with_the_way_to_it(district, visited, max_queries):
    browser = browser_of(district.people["linjie"])

    with max_queries(8):
        page = browser.get(reverse("cases:revisits")).content.decode()

    assert f"row-{visited.number}" in page
    assert 'data-light="red"' in page
    assert reverse("cases:act", args=[visited.pk, "revisit"]) in page


def test_a_revisit_that_was_due_last_year_says_the_year(district, visited):
    Revisit.objects.update(from_at=timezone.now() - timedelta(days=420), due_at=timezone.now() - timedelta(days=400))

    page = browser_of(district.people["linjie"]).get(reverse("cases:revisits")).content.decode()

    assert f">{timezone.localtime() - timedelta(days=400):%Y-%m-%d}" in page


def test_only_whoever_verifies_sees_the_list(district, visited):
    assert browser_of(district.people["sunwei"]).get(reverse("cases:revisits")).status_code == 403
    neighbour = browser_of(district.people["majun"]).get(reverse("cases:revisits")).content.decode()
    assert str(visited.number) not in neighbour


def test_a_relapse_is_reported_through_the_form_and_both_cases_name_each_other(district, visited):
    browser, address = browser_of(district.people["linjie"]), reverse("cases:act", args=[visited.pk, "revisit"])
    said = {"version": visited.version, "finding": "relapsed", "note": "又占道了"}

    assert browser.post(address, {"version": visited.version, "note": "没说结果"}).status_code == 422
    assert browser.post(address, said).status_code == 302

    relapse = Case.objects.get(relapse_of=visited)
    old = browser.get(reverse("cases:case", args=[visited.pk])).content.decode()
    new = browser.get(reverse("cases:case", args=[relapse.pk])).content.decode()
    assert reverse("cases:case", args=[relapse.pk]) in old
    assert 'data-testid="relapse-of"' in new
    assert browser.post(address, said).status_code == 409
    assert Revisit.objects.get().relapse == relapse


def test_the_page_of_a_dangerous_case_shows_its_clock_and_takes_the_report(district):
    lid = samples.make_category("0905", "井盖缺失", district.kinds["group"], "department", safe_limit="30m")
    now, gaofeng = timezone.now(), district.people["gaofeng"]
    case = samples.take(district, now=now).case
    case = services.file_case(case_id=case.pk, actor=district.people["linjie"], now=now, category=lid)
    browser = browser_of(gaofeng)

    page = browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "消除险情" in page
    assert "30 分钟" in page
    address = reverse("cases:act", args=[case.pk, "secure"])
    assert browser.post(address, {"version": case.version, "note": "已围挡"}).status_code == 302
    assert browser.get(address).status_code == 409


def test_a_planned_call_back_says_until_when_and_by_whom_and_one_made_says_what_came_of_it(district):
    case = make_case(district, State.CLOSED, now=timezone.now() - timedelta(hours=4), contact="13800001111")
    browser, address = browser_of(district.people["linjie"]), reverse("cases:case", args=[case.pk])
    report = case.reports.get()

    planned = browser.get(address).content.decode()
    services.call_back(report_id=report.pk, actor=district.people["gaofeng"], now=timezone.now(), reached=False)
    made = browser.get(address).content.decode()

    assert "待回访，尚未进行" in planned
    assert f"{timezone.localtime(report.call_back.due_at):%Y-%m-%d %H:%M}" in planned
    assert f"由{case.holder.name}回访" in planned
    assert "未接通" in made
    assert "待回访" not in made
    assert district.people["gaofeng"].name in made
