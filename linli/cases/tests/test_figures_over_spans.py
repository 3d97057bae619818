"""Figures of several spans asked together: each span is told as it is alone, whatever happened."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from linli.cases import services
from linli.cases.models import Adjustment, Case, Event, Report
from linli.cases.queries.offered import OF_UNITS, OFFERED
from linli.cases.samples import make_case
from linli.cases.terms import Act, AdjustmentKind, AdjustmentState, Channel, Solved, State
from linli.foundation.figures import count_figures
from linli.values import Span

BEGIN = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)
DAYS = 400
STATES = (State.FILED, State.DISPATCHED, State.ANSWERED, *[State.CLOSED] * 4)
SPANS = [
    Span.parse(code)
    for code in (
        *(f"2026-{month:02}" for month in range(1, 13)),
        *("2025", "2026", "2026-Q1", "2026-W30", "2026-02-10..2026-03-03", "2024-05"),
    )
]
CODES = [*(f"cases.{name}" for name in OFFERED), *(f"cases.unit_{name}" for name in OF_UNITS)]


def happen(district, random):
    """Let thirty cases happen somewhere over more than a year, some of them rated, exempted, found or fallen back."""
    areas = [district.areas[name] for name in ("nanyuan", "shiyang", "longdong", "tongdu")]
    for number in range(30):
        began = BEGIN + timedelta(minutes=random.randrange(DAYS * 24 * 60))
        case = make_case(district, random.choice(STATES), now=began, token=f"case {number}")
        facts = {"overall_due_at": began + timedelta(days=random.randrange(20))}
        if case.state is State.CLOSED:
            facts["ended_at"] = began + timedelta(hours=random.randrange(1, 2000))
        if random.random() < 0.3 and number:
            facts["relapse_of"] = Case.objects.order_by("pk").first()
        Case.objects.filter(pk=case.pk).update(**facts)
        mark(district, Case.objects.get(pk=case.pk), random)
        if random.random() < 0.4:
            Case.objects.filter(pk=case.pk).update(area=random.choice(areas), place=None)


def mark(district, case, random):
    """Let something more happen to a case, or nothing."""
    chance = random.random()
    later = case.reported_at + timedelta(days=random.randrange(3, 60))
    if chance < 0.3:
        Report.objects.filter(case=case).update(channel=Channel.CAMPAIGN)
    if case.state is State.ANSWERED:
        services.rework(case_id=case.pk, actor=district.people["zhoulan"], now=later, note="照片不清")
    elif case.state is State.CLOSED and chance < 0.5:
        report = case.reports.get()
        services.rate(report_id=report.pk, now=later, stars=random.randrange(1, 6), solved=Solved.YES)
    elif case.state is State.CLOSED and chance < 0.7:
        services.reopen(case_id=case.pk, actor=district.people["zhaomin"], now=later, note="又坏了")
    elif case.state is State.CLOSED:
        facts = {"kind": AdjustmentKind.EXEMPTION, "state": AdjustmentState.GRANTED, "decided_at": later}
        Adjustment.objects.create(event=Event.objects.filter(case=case).last(), case=case, **facts)


@pytest.mark.parametrize("seed", [1, 2])
def test_many_spans_are_told_together_as_each_alone(district, seed, max_queries):
    happen(district, Random(seed))
    paths = {
        "area": {area.pk: area.path for area in district.areas.values()},
        "organisation": {unit.pk: unit.path for unit in district.organisations.values()},
    }

    with max_queries(2):
        together = count_figures(CODES, paths, SPANS)

    assert together == {span: count_figures(CODES, paths, [span])[span] for span in SPANS}
    silent = {code for code in CODES if not any(any(values[code].values()) for values in together.values())}
    assert silent == {"cases.declined", "cases.refusals", "cases.escalations", "cases.unit_refusals"}


@pytest.mark.parametrize("seed", [3])
def test_each_subject_is_told_as_if_it_were_asked_alone(district, seed):
    happen(district, Random(seed))
    areas = list(district.areas.values())

    together = count_figures(CODES, {"area": {area.pk: area.path for area in areas}}, SPANS[-6:])

    for area in areas:
        alone = count_figures(CODES, {"area": {area.pk: area.path}}, SPANS[-6:])
        for span, values in alone.items():
            expected = {code: some.get(area.pk) for code, some in together[span].items()}
            assert {code: some.get(area.pk) for code, some in values.items()} == expected


def test_events_are_counted_in_the_span_they_happened_in(district):
    case = make_case(district, State.ANSWERED, now=datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
    services.rework(
        case_id=case.pk, actor=district.people["zhoulan"], now=datetime(2026, 4, 7, 2, 0, tzinfo=UTC), note="-"
    )
    nanyuan = district.areas["nanyuan"]

    found = count_figures(["cases.rework"], {"area": {nanyuan.pk: nanyuan.path}}, SPANS[:12])

    assert Event.objects.filter(case=case, act=Act.REWORK).count() == 1
    assert [values["cases.rework"][nanyuan.pk] for values in found.values()] == [0, 0, 0, 1, *[0] * 8]
