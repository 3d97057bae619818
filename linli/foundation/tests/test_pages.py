"""The pages of the audit log and the calendar: who is refused, what is shown, how many queries."""

from datetime import date, timedelta

import pytest

from linli.foundation import audit
from linli.foundation.models import AuditLine, CalendarDay, CalendarYear
from linli.foundation.tests.conftest import NOW

LOG, YEAR = "/manage/audit/", "/manage/calendar/2027/"


@pytest.mark.parametrize("address", [LOG, "/manage/calendar/", YEAR])
def test_nobody_sees_the_pages_without_the_duty(signed_in, address):
    assert signed_in("cases.file").get(address).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/manage/calendar/2027/days/", "/manage/calendar/2027/confirm/", "/manage/calendar/days/2027-01-04/clear/"],
)
def test_nobody_changes_the_calendar_without_the_duty(signed_in, address):
    answer = signed_in("foundation.audit").post(address, {"day": "2027-01-04", "is_workday": "1", "reason": "x"})

    assert answer.status_code == 403
    assert not CalendarDay.objects.exists()


@pytest.fixture
def auditor(signed_in):
    return signed_in("foundation.audit")


def lines_of(answer):
    return [row["line"].pk for row in answer.context["rows"]]


def test_the_log_shows_the_newest_line_first_with_the_persons_name(auditor, django_user_model):
    linjie = django_user_model.objects.get()
    audit.record(actor=None, action="places.import", subject=None, at=NOW)
    audit.record(actor=linjie, action="people.edit", subject=linjie, at=NOW, note="new telephone")

    answer = auditor.get(LOG)

    assert lines_of(answer) == [2, 1]
    text = answer.content.decode()
    assert "林杰" in text
    assert "new telephone" in text
    assert "2026-11-22 14:30:00" in text
    assert "the system" in text


def test_the_log_filters_by_person_act_thing_and_day(auditor, django_user_model):
    linjie = django_user_model.objects.get()
    audit.record(actor=None, action="places.import", subject=None, at=NOW)
    audit.record(actor=linjie, action="people.edit", subject=linjie, at=NOW)
    audit.record(actor=linjie, action="foundation.calendar", subject=None, at=NOW + timedelta(days=2))

    def found(**wanted):
        return lines_of(auditor.get(LOG, wanted))

    assert found(actor="linjie") == found(actor="林") == [3, 2]
    assert found(actor="nobody") == []
    assert found(action="foundation.calendar") == [3]
    assert found(subject="people.account") == found(subject=f"people.account {linjie.pk}") == [2]
    assert found(subject="people.account 0") == []
    assert found(first_on="2026-11-23") == [3]
    assert found(last_on="2026-11-22") == [2, 1]
    assert found(first_on="not a day", action="no such act") == [3, 2, 1]


def test_the_log_turns_pages_without_losing_the_filter(auditor, django_assert_max_num_queries):
    audit.append_many([AuditLine(at=NOW, action="places.edit") for _ in range(120)])

    with django_assert_max_num_queries(12):
        first = auditor.get(LOG, {"action": "places.edit"})
    second = auditor.get(LOG, {"action": "places.edit", "after": first.context["page"].next})

    assert lines_of(first) == list(range(120, 70, -1))
    assert lines_of(second) == list(range(70, 20, -1))
    assert lines_of(auditor.get(LOG, {"after": second.context["page"].previous})) == lines_of(first)


def test_an_empty_log_says_why(auditor):
    assert 'data-testid="empty"' in auditor.get(LOG).content.decode()


@pytest.fixture
def clerk(signed_in):
    return signed_in("foundation.calendar")


def test_the_calendar_leads_to_the_present_year(clerk):
    assert clerk.get("/manage/calendar/").status_code == 302


def test_the_year_shows_twelve_months_and_warns_while_provisional(clerk, django_assert_max_num_queries):
    clerk.get(YEAR)
    with django_assert_max_num_queries(12):
        text = clerk.get(YEAR).content.decode()

    assert text.count('data-testid="month-') == 12
    assert "calendar-provisional" in text
    assert "calendar-provisional" not in clerk.get("/manage/calendar/2026/").content.decode()


@pytest.mark.parametrize("year", [1999, 2003, 2036])
def test_a_year_that_the_calendar_does_not_hold_is_not_found(clerk, year):
    assert clerk.get(f"/manage/calendar/{year}/").status_code == 404
    assert clerk.post(f"/manage/calendar/{year}/confirm/").status_code == 404


def test_a_chosen_day_stands_in_the_form_with_the_change_that_suggests_itself(clerk):
    form = clerk.get(YEAR, {"day": "2027-02-13"}).context["form"]

    assert form.initial == {"day": date(2027, 2, 13), "is_workday": "1"}
    assert clerk.get(YEAR, {"day": "tomorrow"}).context["form"].initial == {}


def test_a_day_is_declared_and_taken_back(clerk):
    sent = {"day": "2027-02-13", "is_workday": "1", "reason": "official notice"}

    assert clerk.post(f"{YEAR}days/", sent).headers["Location"] == YEAR
    assert CalendarDay.objects.get().is_workday
    assert "official notice" in clerk.get(YEAR).content.decode()

    clerk.post("/manage/calendar/days/2027-02-13/clear/", {"reason": " "})
    assert CalendarDay.objects.exists()
    clerk.post("/manage/calendar/days/2027-02-13/clear/", {"reason": "wrong day"})
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"day": "2027-02-13", "is_workday": "1", "reason": "  "},
        {"day": "2027-02-30", "is_workday": "1", "reason": "notice"},
        {"day": "2027-02-13", "is_workday": "maybe", "reason": "notice"},
        {"day": "2040-02-13", "is_workday": "1", "reason": "notice"},
    ],
)
def test_a_faulty_declaration_is_refused_and_keeps_what_was_typed(clerk, sent):
    answer = clerk.post(f"{YEAR}days/", sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert sent["day"] in answer.content.decode()
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("day", ["2027-02-13", "not-a-day"])
def test_taking_back_what_was_never_declared_is_not_found(clerk, day):
    assert clerk.post(f"/manage/calendar/days/{day}/clear/", {"reason": "x"}).status_code == 404


def test_a_confirmed_year_warns_no_more(clerk):
    clerk.post(f"{YEAR}confirm/")

    assert CalendarYear.objects.get().year == 2027
    assert "calendar-provisional" not in clerk.get(YEAR).content.decode()


def test_a_page_in_chinese_names_the_holidays_in_chinese(clerk):
    text = clerk.get("/manage/calendar/2026/", headers={"accept-language": "zh-hans"}).content.decode()

    assert "国庆节" in text


def test_staff_are_warned_on_every_page_while_the_coming_year_is_provisional(auditor, monkeypatch):
    monkeypatch.setattr("linli.web.notices.timezone.now", lambda: NOW)

    assert 'data-testid="notice"' in auditor.get(LOG).content.decode()
    assert "2027" in auditor.get(LOG).content.decode()
