"""Figures of a span that rooms above use: each equals the number of cases that the list shows behind it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from linli.cases import services
from linli.cases.models import Adjustment, Case, Event, Report
from linli.cases.queries.counting import WORKED_OUT
from linli.cases.queries.offered import OF_UNITS, OFFERED
from linli.cases.samples import MORNING, SampleDistrict, make_case, make_case_district, take
from linli.cases.terms import Act, AdjustmentKind, AdjustmentState, Channel, DeclineReason, RefusalReason, Solved, State
from linli.foundation.figures import count_figures, evidence_of
from linli.values import Span

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = Span.parse("2026-11"), Span.parse("2026-12")
IN_DECEMBER = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)
ONCE_EACH = sorted(OFFERED.keys() - WORKED_OUT.keys() - {"ratings"})
"""Figures that here count no case twice."""


@pytest.fixture(scope="module")
def happenings(django_db_setup, django_db_blocker):
    """Let everything happen once for all tests of this file, and take it back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield all_happens(make_case_district())
        transaction.set_rollback(True)


def all_happens(district: SampleDistrict) -> SampleDistrict:
    """Closed in time and late, rated, sent back, refused, reopened, open and overdue, from an inspection, a relapse."""
    people = district.people
    closed = make_case(district, State.CLOSED)
    services.rate(report_id=closed.reports.get().pk, now=MORNING + timedelta(days=2), stars=4, solved=Solved.YES)
    late = make_case(district, State.CLOSED, token="late")
    Case.objects.filter(pk=late.pk).update(overall_due_at=MORNING)
    make_case(district, State.FILED, token="open")
    in_time = make_case(district, State.FILED, token="in time")
    Case.objects.filter(pk=in_time.pk).update(overall_due_at=IN_DECEMBER)
    sent_back = make_case(district, State.ANSWERED, token="back").pk
    services.rework(case_id=sent_back, actor=people["zhoulan"], now=MORNING + timedelta(hours=5), note="照片不清")
    handed_back = make_case(district, State.DISPATCHED, token="refused").pk
    services.refuse(
        case_id=handed_back,
        actor=people["sunwei"],
        now=MORNING + timedelta(hours=6),
        reason=RefusalReason.NOT_OURS,
        note="不属我局",
        proposal="住建局",
    )
    again = make_case(district, State.CLOSED, token="again")
    services.reopen(case_id=again.pk, actor=people["zhaomin"], now=MORNING + timedelta(days=1), note="又坏了")
    Report.objects.filter(case=again).update(channel=Channel.CAMPAIGN)
    Case.objects.filter(pk=again.pk).update(relapse_of=closed)
    take(district, token="next month", now=IN_DECEMBER)
    return district


def told(district, name, span=NOVEMBER, area="nanyuan"):
    code, asked = f"cases.{name}", district.areas[area]
    return count_figures([code], {"area": {asked.pk: asked.path}}, [span])[span][code].get(asked.pk)


def unit_told(district, name, unit="urban_management", span=NOVEMBER):
    code, asked = f"cases.unit_{name}", district.organisations[unit]
    return count_figures([code], {"organisation": {asked.pk: asked.path}}, [span])[span][code].get(asked.pk)


def behind(code, subject):
    return evidence_of([code], subject.pk, NOVEMBER)[code]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reported", 7),
        ("filed", 7),
        ("closed", 2),
        ("in_time", 1),
        ("late", 1),
        ("on_time_share", 50),
        ("declined", 0),
        ("open", 5),
        ("overdue", 3),
        ("rework", 1),
        ("refusals", 1),
        ("reopened", 1),
        ("escalations", 0),
        ("satisfaction", 4),
        ("ratings", 1),
        ("inspections", 1),
        ("relapses", 1),
    ],
)
def test_a_month_of_a_community_in_figures(happenings, name, expected):
    assert told(happenings, name) == expected


def test_hours_are_a_mean_and_nothing_closed_has_none(happenings):
    assert float(told(happenings, "hours_to_close")) == 1.5
    assert told(happenings, "hours_to_close", DECEMBER) is None
    assert told(happenings, "on_time_share", DECEMBER) is None
    assert told(happenings, "closed", DECEMBER) == 0


