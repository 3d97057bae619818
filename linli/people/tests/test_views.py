import io

import openpyxl
import pytest
from django.test import Client
from django.urls import get_resolver

from linli.foundation.models import AuditLine
from linli.people import samples
from linli.people.models import Account, Appointment, Role

from .conftest import TODAY


@pytest.fixture
def browse():
    """Return a browser in which somebody is signed in."""

    def browse(account):
        browser = Client()
        browser.force_login(account)
        return browser

    return browse


def pages_of(account):
    return [
        "/people/",
        "/people/new/",
        f"/people/{account.pk}/",
        f"/people/{account.pk}/edit/",
        f"/people/{account.pk}/may/",
        f"/people/{account.pk}/appoint/",
        "/people/roles/",
        "/people/roles/new/",
        f"/people/roles/{Role.objects.first().pk}/",
        "/people/me/",
        "/people/me/password/",
        "/people/me/two-factor/",
    ]


def test_every_view_of_the_room_declares_its_act():
    views = [pattern.callback for pattern in get_resolver("linli.people.urls").url_patterns]

    assert views
    assert all(getattr(view, "action", "") for view in views)


def test_visitors_are_led_to_the_sign_in_from_every_page(worker):
    for page in pages_of(worker):
        answer = Client().get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith("/people/sign-in/?next="), page


def test_a_worker_sees_none_of_the_offices_pages(worker, browse):
    browser = browse(worker)

    refused = [page for page in pages_of(worker) if browser.get(page).status_code == 403]

    assert refused == pages_of(worker)[:-3]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages_for_who_may(commander, security, worker, browse, language):
    for account in (commander, security):
        browser = browse(account)
        for page in pages_of(worker):
            answer = browser.get(page, headers={"accept-language": language})
            assert answer.status_code in {200, 403}, page
            assert answer.status_code == 200 or account == commander or "/edit/" in page or "/new/" in page


def test_somebody_out_of_reach_is_not_found_on_any_page(commander, security, browse):
    browser = browse(commander)
    base = f"/people/{security.pk}/"

    assert {browser.get(base + tail).status_code for tail in ("", "edit/", "may/", "appoint/")} == {404}
    acts = ("phone/", "deactivate/", "password/", "two-factor/")
    assert {browser.post(base + tail).status_code for tail in acts} == {404}


def test_acts_need_a_post(commander, worker, browse):
    browser = browse(commander)

    for tail in ("phone/", "deactivate/", "password/", "two-factor/"):
        assert browser.get(f"/people/{worker.pk}/{tail}").status_code == 405


def test_acts_without_the_token_of_the_form_are_refused(commander, worker):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(commander)

    assert browser.post(f"/people/{worker.pk}/password/").status_code == 403
    assert Account.objects.get(pk=worker.pk).check_password(samples.SAMPLE_PASSWORD)


def test_the_list_stays_within_its_queries(commander, units, areas, browse, django_assert_max_num_queries):
    for number in range(30):
        account = samples.make_account(f"clerk{number:02}", organisation=units["tongdu_office"])
        samples.appoint(account, "checker", organisation=units["tongdu_office"], area=areas["tongdu"])
    browser = browse(commander)
    browser.get("/people/")

    with django_assert_max_num_queries(16):
        page = browser.get("/people/").content.decode()

    assert page.count('data-testid="person-') == 31


def test_the_list_keeps_its_filter_in_the_address(commander, worker, browse):
    browser = browse(commander)

    assert 'data-testid="person-heping"' in browser.get("/people/?q=何平").content.decode()
    assert 'data-testid="empty"' in browser.get("/people/?q=张").content.decode()
    assert browser.get("/people/?unit=999999&role=nonsense&state=x&after=@@").status_code == 200


def test_a_phone_is_masked_until_somebody_asks_which_is_written_down(commander, worker, browse):
    browser = browse(commander)
    page = browser.get(f"/people/{worker.pk}/").content.decode()
    assert "138****1234" in page
    assert "13812341234" not in page

    assert "13812341234" in browser.post(f"/people/{worker.pk}/phone/").content.decode()
    assert AuditLine.objects.order_by("-id").first().action == "people.reveal_phone"


