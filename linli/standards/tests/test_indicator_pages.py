"""Indicators: begun, changed from a day on, ended; the editor's preview; the page of one with parts and evidence."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from linli.cases.samples import make_case, make_case_district
from linli.cases.terms import State
from linli.foundation.models import AuditLine
from linli.people.samples import appoint, make_account
from linli.standards import queries, services
from linli.standards.models import Indicator, Metric
from linli.standards.services import IndicatorFacts, StandardRefused, ensure_subjects
from linli.values import Span

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SHARE = IndicatorFacts("按期办结率", "cases.in_time", "cases.closed", factor=Decimal(100), unit="%", span_kind="month")
pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    made = make_case_district()
    ensure_subjects(kind="community", areas=[made.areas[name] for name in ("nanyuan", "shiyang", "longdong")])
    ensure_subjects(kind="subdistrict", areas=[made.areas["tongdu"], made.areas["bigu"]])
    return made


@pytest.fixture
def office(client, district):
    account = make_account("kaohe")
    appoint(
        account,
        "appraisal_office",
        organisation=district.organisations["headquarters"],
        area=district.areas["dongchuan"],
    )
    client.force_login(account)
    return client


@pytest.fixture
def share(district):
    return begin()


def begin(code="on_time", facts=SHARE, valid_from=date(2026, 1, 1)):
    return services.create_indicator(code=code, facts=facts, valid_from=valid_from, actor=None, now=NOON)


def change(row, facts, on=date(2026, 6, 1), **says):
    given = {"code": row.code, "seen": row.pk, "valid_from": on, "actor": None, "now": NOON}
    return services.change_indicator(facts=facts, **(given | says))


def typed(**said):
    given = {
        "name": "按期办结率",
        "code": "on_time",
        "unit": "%",
        "subject_kind": "community",
        "span_kind": "month",
        "numerator": "cases.in_time",
        "denominator": "cases.closed",
        "factor": "100",
        "direction": "higher",
        "valid_from": "2026-01-01",
        "try_span": "2026-11",
    }
    return given | said


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (IndicatorFacts("点赞数", "cases.closed"), "standards.negative.likes"),
        (IndicatorFacts("活跃", "cases.closed", numerator_words="系统登录次数"), "standards.negative.logins"),
        (IndicatorFacts("按期", "cases.closed /"), "standards.formula_end"),
        (IndicatorFacts("按期", "cases.closed", "1 +"), "standards.formula_end"),
        (IndicatorFacts("按期", "cases.unheard_of"), "standards.formula_unknown_name"),
        (IndicatorFacts("按期", "1", factor=Decimal(0)), "standards.factor_zero"),
    ],
)
def test_what_may_not_be_measured_or_is_no_formula_is_refused(facts, rule):
    with pytest.raises(StandardRefused) as refused:
        begin(facts=facts)

    assert [reason.rule for reason in refused.value.reasons] == [rule]
    assert not Indicator.objects.exists()
    assert not AuditLine.objects.filter(action="standards.create_indicator").exists()


def test_a_code_is_given_once(share):
    with pytest.raises(StandardRefused) as refused:
        begin()

    assert refused.value.reasons[0].rule == "standards.code_taken"


def test_a_change_is_a_new_row_and_the_old_one_ends(share):
    changed = change(share, IndicatorFacts("按期办结率", "cases.in_time", "cases.closed", unit="%", span_kind="month"))

    share.refresh_from_db()
    assert (share.valid_to, changed.valid_from, changed.valid_to) == (date(2026, 6, 1), date(2026, 6, 1), None)
    assert (share.factor, changed.factor) == (100, 1)
    line = AuditLine.objects.get(action="standards.change_indicator")
    assert '"after":{"factor":"1"}' in line.details


def test_nothing_changed_makes_no_row(share):
    assert change(share, SHARE).pk == share.pk
    assert not AuditLine.objects.filter(action="standards.change_indicator").exists()


@pytest.mark.parametrize(
    ("says", "rule"),
    [({"seen": 0}, "standards.indicator_changed"), ({"valid_from": date(2026, 1, 1)}, "standards.indicator_too_early")],
)
def test_a_change_that_cannot_be_is_refused(share, says, rule):
    with pytest.raises(StandardRefused) as refused:
        change(share, IndicatorFacts("另一个", "cases.closed"), **says)

    assert refused.value.reasons[0].rule == rule
    assert Indicator.objects.count() == 1


def test_an_indicator_ends(share):
    services.end_indicator(code="on_time", seen=share.pk, on=date(2026, 12, 1), actor=None, now=NOON)

    share.refresh_from_db()
    assert share.valid_to == date(2026, 12, 1)
    assert AuditLine.objects.filter(action="standards.end_indicator").count() == 1


def test_the_usual_indicators_are_taken_over_once(db):
    first = services.install_presets(actor=None, now=NOON)
    again = services.install_presets(actor=None, now=NOON)

    assert (first > 10, again) == (True, 0)
    assert Metric.objects.filter(code="residents").exists()
    assert {"workers_per_10000", "households_per_worker", "on_time_share"} <= set(
        Indicator.objects.values_list("code", flat=True)
    )
    assert AuditLine.objects.filter(action="standards.install_indicators").count() == 1


def test_every_indicator_that_ships_is_a_formula_of_known_names(db):
    services.install_presets(actor=None, now=NOON)

    for row in Indicator.objects.all():
        facts = {name: getattr(row, name) for name in ("name", "numerator", "denominator", "factor")}
        services.create_indicator(
            code=f"again-{row.code}", facts=IndicatorFacts(**facts), valid_from=date(2026, 1, 1), actor=None, now=NOON
        )


@pytest.mark.parametrize("role", ["community_worker", "leader"])
def test_who_only_looks_defines_nothing(client, district, share, role):
    account = make_account("kan")
    appoint(account, role, organisation=district.organisations["nanyuan_committee"], area=district.areas["nanyuan"])
    client.force_login(account)

    assert client.get(reverse("standards:indicator", args=["on_time"])).status_code == 200
    assert client.get(reverse("standards:indicator_new")).status_code == 403
    assert client.get(reverse("standards:indicator_change", args=["on_time"])).status_code == 403
    assert client.post(reverse("standards:indicator_preview"), typed()).status_code == 403
    assert client.post(reverse("standards:indicator_end", args=["on_time"]), {}).status_code == 403
    assert client.post(reverse("standards:indicator_install")).status_code == 403


def test_a_community_worker_is_told_of_his_own_community_only(client, district, share):
    account = make_account("kan")
    appoint(
        account,
        "community_worker",
        organisation=district.organisations["nanyuan_committee"],
        area=district.areas["nanyuan"],
    )
    client.force_login(account)

    page = client.get(reverse("standards:indicator", args=["on_time"]), {"span": "2026-11"})
    other = ensure_subjects(kind="community", areas=[district.areas["shiyang"]])[0]

    assert [str(told.subject) for told in page.context["rows"]] == ["南苑社区"]
    assert client.get(reverse("standards:indicator", args=["on_time"]), {"subject": other.pk}).status_code == 404


def test_the_list_shows_and_finds(office, share, max_queries):
    with max_queries(20):
        page = office.get(reverse("standards:indicators"), {"q": "按期"})

    assert [row.code for row in page.context["page"]] == ["on_time"]
    assert not office.get(reverse("standards:indicators"), {"state": "ended"}).context["page"].items
    assert office.get(reverse("standards:indicators"), {"q": "没有"}).status_code == 200


def test_the_editor_begins_an_indicator(office):
    answer = office.post(reverse("standards:indicator_new"), typed())

    assert answer.status_code == 302
    assert Indicator.objects.get().numerator == "cases.in_time"


@pytest.mark.parametrize("said", [{"numerator": "cases.in_time +"}, {"name": "系统登录率"}, {"try_span": "2026-77"}])
def test_the_editor_keeps_what_was_typed_when_it_refuses(office, said):
    page = office.post(reverse("standards:indicator_new"), typed(**said))

    assert page.status_code == 422
    assert page.context["form"].errors
    assert "cases.in_time" in page.content.decode()


def test_the_editor_changes_an_indicator(office, share):
    page = office.get(reverse("standards:indicator_change", args=["on_time"]))
    said = typed(seen=page.context["seen"], factor="1", valid_from="2026-08-01")

    answer = office.post(reverse("standards:indicator_change", args=["on_time"]), said)

    assert page.context["trial"]["found"].used
    assert answer.status_code == 302
    assert Indicator.objects.count() == 2


def test_without_scripts_the_preview_is_a_button(office, district):
    make_case(district, State.CLOSED)

    page = office.post(reverse("standards:indicator_new"), typed(then="preview"))

    assert not Indicator.objects.exists()
    told = {str(each.subject): each.value.value for each in page.context["trial"]["found"].rows}
    assert told == {"南苑社区": 100, "石羊社区": None, "龙洞社区": None}


def test_the_preview_shows_values_units_and_what_is_missing(office, district):
    make_case(district, State.CLOSED)

    page = office.post(reverse("standards:indicator_preview"), typed()).content.decode()

    assert "100" in page
    assert "cases.in_time" in page
    assert "南苑社区" in page


@pytest.mark.parametrize(
    ("numerator", "sign"),
    [("cases.closed + * 2", "<mark>*</mark>"), ("cases.closed +", "<mark>␣</mark>"), ("a;b", "<mark>;</mark>")],
)
def test_the_preview_marks_where_a_formula_is_wrong(office, numerator, sign):
    page = office.post(reverse("standards:indicator_preview"), typed(numerator=numerator)).content.decode()

    assert sign in page


@pytest.mark.parametrize(
    "odd", [{}, {"numerator": "nobody"}, {"factor": "x"}, {"subject_kind": "x"}, {"try_area": "x"}]
)
def test_the_preview_answers_whatever_is_typed(office, odd):
    said = typed(**odd) if odd else {}

    assert office.post(reverse("standards:indicator_preview"), said).status_code == 200


def test_one_indicator_of_everybody_and_of_one(office, district, share, max_queries):
    make_case(district, State.CLOSED)
    url = reverse("standards:indicator", args=["on_time"])

    with max_queries(20):
        everybody = office.get(url, {"span": "2026-11"})
    nanyuan = everybody.context["rows"][0].subject
    one = office.get(url, {"span": "2026-11", "subject": nanyuan.pk})

    assert [told.value.value for told in everybody.context["rows"]] == [100, None, None]
    assert one.context["told"].value.value == 100
    assert [part.evidence.query["figure"] for part in one.context["parts"]] == ["in_time", "closed"]
    assert len(one.context["trend"]) == 6
    assert "<svg" in one.content.decode()


def test_a_tier_above_is_told_of_the_same_formula(office, district, share):
    make_case(district, State.CLOSED)

    page = office.get(reverse("standards:indicator", args=["on_time"]), {"span": "2026-11", "kind": "subdistrict"})

    assert {str(told.subject): told.value.value for told in page.context["rows"]} == {"铜都街道": 100, "碧谷街道": None}


def test_the_page_of_a_subject_above_is_where_its_evidence_leads(office, district, share):
    make_case(district, State.CLOSED)
    [tongdu] = ensure_subjects(kind="subdistrict", areas=[district.areas["tongdu"]])
    found = queries.feed_evidence("indicator:on_time", tongdu, Span.parse("2026-11"))

    page = office.get(reverse(found.view, args=found.args), found.query)

    assert (str(page.context["told"].subject), page.context["told"].value.value) == ("铜都街道", 100)


def test_a_span_is_told_by_the_row_that_held_then(office, district, share):
    make_case(district, State.CLOSED)
    change(share, IndicatorFacts("按期办结数", "cases.in_time", span_kind="month"), on=date(2026, 11, 1))
    nanyuan = ensure_subjects(kind="community", areas=[district.areas["nanyuan"]])[0]

    page = office.get(reverse("standards:indicator", args=["on_time"]), {"span": "2026-11", "subject": nanyuan.pk})

    assert [value.value for _span, value in page.context["trend"]] == [None] * 5 + [1]
    assert (
        office.get(reverse("standards:indicator", args=["on_time"]), {"span": "2026-10"}).context["look"].row == share
    )


@pytest.mark.parametrize("odd", [{"span": "x"}, {"kind": "x"}, {"kind": "department"}])
def test_a_broken_address_falls_back(office, share, odd):
    assert office.get(reverse("standards:indicator", args=["on_time"]), odd).status_code == 200


@pytest.mark.parametrize("odd", [{"subject": "x"}, {"subject": "999999"}])
def test_nobody_of_that_key_is_not_found(office, share, odd):
    assert office.get(reverse("standards:indicator", args=["on_time"]), odd).status_code == 404
    assert office.get(reverse("standards:indicator", args=["unheard-of"])).status_code == 404


def test_the_values_are_taken_away_as_a_workbook(office, district, share):
    make_case(district, State.CLOSED)

    answer = office.get(reverse("standards:indicator_file", args=["on_time"]), {"span": "2026-11"})

    rows = list(openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert rows[1][:5] == ("南苑社区", "2026-11", 100, 1, 1)
    assert rows[2][2] is None
    assert AuditLine.objects.filter(action="standards.indicator_list").count() == 1


def test_ending_on_the_page(office, share):
    url = reverse("standards:indicator_end", args=["on_time"])

    office.post(url, {"seen": share.pk, "on": "2020-01-01"})
    assert Indicator.objects.get().valid_to is None
    office.post(url, {"seen": share.pk, "on": "2026-12-01"})
    assert Indicator.objects.get().valid_to == date(2026, 12, 1)


def test_installing_on_the_page(office):
    assert office.post(reverse("standards:indicator_install")).status_code == 302
    assert Indicator.objects.count() > 10


def test_the_page_of_one_asks_for_all_spans_at_once(office, district, max_queries):
    services.install_presets(actor=None, now=NOON)
    Metric.objects.update(missing="carry")
    begin("space", IndicatorFacts("用房", "premises_m2", "activity_m2"))
    nanyuan = ensure_subjects(kind="community", areas=[district.areas["nanyuan"]])[0]

    with max_queries(20):
        page = office.get(reverse("standards:indicator", args=["space"]), {"subject": nanyuan.pk})

    assert len(page.context["trend"]) == 6


def test_spans_in_which_it_did_not_hold_are_shown_empty(office, district):
    row = begin(facts=IndicatorFacts("办结数", "cases.closed", span_kind="month"), valid_from=date(2026, 11, 1))
    nanyuan = ensure_subjects(kind="community", areas=[district.areas["nanyuan"]])[0]
    url = reverse("standards:indicator", args=[row.code])

    page = office.get(url, {"span": "2026-11", "subject": nanyuan.pk})

    assert [value and value.value for _span, value in page.context["trend"]] == [None] * 5 + [0]
    assert office.get(url, {"span": "2026-10", "subject": nanyuan.pk}).status_code == 200
    assert office.get(url, {"span": "2026-10"}).status_code == 200


def test_what_is_no_formula_any_more_has_pages(office, district, share):
    Indicator.objects.update(numerator="cases.in_time +")
    nanyuan = ensure_subjects(kind="community", areas=[district.areas["nanyuan"]])[0]

    for query in ({}, {"subject": nanyuan.pk}):
        assert office.get(reverse("standards:indicator", args=["on_time"]), query).status_code == 200


def test_everybody_is_shown_a_page_at_a_time_and_told_in_the_workbook(office, district, share, monkeypatch):
    monkeypatch.setattr("linli.standards.queries.indicator_pages.SHOWN", 2)
    url = reverse("standards:indicator", args=["on_time"])

    first = office.get(url, {"span": "2026-11"})
    second = office.get(url, {"span": "2026-11", "after": first.context["page"].next})
    book = office.get(reverse("standards:indicator_file", args=["on_time"]), {"span": "2026-11"})

    assert [str(told.subject) for told in first.context["rows"]] == ["南苑社区", "石羊社区"]
    assert [str(told.subject) for told in second.context["rows"]] == ["龙洞社区"]
    assert str(first.context["count"]) == "3"
    assert len(list(openpyxl.load_workbook(BytesIO(b"".join(book.streaming_content))).active.values)) == 4
