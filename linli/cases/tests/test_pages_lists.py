"""Lists of cases: filter in the address, search, order, paging, saved views, bulk acts, export, map, figures."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.forms.limits import say_limit
from linli.cases.models import SavedView
from linli.cases.samples import make_case, take
from linli.cases.terms import State
from linli.foundation.models import AuditLine

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def officer(district):
    officer = Client()
    officer.force_login(district.people["gaofeng"])
    return officer


def numbers(answer):
    return [row.case.number for row in answer.context["rows"]]


def listed(officer, **filters):
    return officer.get(reverse("cases:list"), filters)


def test_two_characters_find_a_case_by_what_was_said(district, officer, now):
    lamp = take(district, now=now, text="路灯坏了三盏").case
    take(district, now=now, text="楼道堆物")

    assert numbers(listed(officer, q="路灯")) == [lamp.number]


def test_the_number_finds_its_case(district, officer, now):
    case = take(district, now=now).case
    take(district, now=now, text="另一件事")

    assert numbers(listed(officer, q=str(case.number))) == [case.number]


def test_the_search_box_of_the_header_leads_to_the_list(district, officer, now):
    answer = officer.get(reverse("web:search"), {"q": " 路灯 "})

    assert answer["Location"] == f"{reverse('cases:list')}?q=%E8%B7%AF%E7%81%AF&state=all"


def test_what_expires_next_stands_first(district, officer, now):
    late = take(district, now=now - timedelta(days=9)).case
    fresh = take(district, now=now, text="新").case

    assert numbers(listed(officer)) == [late.number, fresh.number]
    assert numbers(listed(officer, order="-reported")) == [fresh.number, late.number]


def test_the_light_of_the_filter_is_the_light_of_the_row(district, officer, now):
    take(district, now=now - timedelta(days=9))
    take(district, now=now, text="新")

    rows = listed(officer, light="red").context["rows"]

    assert [row.light.value for row in rows] == ["red"]


def test_a_tab_gathers_its_states(district, officer, now):
    filed = make_case(district, State.FILED, now=now - timedelta(hours=2))
    take(district, now=now, text="新")

    assert numbers(listed(officer, state="dispatch")) == [filed.number]


def test_a_filter_nobody_understands_filters_nothing_and_says_so(district, officer, now):
    case = take(district, now=now).case

    answer = listed(officer, since="yesterday", category="xyz")

    assert numbers(answer) == [case.number]
    assert answer.context["form"].errors


def test_an_empty_list_says_why_and_what_to_do(district, officer):
    page = listed(officer, q="没有的词").content.decode()

    assert 'data-testid="empty"' in page


def test_the_area_chosen_at_the_top_narrows_the_list(district, officer, now):
    here = take(district, now=now).case
    take(district, now=now, place=district.areas["longdong"], text="别处")
    officer.post(reverse("web:area"), {"area": str(district.areas["nanyuan"].key)})

    assert numbers(listed(officer)) == [here.number]


def test_nobody_chooses_an_area_outside_his_duties(district, now):
    majun = Client()
    majun.force_login(district.people["majun"])

    majun.post(reverse("web:area"), {"area": str(district.areas["nanyuan"].key)})

    assert "area" not in majun.session


def test_a_view_is_kept_without_its_page_and_dropped_by_its_owner_only(district, officer):
    officer.post(reverse("cases:save_view"), {"name": "逾期", "query": "light=red&after=abc"})
    view = SavedView.objects.get()
    stranger = Client()
    stranger.force_login(district.people["linjie"])

    assert view.query == "light=red"
    assert "逾期" in listed(officer).content.decode()
    assert stranger.post(reverse("cases:drop_view", args=[view.pk])).status_code == 404
    assert officer.post(reverse("cases:drop_view", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()


def test_a_bulk_act_answers_for_every_row(district, officer, now):
    fits = make_case(district, State.FILED, now=now - timedelta(hours=2))
    ended = make_case(district, State.CLOSED, now=now - timedelta(hours=5))

    answer = officer.post(reverse("cases:bulk"), {"act": "urge", "case": [fits.pk, ended.pk]})

    assert [result.done for result in answer.context["results"]] == [True, False]
    assert fits.events.filter(act="urge").exists()


def test_bulk_filing_takes_the_kind_the_reporter_chose_and_refuses_where_nobody_did(district, officer, now):
    known = take(district, now=now, category=district.kinds["road"]).case
    unknown = take(district, now=now, text="不知是什么").case

    answer = officer.post(reverse("cases:bulk"), {"act": "file", "case": [known.pk, unknown.pk]})

    assert [result.done for result in answer.context["results"]] == [True, False]
    known.refresh_from_db()
    assert known.state is State.FILED


def test_the_export_holds_what_the_filter_shows_no_contact_and_leaves_a_line(district, officer, now):
    case = take(district, now=now, text="=HYPERLINK(1)", contact="13800001111").case
    take(district, now=now, text="别的事", place=district.areas["longdong"])

    answer = officer.get(reverse("cases:export"), {"area": str(district.areas["nanyuan"].key)})

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [str(case.number)]
    assert "13800001111" not in str(rows)
    assert sheet["D2"].data_type == "s"
    assert AuditLine.objects.filter(action="cases.export").count() == 1


def test_the_map_shows_the_cases_of_the_list_and_no_words_of_reporters(district, officer, now):
    case = take(district, now=now, longitude=103.18, latitude=26.08).case

    points = officer.get(reverse("cases:points")).json()

    assert [feature["properties"]["number"] for feature in points["features"]] == [str(case.number)]
    assert case.reports.get().text not in str(points)


def test_every_figure_of_the_leaders_page_leads_to_as_many_cases(district, officer, now):
    take(district, now=now - timedelta(days=9))
    take(district, now=now, text="新")

    context = officer.get(reverse("cases:burning")).context

    for cell in context["totals"]:
        assert len(officer.get(cell.url).context["rows"]) == cell.number, cell
    assert [(bar.open, bar.red) for bar in context["bars"]] == [(2, 1)]


@pytest.mark.parametrize("name", ["queue", "list", "map", "points", "burning", "new", "categories", "responsibilities"])
def test_pages_ask_little_however_many_cases_there_are(district, officer, now, name, django_assert_max_num_queries):
    for turn in range(12):
        take(district, now=now - timedelta(minutes=turn), text=f"第{turn}件", longitude=103.18, latitude=26.08)

    with django_assert_max_num_queries(MOST_QUERIES):
        assert officer.get(reverse(f"cases:{name}")).status_code == 200


def test_the_page_of_a_case_asks_little(district, officer, now, django_assert_max_num_queries):
    case = make_case(district, State.CLOSED, now=now - timedelta(hours=6), contact="13800001111")
    listed(officer)  # the first page of a session writes the session

    with django_assert_max_num_queries(MOST_QUERIES):
        assert officer.get(reverse("cases:case", args=[case.pk])).status_code == 200


def test_a_problem_is_registered_with_words_and_a_community_and_sent_twice_it_is_one_case(district, officer):
    said = {
        "text": "楼道堆物",
        "area": district.areas["nanyuan"].pk,
        "channel": "patrol",
        "token": "desk-token-0001",
    }

    first = officer.post(reverse("cases:new"), said)
    second = officer.post(reverse("cases:new"), said)

    assert first.status_code == 302
    assert first["Location"] == second["Location"]


def test_registering_without_a_place_keeps_what_was_typed(district, officer):
    answer = officer.post(reverse("cases:new"), {"text": "楼道堆物", "channel": "patrol", "token": "desk-token-0002"})

    assert answer.status_code == 422
    assert "楼道堆物" in answer.content.decode()


def test_a_rule_is_added_asked_and_ended(district, officer):
    address = reverse("cases:responsibilities")
    rule = {
        "category": district.kinds["road"].pk,
        "area": district.areas["dongchuan"].pk,
        "unit": district.organisations["housing"].pk,
        "valid_from": "2026-01-01",
    }

    added = officer.post(address, rule)
    again = officer.post(address, rule)
    question = {"area": district.areas["nanyuan"].pk, "category": district.kinds["road"].pk}
    answer = officer.get(address, question).context["answer"]

    assert (added.status_code, again.status_code) == (302, 422)
    assert answer.unit == district.organisations["housing"]
    assert answer.rule is not None
    officer.post(reverse("cases:end_responsibility", args=[answer.rule.pk]))
    assert officer.get(address, question).context["answer"].rule is None


def test_a_limit_is_changed_with_an_audit_line_and_nonsense_is_refused(district, officer):
    kind = district.kinds["road"]
    address = reverse("cases:category", args=[kind.pk])
    good = {"name": kind.name, "owner_class": "department", "normal_limit": "3wd", "urgent_limit": "1wd"}

    refused = officer.post(address, {**good, "normal_limit": "soon"})
    taken = officer.post(address, good)

    kind.refresh_from_db()
    assert refused.status_code == 422
    assert taken.status_code == 302
    assert kind.normal_limit == "3wd"
    assert AuditLine.objects.filter(subject_kind="cases.category").count() == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [("3 个工作日", "3wd"), ("３工作日", "3wd"), ("6小时", "6h"), ("2 Working Hours", "2wh"), ("30m", "30m")],
)
def test_a_limit_is_taken_as_an_office_writes_it(district, officer, written, kept):
    kind = district.kinds["road"]
    fields = {"name": kind.name, "owner_class": "department", "normal_limit": written, "urgent_limit": "1wd"}

    officer.post(reverse("cases:category", args=[kind.pk]), fields)

    kind.refresh_from_db()
    assert kind.normal_limit == kept


def test_a_limit_is_shown_in_words_to_be_changed(district, officer):
    form = officer.get(reverse("cases:category", args=[district.kinds["road"].pk])).context["form"]

    assert form["normal_limit"].value() == say_limit(district.kinds["road"].normal_limit)
    assert "wd" not in form["normal_limit"].value()


def test_the_title_of_a_row_leads_to_its_case(district, officer, now):
    case = take(district, now=now, text="路灯坏了三盏").case

    page = listed(officer).content.decode()

    assert f'href="{reverse("cases:case", args=[case.pk])}" data-stop>路灯坏了三盏</a>' in page


def test_a_class_with_kinds_is_not_ended(district, officer):
    officer.post(reverse("cases:end_category", args=[district.kinds["group"].pk]))
    officer.post(reverse("cases:end_category", args=[district.kinds["litter"].pk]))

    district.kinds["group"].refresh_from_db()
    district.kinds["litter"].refresh_from_db()
    assert district.kinds["group"].valid_to is None
    assert district.kinds["litter"].valid_to is not None
