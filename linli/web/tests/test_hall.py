"""The hall: navigation by duties, the taste of the page, error pages, health."""

import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.samples import make_case_district, take
from linli.people.models import Role
from linli.people.samples import appoint, make_account
from linli.people.services import install_roles
from linli.web.templatetags.hall import moment
from linli.web.urls import urlpatterns

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_case_district()


def browser_of(account):
    browser = Client()
    browser.force_login(account)
    return browser


def doors_of(page):
    return set(re.findall(r'data-testid="nav-(\w+)"', page.content.decode()))


def test_staff_are_led_to_their_work_and_residents_to_their_page(client, district):
    assert client.get("/").status_code == 200
    assert browser_of(district.people["linjie"]).get("/")["Location"] == reverse("cases:queue")


def test_the_navigation_shows_only_doors_that_open(client, district):
    acceptor = browser_of(district.people["linjie"]).get(reverse("cases:queue"))
    commander = browser_of(district.people["gaofeng"]).get(reverse("cases:queue"))

    assert "settings" not in doors_of(acceptor)
    assert "settings" in doors_of(commander)
    assert doors_of(client.get("/")) == {"report", "track", "open"}


def test_the_area_in_scope_is_always_shown(district):
    page = browser_of(district.people["linjie"]).get(reverse("cases:queue")).content.decode()

    assert 'data-testid="area-switch"' in page
    assert district.areas["nanyuan"].short_name in page


def test_the_taste_of_the_page_is_kept_and_nonsense_is_not(client):
    client.post(reverse("web:taste"), {"theme": "dark", "size": "large", "language": "en"})
    client.post(reverse("web:taste"), {"theme": "'><script>"})

    page = client.get("/").content.decode()

    assert 'data-bs-theme="dark"' in page
    assert 'data-size="large"' in page
    assert '<html lang="en"' in page


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_the_way_back_leads_only_to_our_own_pages(client, wanted):
    answer = client.post(reverse("web:taste"), {"theme": "dark", "next": wanted})

    assert answer["Location"] == "/"


def test_a_page_that_is_not_there_says_what_to_do(client):
    answer = client.get("/nothing-here/")

    assert answer.status_code == 404
    assert 'data-testid="error-404"' in answer.content.decode()


def test_a_form_without_its_mark_is_explained(district):
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(reverse("web:taste"), {"theme": "dark"})

    assert answer.status_code == 403
    assert 'data-testid="error-403"' in answer.content.decode()


def test_a_failure_on_our_side_is_told_without_database_and_person(rf, django_assert_num_queries):
    from linli.web.views import errors

    with django_assert_num_queries(0):
        answer = errors.server_error(rf.get("/"))

    assert answer.status_code == 500
    assert b"Traceback" not in answer.content


def test_health_is_told_to_the_machine_that_watches(client):
    answer = client.get("/healthz")

    assert answer.json() == {"status": "ok"}
    assert answer["Cache-Control"] == "no-store"


def test_every_view_of_the_hall_declares_who_may_come_in():
    for pattern in urlpatterns:
        assert getattr(pattern.callback, "action", None), pattern


@pytest.mark.parametrize("address", ["/", "/report/", "/track/", "/open/", "/help/", "/privacy/", "/nothing/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_carries_inline_scripts_styles_or_handlers(client, address, language):
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = language

    page = client.get(address).content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"\son[a-z]+=", page)
    assert "unsafe" not in client.get(address)["Content-Security-Policy"]


def test_the_english_page_holds_no_chinese_but_the_name_of_the_language(client):
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = "en"

    page = client.get("/").content.decode()

    assert set(re.findall(r"[\u4e00-\u9fff]+", page)) <= {"简体中文"}


def test_settings_list_what_a_person_may_open(district):
    commander = browser_of(district.people["gaofeng"]).get(reverse("web:settings")).content.decode()
    nobody = browser_of(make_account("passant")).get(reverse("web:settings")).content.decode()

    assert 'data-testid="setting-categories"' in commander
    assert "setting-" not in nobody


def test_a_page_of_settings_marks_settings_in_the_navigation(district):
    page = browser_of(district.people["gaofeng"]).get(reverse("cases:categories")).content.decode()

    assert re.findall(r'data-testid="nav-(\w+)" aria-current="page"', page) == ["settings"]


def test_a_number_leads_straight_to_its_case_and_words_to_the_list(district):
    case = take(district, now=timezone.now()).case
    browser = browser_of(district.people["linjie"])

    found = browser.get(reverse("web:search"), {"q": f" {case.number} "})
    unknown = browser.get(reverse("web:search"), {"q": "99990000001"})

    assert found["Location"] == reverse("cases:case", args=[case.pk])
    assert unknown["Location"].startswith(reverse("cases:list"))


def test_the_number_of_a_case_outside_the_duties_tells_nothing(district):
    case = take(district, now=timezone.now()).case
    browser = browser_of(district.people["majun"])

    answers = [browser.get(reverse("web:search"), {"q": number}) for number in (case.number, "99990000001")]

    assert {answer["Location"].partition("?")[0] for answer in answers} == {reverse("cases:list")}


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, "昨天 09:05"), (0, "今天 09:05"), (1, "明天 09:05"), (2, "01-03 09:05"), (-2, "2025-12-30 09:05")],
)
def test_a_moment_is_said_as_people_say_it(days, said, monkeypatch):
    noon = datetime(2026, 1, 1, 9, 5, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr("linli.web.templatetags.hall.localdate", noon.date)

    assert moment(noon + timedelta(days=days)) == said


def test_who_may_not_is_told_what_is_missing_who_helps_and_led_back_to_work(district):
    install_roles()
    luopengwei = make_account("luopengwei", name="罗鹏伟")
    appoint(luopengwei, Role.objects.get(code="security_admin"))

    answer = browser_of(district.people["linjie"]).get(reverse("people:roles"), headers={"accept-language": "zh-hans"})
    page = answer.content.decode()

    assert answer.status_code == 403
    assert "您的职责不包括“设置角色”" in page
    assert "罗鹏伟" in page
    assert f'data-testid="way-back" href="{reverse("cases:queue")}"' in page
    assert "返回“我的工作”" in page


def test_empty_lists_of_a_fresh_installation_lead_to_the_imports():
    install_roles()
    liangliyan = make_account("liangliyan")
    appoint(liangliyan, Role.objects.get(code="system_admin"))
    browser = browser_of(liangliyan)

    areas = browser.get(reverse("places:list")).content.decode()
    organisations = browser.get(reverse("organisations:list")).content.decode()

    assert reverse("foundation:import_start", args=["areas"]) in areas
    assert reverse("foundation:import_start", args=["organisations"]) in organisations