def test_what_was_open_is_still_told_of_a_month_that_is_over(happenings):
    waiting = make_case(happenings, State.CHECKING, token="closed later").pk
    before = told(happenings, "open")

    services.close(case_id=waiting, actor=happenings.people["wuting"], now=IN_DECEMBER, reply="好", criterion_met=True)

    assert told(happenings, "open") == before
    assert told(happenings, "open", DECEMBER) == before, "one closed, one reported"


def test_areas_above_hold_what_lies_below_and_a_compound_its_own(happenings):
    other = make_case(happenings, State.CLOSED, token="elsewhere")
    Case.objects.filter(pk=other.pk).update(area=happenings.areas["shiyang"], place=None)

    names = ("shiyang", "tongdu", "bigu", "kunming", "garden", "building")
    closed = {area: told(happenings, "closed", area=area) for area in names}

    assert closed == {"shiyang": 1, "tongdu": 3, "bigu": 0, "kunming": 3, "garden": 2, "building": 0}


def test_a_unit_answers_for_what_was_sent_to_it(happenings):
    assert {name: unit_told(happenings, name) for name in OF_UNITS if name not in WORKED_OUT} == {
        "closed": 2,
        "in_time": 1,
        "late": 1,
        "open": 2,
        "overdue": 1,
        "rework": 1,
        "refusals": 1,
        "reopened": 1,
    }
    assert unit_told(happenings, "closed", "headquarters") == 2, "what stands below it counts"
    assert unit_told(happenings, "closed", "housing") == 0


def test_an_exempted_case_is_not_late(happenings):
    late = Case.objects.get(reports__receipt=Report.objects.order_by("pk")[1].receipt)
    asked = Event.objects.filter(case=late).last()
    Adjustment.objects.create(
        event=asked, case=late, kind=AdjustmentKind.EXEMPTION, state=AdjustmentState.GRANTED, decided_at=MORNING
    )

    assert (told(happenings, "late"), told(happenings, "in_time")) == (0, 2)


@pytest.mark.parametrize("name", sorted(OFFERED))
def test_the_list_behind_a_figure_shows_the_cases_it_counts(happenings, client, name):
    client.force_login(happenings.people["gaofeng"])
    found = behind(f"cases.{name}", happenings.areas["nanyuan"])

    page = client.get(reverse(found.view, args=found.args), found.query)

    counted = told(
        happenings, {"on_time_share": "closed", "hours_to_close": "closed", "satisfaction": "ratings"}.get(name, name)
    )
    assert len(page.context["rows"]) == counted


@pytest.mark.parametrize("name", [name for name in OF_UNITS if name in ONCE_EACH])
def test_the_list_behind_a_figure_of_a_unit_shows_its_cases(happenings, client, name):
    client.force_login(happenings.people["gaofeng"])
    found = behind(f"cases.unit_{name}", happenings.organisations["urban_management"])

    page = client.get(reverse(found.view), found.query)

    assert len(page.context["rows"]) == unit_told(happenings, name)


def test_the_list_behind_a_figure_of_a_compound_shows_its_cases(happenings, client):
    client.force_login(happenings.people["gaofeng"])
    found = behind("cases.closed", happenings.areas["garden"])

    assert len(client.get(reverse(found.view), found.query).context["rows"]) == 2


@pytest.mark.parametrize("odd", [{"figure": "nonsense"}, {"span": "2026-99"}, {"place": "x"}, {"office": "x"}])
def test_a_broken_address_filters_nothing(happenings, client, odd):
    client.force_login(happenings.people["gaofeng"])

    assert len(client.get(reverse("cases:list"), {"state": "all"} | odd).context["rows"]) == 8


def test_all_figures_of_many_areas_take_few_queries(happenings, max_queries):
    paths = {"area": {area.pk: area.path for area in happenings.areas.values()}}
    spans = [Span.parse(f"2026-{month:02}") for month in range(1, 13)]

    with max_queries(2):
        count_figures([f"cases.{name}" for name in OFFERED], paths, spans)


def test_a_declined_report_is_counted(happenings):
    reported = take(happenings, token="declined", now=MORNING).case
    services.decline(
        case_id=reported.pk,
        actor=happenings.people["linjie"],
        now=MORNING + timedelta(hours=1),
        reason=DeclineReason.NOTHING_SAID,
        reply="看不清",
    )
    declined = Case.objects.filter(state=State.DECLINED).count()

    assert told(happenings, "declined") == declined
    assert Event.objects.filter(act=Act.DECLINE).count() == declined
