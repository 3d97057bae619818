from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from linli.cases.samples import MORNING, make_case, make_case_district
from linli.cases.terms import State
from linli.foundation.figures import Evidence, all_figures, count_figures
from linli.standards import queries
from linli.standards.models import Indicator, Metric, Observation
from linli.standards.queries.indicators import indicator_columns
from linli.standards.queries.presets import MeasuresPreset
from linli.standards.queries.subjects import by_key
from linli.standards.services import StandardRefused, ensure_subjects, install_presets
from linli.standards.terms import Aggregation, Missing, Source, SubjectKind
from linli.values import Span

NOVEMBER = Span.parse("2026-11")
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_case_district()


@pytest.fixture
def communities(district):
    areas = [district.areas[name] for name in ("nanyuan", "shiyang", "longdong")]
    return dict(zip(("nanyuan", "shiyang", "longdong"), ensure_subjects(kind="community", areas=areas), strict=True))


def make_metric(code="residents", **facts):
    given = {"name": code, "subject_kind": SubjectKind.COMMUNITY, "valid_from": date(2020, 1, 1)}
    return Metric.objects.create(code=code, **(given | facts))


def observe(metric, subject, value, period="2026-11"):
    return Observation.objects.create(
        metric=metric,
        subject=subject,
        period=period,
        ends_on=Span.parse(period).end,
        value=value,
        source=Source.FORM,
        at=NOON,
    )


def make_indicator(code="workers_share", **facts):
    given = {"name": code, "numerator": "people.workers", "denominator": "residents", "factor": 10000}
    return Indicator.objects.create(code=code, valid_from=date(2020, 1, 1), **(given | facts))


def values_of(feed, *subjects, span=NOVEMBER):
    found = queries.feed_values([feed], list(subjects), span)[feed]
    return [found.get(subject.pk) for subject in subjects]


def test_an_area_is_told_what_its_cases_say(district, communities):
    make_case(district, State.CLOSED)
    make_case(district, State.FILED)

    feeds = ["cases.reported", "cases.closed", "cases.on_time_share", "places.households"]
    found = queries.feed_values(feeds, list(communities.values()), NOVEMBER)

    nanyuan, shiyang = communities["nanyuan"].pk, communities["shiyang"].pk
    assert found["cases.reported"] == {nanyuan: 2, shiyang: 0, communities["longdong"].pk: 0}
    assert found["cases.on_time_share"] == {nanyuan: 100}, "nothing closed is no share, not zero"
    assert found["places.households"][shiyang] == 900


def test_a_feed_nobody_offers_says_nothing(communities):
    assert values_of("cases.unheard_of", communities["nanyuan"]) == [None]
    assert values_of("indicator:unheard_of", communities["nanyuan"]) == [None]


def test_a_department_is_told_of_its_own_cases_only(district, communities):
    make_case(district, State.CLOSED)
    [department] = ensure_subjects(kind="department", units=[district.organisations["urban_management"]])

    assert values_of("cases.unit_closed", department) == [1]
    assert values_of("cases.closed", department) == [None]


def test_a_compound_is_told_by_the_place_of_its_cases(district, communities):
    make_case(district, State.CLOSED)
    [compound] = ensure_subjects(kind="compound", areas=[district.areas["garden"]])

    assert values_of("cases.closed", compound) == [1]
    assert values_of("places.households", compound) == [320]


def test_observations_enter_by_the_span_and_never_as_zero(communities):
    residents = make_metric()
    observe(residents, communities["nanyuan"], 3000)
    observe(residents, communities["shiyang"], 2500, "2026-10")

    assert values_of("metric:residents", *communities.values()) == [3000, None, None]


def test_a_superseded_observation_does_not_count(communities):
    residents = make_metric()
    first = observe(residents, communities["nanyuan"], 3000)
    Observation.objects.create(
        metric=residents,
        subject=communities["nanyuan"],
        period="2026-11",
        ends_on=NOVEMBER.end,
        value=3100,
        source=Source.FORM,
        at=NOON,
        supersedes=first,
    )

    assert values_of("metric:residents", communities["nanyuan"]) == [3100]


def test_the_last_known_value_stands_in_where_the_metric_says_so(communities):
    residents = make_metric(missing=Missing.CARRY)
    observe(residents, communities["nanyuan"], 3000, "2026-08")
    observe(residents, communities["nanyuan"], 9999, "2026-12")
    make_indicator(numerator="residents", denominator="", factor=1)

    value = queries.indicator_values(["workers_share"], [communities["nanyuan"]], NOVEMBER)["workers_share"]

    assert value[communities["nanyuan"].pk].value == 3000
    assert [reason.rule for reason in value[communities["nanyuan"].pk].reasons] == ["standards.carried"]