def test_an_account_is_made_and_its_password_shown_once(commander, units, browse):
    browser = browse(commander)
    typed = {"username": "xiaoyu", "name": "小雨", "organisation": units["tongdu_office"].pk}

    answer = browser.post("/people/new/", typed)

    account = Account.objects.get(username="xiaoyu")
    assert account.check_password(answer.context["password"])
    assert answer.context["password"] in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer.context["password"] not in browser.get(f"/people/{account.pk}/").content.decode()


def test_an_organisation_out_of_reach_cannot_be_slipped_into_the_form(commander, units, areas, browse):
    office = samples.make_account("office", organisation=units["tongdu_office"])
    role = samples.make_role("desk", actions=["people.view", "people.edit", "people.appoint"], whole_area=True)
    samples.appoint(office, role, organisation=units["tongdu_office"], area=areas["tongdu"])
    browser = browse(office)

    answer = browser.post("/people/new/", {"username": "x1", "name": "x", "organisation": units["bigu_office"].pk})

    assert answer.status_code == 422
    assert not Account.objects.filter(username="x1").exists()


def test_fields_that_the_form_does_not_show_change_nothing(commander, worker, units, browse):
    tampered = {
        "name": "何平",
        "organisation": units["nanyuan_committee"].pk,
        "username": "root",
        "admin_kind": "security",
        "is_active": "",
        "password": "x",
        "must_change_password": "1",
    }
    before = Account.objects.values().get(pk=worker.pk)

    assert browse(commander).post(f"/people/{worker.pk}/edit/", tampered).status_code == 302

    after = Account.objects.values().get(pk=worker.pk)
    assert {key for key in before if before[key] != after[key]} <= {"phone", "phone_digest"}


def test_a_person_is_changed_on_the_page_where_the_user_name_is_not_asked_for(commander, worker, units, browse):
    typed = {"name": "何小平", "organisation": units["shiyang_committee"].pk, "phone": "139 0000 2222"}

    assert browse(commander).post(f"/people/{worker.pk}/edit/", typed).status_code == 302

    worker.refresh_from_db()
    assert (worker.username, worker.name, worker.phone) == ("heping", "何小平", "13900002222")


def test_what_was_typed_stays_when_the_form_is_refused(commander, worker, units, browse):
    typed = {"username": "heping", "name": "另一个何平", "organisation": units["tongdu_office"].pk}

    answer = browse(commander).post("/people/new/", typed)

    assert answer.status_code == 422
    assert "另一个何平" in answer.content.decode()
    assert answer.context["form"].errors["username"]


def appointment(role, unit, area, **more):
    typed = {"role": role.pk, "organisation": unit.pk, "area": area.pk, "valid_from": TODAY.isoformat()}
    return typed | more


def test_a_role_is_given_on_the_page(commander, worker, units, areas, browse):
    role = samples.make_role("checker")
    typed = appointment(role, units["nanyuan_committee"], areas["nanyuan"], post="网格长")

    answer = browse(commander).post(f"/people/{worker.pk}/appoint/", typed)

    assert answer.status_code == 302
    assert Appointment.objects.get(role=role).post == "网格长"


def test_a_role_that_is_not_offered_cannot_be_slipped_into_the_form(commander, worker, units, areas, browse):
    auditor = samples.make_role("auditor")

    answer = browse(commander).post(
        f"/people/{worker.pk}/appoint/", appointment(auditor, units["headquarters"], areas["dongchuan"])
    )

    assert answer.status_code == 422
    assert not Appointment.objects.filter(role=auditor).exists()


def test_an_area_out_of_reach_cannot_be_slipped_into_the_form(commander, worker, units, areas, browse):
    typed = appointment(samples.make_role("checker"), units["headquarters"], areas["kunming"])

    assert browse(commander).post(f"/people/{worker.pk}/appoint/", typed).status_code == 422
    assert browse(commander).post(f"/people/{worker.pk}/appoint/", typed | {"area": ""}).status_code == 422


