from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from linli.cases.samples import make_case_district
from linli.foundation import figures
from linli.foundation.models import AuditLine
from linli.people.samples import appoint, make_account
from linli.standards import queries, samples
from linli.standards.models import Metric, Subject
from linli.standards.queries.metrics import asked_in, list_known, seen_of
from linli.standards.rules.asked_once import find_known
from linli.standards.rules.negative import is_refused
from linli.standards.services.metrics import Facts, MetricRefused, change_metric, create_metric, end_metric
from linli.standards.terms import ValueKind
from linli.values import Span, SpanKind

NOON = samples.NOON


@pytest.fixture
def district(db):
    return make_case_district()


@pytest.fixture
def closed_figure(monkeypatch):
    """A figure that a lower room offers."""
    one = figures.Figure("cases.closed_sample", "Reminder", "", "area", lambda keys, span: {})
    monkeypatch.setattr("linli.standards.queries.metrics.all_figures", lambda: {one.code: one})


def begin(name, code="code", **more):
    return create_metric(
        code=code, facts=Facts(name, **more), valid_from=date(2026, 1, 1), actor=None, now=NOON, differs=""
    )


def refusal(name, **more):
    with pytest.raises(MetricRefused) as refused:
        begin(name, **more)
    return refused.value


@pytest.mark.parametrize("name", ["登录次数", "Number of likes", "照片数", "在线时长", "安装率"])
def test_the_negative_list_is_no_metric(db, name):
    assert refusal(name).reason.rule.startswith("standards.negative.")
    assert not Metric.objects.exists()


def test_the_explanation_is_read_as_well(db):
    assert refusal("群众参与", help="按公众号文章转发次数统计").reason.rule == "standards.negative.forwards"
    assert queries.negative_reason is is_refused


def test_what_a_figure_tells_is_not_asked(db, closed_figure):
    """Names are held against each other in both languages (today.md, fact 4)."""
    assert {known.code for known in list_known()} == {"cases.closed_sample"}
    english = refusal("number of reminders")
    chinese = refusal(next(iter(list_known())).names[-1])

    for refused in (english, chinese):
        assert refused.reason.rule == "standards.asked_once"
        assert refused.reason.params["code"] == "cases.closed_sample"
        assert "today.md" in refused.reason.text


def test_what_another_metric_asks_is_not_asked_again(db):
    begin("入户走访户数", code="visits")

    assert refusal("入户走访的户数", code="other").reason.rule == "standards.asked_once"
    near = refusal("入户走访人次", code="other")
    assert near.is_near
    assert "入户走访户数" in str(near)
    facts = Facts("入户走访人次")
    create_metric(
        code="other", facts=facts, valid_from=date(2026, 1, 1), actor=None, now=NOON, differs="按人次计，同户可多次"
    )
    assert Metric.objects.count() == 2


def test_facts_that_no_metric_may_have(db):
    begin("入户走访户数")

    assert refusal("调解件次", code="code").reason.rule == "standards.code_taken"
    assert refusal("公开栏", code="b", value_kind=ValueKind.CHOICE).reason.rule == "standards.no_choices"
    bounds = {"low": Decimal(5), "high": Decimal(1)}
    assert refusal("公开栏", code="b", **bounds).reason.rule == "standards.turned_bounds"


def test_a_metric_makes_the_subjects_it_asks(district):
    begin("入户走访户数")

    assert Subject.objects.filter(kind="community").count() == 3
    line = AuditLine.objects.get(action="standards.create_metric")
    assert line.note == "入户走访户数"


def test_what_was_answered_keeps_its_question(district):
    subjects, metric = samples.make_subjects(district.areas), samples.make_metric(now=NOON)
    facts = Facts(**{name: getattr(metric, name) for name in Facts("x").columns()})
    samples.fill_sheet(subjects["nanyuan"], "2026-10", {metric: "5"}, now=NOON)
    metric.refresh_from_db()

    with pytest.raises(MetricRefused) as refused:
        change_metric(
            metric_id=metric.pk,
            seen=seen_of(metric),
            facts=Facts(**{**facts.columns(), "unit": "人"}),
            actor=None,
            now=NOON,
        )
    assert refused.value.reason.rule == "standards.metric_in_use"
    changed = change_metric(
        metric_id=metric.pk,
        seen=seen_of(Metric.objects.get()),
        facts=Facts(**{**facts.columns(), "high": Decimal(900)}),
        actor=None,
        now=NOON,
    )
    assert changed.high == 900