@pytest.mark.parametrize(
    ("how", "expected"),
    [("sum", None), ("mean", Decimal("2000")), ("weighted", Decimal("2142.857143")), ("share", Decimal(1))],
)
def test_an_area_above_is_told_from_its_units(district, communities, how, expected):
    residents = make_metric(over_subjects=Aggregation(how))
    observe(residents, communities["nanyuan"], 3000)
    observe(residents, communities["shiyang"], 1000)
    subdistrict, above = ensure_subjects(kind="subdistrict", areas=[district.areas["tongdu"]]) + ensure_subjects(
        kind="district", areas=[district.areas["dongchuan"]]
    )

    assert values_of("metric:residents", above) == [expected], "one of three communities has no value"
    assert values_of("metric:residents", subdistrict) == [4000 if how == "sum" else expected]


@pytest.mark.parametrize(("how", "expected"), [("sum", 60), ("mean", 20), ("last", 30), ("share", 1)])
def test_a_quarter_is_made_of_its_months(communities, how, expected):
    residents = make_metric(over_time=Aggregation(how))
    for month, value in (("2026-07", 10), ("2026-08", 20), ("2026-09", 30)):
        observe(residents, communities["nanyuan"], value, month)

    assert values_of("metric:residents", communities["nanyuan"], span=Span.parse("2026-Q3")) == [expected]


def test_a_sum_over_months_with_a_gap_is_no_value_but_one_still_running_is(communities):
    residents = make_metric(over_time=Aggregation.SUM)
    observe(residents, communities["nanyuan"], 10, "2026-01")
    observe(residents, communities["nanyuan"], 10, "2026-02")
    observe(residents, communities["shiyang"], 10, "2026-01")
    observe(residents, communities["shiyang"], 10, "2026-03")

    found = values_of("metric:residents", communities["nanyuan"], communities["shiyang"], span=Span.parse("2026"))

    assert found == [20, None]


def test_a_month_takes_the_value_of_the_year_it_lies_in(communities):
    residents = make_metric(span_kind="year")
    observe(residents, communities["nanyuan"], 3000, "2026")

    assert values_of("metric:residents", communities["nanyuan"]) == [3000]


def test_an_indicator_tells_value_parts_inputs_and_what_is_missing(communities):
    residents = make_metric("residents-permanent")
    observe(residents, communities["nanyuan"], 3000)
    make_indicator(numerator="places.households", denominator="residents_permanent", factor=100)

    found = queries.indicator_values(["workers_share"], list(communities.values()), NOVEMBER)["workers_share"]

    first, second = found[communities["nanyuan"].pk], found[communities["shiyang"].pk]
    assert first.value == 40
    assert (first.numerator, first.denominator) == (1200, 3000)
    assert first.inputs == {"places.households": 1200, "residents_permanent": 3000}
    assert (second.value, second.missing) == (None, ("residents_permanent",))
    assert [reason.rule for reason in second.reasons] == ["standards.formula_missing"]


def test_an_indicator_holds_in_its_own_days(communities):
    make_indicator(numerator="1", denominator="", factor=1, valid_to=date(2026, 11, 10))
    Indicator.objects.create(
        code="workers_share", name="new", numerator="2", valid_from=date(2026, 11, 10), subject_kind="community"
    )

    assert values_of("indicator:workers_share", communities["nanyuan"]) == [2]
    assert values_of("indicator:workers_share", communities["nanyuan"], span=Span.parse("2026-10")) == [1]
    assert values_of("indicator:workers_share", communities["nanyuan"], span=Span.parse("2019-10")) == [None]


def test_the_editor_is_offered_what_can_be_told_of_a_kind(communities):
    make_metric()
    make_indicator()

    community, department = (
        {feed.code for feed in queries.all_feeds(kind)} for kind in (SubjectKind.COMMUNITY, SubjectKind.DEPARTMENT)
    )

    assert {"cases.closed", "indicator:workers_share", "metric:residents"} <= community
    assert "cases.unit_closed" in department
    assert not community & department
    assert "metric:residents" in {feed.code for feed in queries.all_feeds(SubjectKind.SUBDISTRICT)}


def test_everything_is_asked_together(communities, max_queries):
    residents = make_metric(missing=Missing.CARRY)
    observe(residents, communities["nanyuan"], 3000)
    make_indicator()
    feeds = [feed.code for feed in queries.all_feeds(SubjectKind.COMMUNITY)]

    with max_queries(40):
        queries.feed_values(feeds, list(communities.values()), NOVEMBER)