def test_a_refusal_names_its_rule_on_the_page(security, worker, browse):
    samples.appoint(worker, "auditor")

    answer = browse(security).post(
        f"/people/{worker.pk}/appoint/",
        {"role": samples.make_role("system_admin").pk, "valid_from": TODAY.isoformat()},
    )

    assert answer.status_code == 409
    assert "何平" in str(answer.context["form"].non_field_errors())


def test_somebody_elses_appointment_out_of_reach_is_not_found(commander, security, browse):
    held = security.appointments.get()

    assert browse(commander).post(f"/people/appointments/{held.pk}/end/", {"valid_to": TODAY}).status_code == 404


def test_an_appointment_ends_on_the_page(commander, worker, browse):
    held = worker.appointments.get()
    url = f"/people/appointments/{held.pk}/end/"

    browse(commander).post(url, {"valid_to": "nonsense"})
    assert Appointment.objects.get(pk=held.pk).valid_to is None
    browse(commander).post(url, {"valid_to": TODAY.isoformat()})
    assert Appointment.objects.get(pk=held.pk).valid_to == TODAY


def test_deactivating_and_reactivating_on_the_page(commander, worker, browse):
    browser = browse(commander)

    browser.post(f"/people/{worker.pk}/deactivate/")
    assert not Account.objects.get(pk=worker.pk).is_active
    browser.post(f"/people/{worker.pk}/reactivate/")
    assert Account.objects.get(pk=worker.pk).is_active


def test_a_refused_act_says_why(commander, worker, areas, browse):
    samples.appoint(worker, "auditor")

    answer = browse(commander).post(f"/people/{worker.pk}/deactivate/")

    assert answer.status_code == 409
    assert 'data-testid="refusal"' in answer.content.decode()


def test_a_role_is_made_and_changed_on_the_page(security, browse):
    browser = browse(security)
    typed = {"code": "night_desk", "name": "夜班", "actions": ["cases.view", "cases.file"], "whole_area": "on"}
    assert browser.post("/people/roles/new/", typed).status_code == 302
    role = Role.objects.get(code="night_desk")

    changed = {"name": "夜班台", "actions": ["cases.view"], "is_active": "on"}
    assert browser.post(f"/people/roles/{role.pk}/", changed).status_code == 302

    role.refresh_from_db()
    assert (role.name, role.actions, role.whole_area, role.is_active) == ("夜班台", ["cases.view"], False, True)
    assert browser.post(f"/people/roles/{role.pk}/", changed | {"actions": ["foundation.audit"]}).status_code == 409
    assert browser.post(f"/people/roles/{role.pk}/", changed | {"actions": ["no.such"]}).status_code == 422


def test_initial_passwords_come_as_a_workbook_that_opens_the_accounts(commander, units, browse):
    fresh = samples.make_account("xiaoyu", name="小雨", password=None, organisation=units["tongdu_office"])
    browser = browse(commander)
    assert 'data-testid="issue"' in browser.get("/people/?state=fresh").content.decode()

    answer = browser.post("/people/passwords/", {"state": "fresh"})

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[1][:2] == ("小雨", "xiaoyu")
    assert Account.objects.get(pk=fresh.pk).check_password(rows[1][2])
    assert 'data-testid="issue"' not in browser.get("/people/?state=fresh").content.decode()


def test_one_changes_ones_own_phone_and_language_but_not_ones_name(worker, browse):
    browser = browse(worker)

    answer = browser.post("/people/me/", {"phone": "１３９ 0000 1111", "email": "", "language": "en", "name": "x"})

    worker.refresh_from_db()
    assert (worker.name, worker.phone, worker.language) == ("何平", "13900001111", "en")
    assert answer.cookies["django_language"].value == "en"


def test_session_account_and_grants_cost_three_queries_and_a_refusal_one_to_name_who_helps(
    worker, enter, django_assert_num_queries
):
    browser = enter(worker)
    browser.get("/people/me/password/")

    with django_assert_num_queries(4):
        browser.post("/people/roles/new/", headers={"accept": "application/json", "hx-request": "true"})