def test_the_second_to_change_a_metric_is_told(district):
    metric = samples.make_metric(now=NOON)
    seen = seen_of(Metric.objects.get())
    end_metric(metric_id=metric.pk, seen=seen, on=date(2026, 12, 1), actor=None, now=NOON)

    with pytest.raises(MetricRefused) as refused:
        end_metric(metric_id=metric.pk, seen=seen, on=date(2026, 12, 1), actor=None, now=NOON)

    assert refused.value.reason.rule == "standards.metric_changed"
    again = {"metric_id": metric.pk, "seen": seen_of(Metric.objects.get()), "actor": None, "now": NOON}
    with pytest.raises(MetricRefused) as ended:
        end_metric(on=date(2026, 12, 1), **again)
    assert ended.value.reason.rule == "standards.metric_ended"


def test_a_metric_is_asked_while_it_is_valid(db):
    metric = begin("入户走访户数")
    begin("志愿者人数", code="volunteers", span_kind=SpanKind.QUARTER)
    Metric.objects.filter(pk=metric.pk).update(valid_to=date(2026, 10, 1))

    assert list(asked_in(Span.parse("2026-09"))) == [metric]
    assert not asked_in(Span.parse("2026-10"))
    assert not asked_in(Span.parse("2025-12"))
    assert not asked_in(Span.parse("2026-09"), "compound")
    assert asked_in(Span.parse("2026-Q4")).count() == 1


@pytest.fixture
def office(district, client):
    client.force_login(district.people["gaofeng"])
    return client


def typed(**changes):
    start = {
        "name": "入户走访户数",
        "code": "visits",
        "valid_from": "2026-01-01",
        "unit": "户",
        "subject_kind": "community",
        "span_kind": "month",
        "value_kind": "integer",
        "direction": "higher",
        "over_subjects": "sum",
        "over_time": "last",
        "missing": "none",
        "max_change": "50",
    }
    return start | changes


def test_the_office_begins_changes_and_ends_a_metric(office):
    begun = office.post(reverse("standards:metric_new"), typed())
    metric = Metric.objects.get()
    page = office.get(begun.url)
    changed = office.post(
        reverse("standards:metric_change", args=[metric.pk]), typed(name="入户走访数", seen=page.context["seen"])
    )
    stale = office.post(
        reverse("standards:metric_change", args=[metric.pk]), typed(name="又改", seen=page.context["seen"])
    )
    ended = office.post(
        reverse("standards:metric_end", args=[metric.pk]),
        {"on": "2027-01-01", "seen": seen_of(Metric.objects.get())},
    )

    assert (begun.status_code, changed.status_code, stale.status_code, ended.status_code) == (302, 302, 422, 302)
    metric.refresh_from_db()
    assert (metric.name, metric.max_change, metric.valid_to) == ("入户走访数", 0.5, date(2027, 1, 1))
    assert "又改" in stale.content.decode()


def test_the_page_keeps_what_was_typed_and_says_the_rule(office):
    samples.make_metric(now=NOON)

    banned = office.post(reverse("standards:metric_new"), typed(name="登录次数", code="b"))
    near = office.post(reverse("standards:metric_new"), typed(name="入户走访人次", code="b"))
    wrong = office.post(reverse("standards:metric_new"), typed(code="b", value_kind="choice", choices="好"))

    for page in (banned, near, wrong):
        assert page.status_code == 422
    assert "国办函〔2026〕12号" in banned.content.decode()
    assert near.context["form"].errors.keys() == {"name", "differs"}
    assert wrong.context["form"].errors.keys() == {"choices"}
    assert (
        office.post(
            reverse("standards:metric_new"),
            typed(name="公开栏", code="c", value_kind="choice", choices="a = 好\nb：坏"),
        ).status_code
        == 302
    )
    assert Metric.objects.get(code="c").choices == {"a": "好", "b": "坏"}


def test_the_list_is_narrowed(office):
    empty = office.get(reverse("standards:metrics"))
    made = samples.make_metrics(now=NOON)
    found = office.get(reverse("standards:metrics"), {"q": "走访", "span": "month", "subject": "community"})
    none = office.get(reverse("standards:metrics"), {"state": "ended"})

    assert reverse("standards:metric_new") in empty.content.decode()
    assert [row.pk for row in found.context["page"]] == [made["visits"].pk]
    assert not none.context["page"].items


def test_a_worker_reads_metrics_but_defines_none(district, client):
    samples.make_metric(now=NOON)
    person = make_account("tianhe")
    appoint(person, "community_worker", area=district.areas["nanyuan"])
    client.force_login(person)

    page = client.get(reverse("standards:metric", args=[Metric.objects.get().pk]))

    assert page.status_code == 200
    assert "metric-form" not in page.content.decode()
    assert client.get(reverse("standards:metric_new")).status_code == 403
    assert client.post(reverse("standards:metric_change", args=[1]), typed()).status_code == 403


def test_no_figure_of_the_house_can_be_asked_by_its_name(db):
    known = list(list_known())

    assert len(known) > 20
    for one in known:
        for name in one.names:
            assert find_known(name, known).is_same
    assert refusal("居民户数").reason.params["code"] == "places.households"