def test_evidence_leads_to_where_it_stands(communities):
    residents, nanyuan = make_metric(), communities["nanyuan"]
    make_indicator()

    assert queries.feed_evidence("cases.closed", nanyuan, NOVEMBER) == Evidence(
        "cases:list", {"state": "all", "figure": "closed", "span": "2026-11", "area": str(nanyuan.area.key)}
    )
    assert queries.feed_evidence("metric:residents", nanyuan, NOVEMBER).args == (nanyuan.pk, residents.pk)
    assert queries.feed_evidence("indicator:workers_share", nanyuan, NOVEMBER).args == ("workers_share",)
    assert queries.feed_evidence("places.households", nanyuan, NOVEMBER) is None
    assert queries.feed_evidence("nothing.known", nanyuan, NOVEMBER) is None


def test_every_figure_has_words_and_answers_for_nobody(communities):
    for code, figure in all_figures().items():
        assert figure.label
        assert figure.subject in ("area", "organisation")
        assert count_figures([code], {figure.subject: {}}, [NOVEMBER]) == {NOVEMBER: {}}


def test_the_day_of_a_span_is_the_local_one(district, communities):
    late = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)  # 1 November, half past midnight in Dongchuan
    make_case(district, now=late)
    make_case(district, now=MORNING)

    assert values_of("cases.reported", communities["nanyuan"]) == [2]


@pytest.mark.parametrize("kind", ["community", "subdistrict"])
def test_several_spans_are_told_together_as_each_alone(district, communities, kind, django_assert_max_num_queries):
    residents = make_metric(missing=Missing.CARRY)
    make_indicator(numerator="residents", denominator="", factor=1)
    for place, period, number in (
        ("nanyuan", "2022-01", 700),
        ("nanyuan", "2024-12", 800),
        ("nanyuan", "2026-08", 900),
        ("nanyuan", "2026-10", 1000),
        ("shiyang", "2026-09", 50),
    ):
        observe(residents, communities[place], number, period)
    subjects = [*communities.values(), *ensure_subjects(kind="subdistrict", areas=[district.areas["tongdu"]])]
    subjects = [subject for subject in by_key([one.pk for one in subjects]).values() if subject.kind == kind]
    spans = [Span.parse(code) for code in ("2021-10", "2022-03", "2024-11", "2026-Q3", "2026-09", "2026-11")]

    with django_assert_max_num_queries(5):
        together = indicator_columns({("workers_share", span): subjects for span in spans})

    alone = {span: queries.indicator_values(["workers_share"], subjects, span)["workers_share"] for span in spans}
    assert together == {("workers_share", span): values for span, values in alone.items()}
    if kind == "community":
        told = [together["workers_share", span][communities["nanyuan"].pk].value for span in spans]
        assert told == [None, 700, None, 900, 900, 1000]


def test_what_is_no_formula_any_more_has_no_value_and_leaves_the_others_theirs(district, communities):
    nanyuan = communities["nanyuan"]
    make_case(district, State.CLOSED)
    make_indicator("closed", numerator="cases.closed", denominator="", factor=1)
    make_indicator("broken", numerator="cases.closed +")

    found = queries.indicator_values(["closed", "broken"], [nanyuan], NOVEMBER)

    assert found["closed"][nanyuan.pk].value == 1
    assert found["broken"][nanyuan.pk].value is None
    assert [reason.rule for reason in found["broken"][nanyuan.pk].reasons] == ["standards.formula_end"]
    assert queries.feed_values(["indicator:broken"], [nanyuan], NOVEMBER) == {"indicator:broken": {}}


@pytest.mark.parametrize(("formula", "rule"), [("residents /", "formula_end"), ("unheard_of", "formula_unknown_name")])
def test_presets_with_what_is_no_formula_are_not_taken_over(db, monkeypatch, formula, rule):
    metric = {"code": "residents", "name": "常住人口"}
    preset = MeasuresPreset((metric,), ({"code": "bad", "name": "坏", "numerator": formula},), date(2026, 1, 1))
    monkeypatch.setattr("linli.standards.services.indicators.get_indicator_presets", lambda: (preset,))

    with pytest.raises(StandardRefused) as refused:
        install_presets(actor=None, now=NOON)

    assert refused.value.reasons[0].rule == f"standards.{rule}"
    assert not Indicator.objects.exists()
    assert not Metric.objects.exists()
