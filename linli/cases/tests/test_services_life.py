"""A case goes all the way through: every act of the table through its service, and the chain holds."""

from datetime import timedelta
from itertools import pairwise

import pytest

from linli.cases import samples, services
from linli.cases.models import CallBack, Case, Event, StageClock
from linli.cases.samples import MORNING
from linli.cases.terms import (
    Act,
    DeclineReason,
    Solved,
    Stage,
    State,
    TaskState,
    Urgency,
)
from linli.foundation.audit import verify

LATER = MORNING + timedelta(hours=3)


def acts_of(case) -> list[Act]:
    return [event.act for event in case.events.order_by("pk")]


def test_a_report_becomes_a_closed_case(district):
    case = samples.make_case(district, State.CLOSED)

    case = Case.objects.get(pk=case.pk)
    assert case.state is State.CLOSED
    assert case.ended_at is not None
    assert case.due_at is None
    assert not StageClock.objects.filter(ended_at__isnull=True).exists()
    assert acts_of(case) == [Act.SUBMIT, Act.FILE, Act.DISPATCH, Act.SIGN, Act.ANSWER, Act.CHECK, Act.CLOSE]
    assert verify(Event).is_ok


def test_every_event_knows_states_actor_and_capacity(district):
    case = samples.make_case(district, State.DISPATCHED)

    submitted, filed, dispatched = case.events.order_by("pk")
    assert (submitted.before, submitted.after) == (State.DRAFT, State.SUBMITTED)
    assert submitted.actor_id is None
    assert (filed.before, filed.after) == (State.SUBMITTED, State.FILED)
    assert filed.actor_id == district.people["linjie"].pk
    assert filed.capacity == district.people["linjie"].appointments.get().pk
    assert dispatched.receiver == district.organisations["urban_management"]
    assert dispatched.note == "按职责"


def test_the_clock_of_each_stage_begins_and_ends_with_its_acts(district):
    case = samples.make_case(district, State.CLOSED)

    clocks = StageClock.objects.filter(event__case=case).select_related("event").order_by("pk")
    assert [clock.stage for clock in clocks] == [Stage.ACCEPT, Stage.DISPATCH, Stage.SIGN, Stage.HANDLE, Stage.CHECK]
    for clock, following in pairwise(clocks):
        assert clock.started_at < clock.ended_at <= following.started_at
    assert all(clock.calendar_id is not None for clock in clocks)


def test_the_holder_follows_the_desk(district):
    offices = district.organisations
    held = {
        State.SUBMITTED: "nanyuan_committee",
        State.FILED: "tongdu_office",
        State.DISPATCHED: "urban_management",
        State.IN_PROGRESS: "urban_management",
        State.ANSWERED: "nanyuan_committee",
        State.CHECKING: "nanyuan_committee",
    }
    for number, (state, office) in enumerate(held.items()):
        case = samples.make_case(district, state, now=MORNING + timedelta(minutes=number))
        assert case.holder == offices[office], state


def test_verification_pauses_acceptance(district):
    case = samples.take(district).case
    linjie = district.people["linjie"]
    due = StageClock.objects.get().due_at

    services.send_verify(case_id=case.pk, actor=linjie, now=MORNING, note="是否真有坑？")
    case = services.report_verified(case_id=case.pk, actor=linjie, now=LATER, note="属实", photos=["aa/bb/x.jpg"])

    accept = StageClock.objects.get(stage=Stage.ACCEPT)
    assert case.state is State.SUBMITTED
    assert accept.paused_at is None
    assert accept.due_at > due
    assert accept.paused_ms == 3 * 3_600_000
    assert case.evidence.get().file == "aa/bb/x.jpg"


def test_solving_on_the_spot_needs_both_pictures_and_another_office_to_check(district):
    case, linjie, kind = samples.take(district).case, district.people["linjie"], district.kinds["litter"]

    with pytest.raises(services.MoveRefused) as refused:
        services.self_handle(case_id=case.pk, actor=linjie, now=LATER, category=kind, note="已清")
    case = services.self_handle(
        case_id=case.pk, actor=linjie, now=LATER, category=kind, note="已清", before=["a.jpg"], after=["b.jpg"]
    )

    assert refused.value.rule == "cases.md#must-carry"
    assert case.state is State.ANSWERED
    assert case.unit == district.organisations["nanyuan_committee"]
    assert case.holder == district.organisations["tongdu_office"]
    with pytest.raises(services.MoveRefused) as refused:
        services.close(case_id=case.pk, actor=linjie, now=LATER, reply="已处理", criterion_met=True)
    assert "cases.md#check" in {reason.rule for reason in refused.value.reasons}


def test_an_ordinary_report_is_declined_by_one_person_with_a_reply(district):
    case = samples.take(district).case

    case = services.decline(
        case_id=case.pk, actor=district.people["linjie"], now=LATER, reason=DeclineReason.OUTSIDE, reply="不属本区"
    )

    assert case.state is State.DECLINED
    assert case.events.get(act=Act.DECLINE).note == "不属本区"


def test_an_unreasonable_demand_needs_two_persons(district):
    case, people = samples.take(district).case, district.people
    wish = {"case_id": case.pk, "now": LATER, "reason": DeclineReason.UNREASONABLE, "reply": "无法满足"}

    with pytest.raises(services.MoveRefused) as refused:
        services.decline(actor=people["linjie"], **wish)
    services.ask_decline(actor=people["linjie"], **wish)
    with pytest.raises(services.MoveRefused) as same:
        services.decline(case_id=case.pk, actor=people["linjie"], now=LATER)
    case = services.decline(case_id=case.pk, actor=people["zhaomin"], now=LATER)

    assert refused.value.rule == "cases.md#decline"
    assert same.value.rule == "cases.md#second-person"
    assert case.state is State.DECLINED
    assert case.events.get(act=Act.DECLINE).note == "无法满足"


def test_a_repeated_reporter_is_declined_by_two(district):
    for number in range(3):
        case = samples.take(district, now=MORNING + timedelta(minutes=number), contact="13812345678").case

    with pytest.raises(services.MoveRefused) as refused:
        services.decline(
            case_id=case.pk, actor=district.people["linjie"], now=LATER, reason=DeclineReason.REPEATED, reply="重复"
        )

    assert refused.value.rule == "cases.md#decline"


def test_a_reporter_appeals_once(district):
    case = samples.take(district).case
    services.decline(
        case_id=case.pk, actor=district.people["linjie"], now=LATER, reason=DeclineReason.OUTSIDE, reply="不属"
    )

    case = services.appeal(case_id=case.pk, now=LATER, note="就在本区")
    assert case.state is State.SUBMITTED
    assert case.due_at is not None
    services.decline(
        case_id=case.pk, actor=district.people["linjie"], now=LATER, reason=DeclineReason.OUTSIDE, reply="不属"
    )

    with pytest.raises(services.MoveRefused) as refused:
        services.appeal(case_id=case.pk, now=LATER, note="再来")
    assert refused.value.rule == "cases.md#once"


def test_merged_reports_get_the_answer_of_the_target(district):
    target = samples.make_case(district, State.CHECKING)
    report = samples.take(district, now=MORNING + timedelta(minutes=1), token="second-report", contact="13900000000")

    case = services.merge(
        case_id=report.case_id, actor=district.people["linjie"], now=LATER, target_id=target.pk, note="同一处"
    )
    services.close(case_id=target.pk, actor=district.people["wuting"], now=LATER, reply="已修", criterion_met=True)

    report.refresh_from_db()
    assert case.state is State.MERGED
    assert case.merged_into_id == target.pk
    assert report.case_id == target.pk
    assert case.summary == report.text
    assert CallBack.objects.get().report_id == report.pk


def test_a_case_is_not_merged_into_itself_or_an_ended_one(district):
    closed = samples.make_case(district, State.CLOSED)
    case = samples.take(district, now=LATER).case
    merge = {"case_id": case.pk, "actor": district.people["linjie"], "now": LATER, "note": "同"}

    for target in (case.pk, closed.pk):
        with pytest.raises(services.MoveRefused) as refused:
            services.merge(target_id=target, **merge)
        assert refused.value.rule == "cases.md#merge"


def test_two_persons_declare_a_case_void_and_its_tasks_are_released(district):
    case, people = samples.make_case(district, State.IN_PROGRESS), district.people

    with pytest.raises(services.MoveRefused):
        services.void(case_id=case.pk, actor=people["gaofeng"], now=LATER)
    services.ask_void(case_id=case.pk, actor=people["gaofeng"], now=LATER, note="误报")
    with pytest.raises(services.MoveRefused):
        services.void(case_id=case.pk, actor=people["gaofeng"], now=LATER)
    case = services.void(case_id=case.pk, actor=people["heqing"], now=LATER)

    assert case.state is State.VOID
    assert case.tasks.get().state is TaskState.RELEASED
    assert not StageClock.objects.filter(ended_at__isnull=True).exists()


def test_a_reporter_reopens_within_the_window_and_an_officer_at_any_time(district):
    case = samples.make_case(district, State.CLOSED)
    closed_at, promised = case.ended_at, case.overall_due_at

    reopened = services.reopen(case_id=case.pk, now=closed_at + timedelta(days=14), note="又坏了")
    assert (reopened.state, reopened.round, reopened.ended_at) == (State.IN_PROGRESS, 2, None)
    assert reopened.overall_due_at > promised
    assert str(int(closed_at.timestamp())) in case.events.get(act=Act.REOPEN).details

    other = samples.make_case(district, State.CLOSED, now=LATER)
    late = other.ended_at + timedelta(days=17)
    with pytest.raises(services.MoveRefused) as refused:
        services.reopen(case_id=other.pk, now=late, note="又坏了")
    assert refused.value.rule == "cases.md#reopen"
    services.reopen(case_id=other.pk, actor=district.people["zhaomin"], now=late, note="督查发现")


def test_the_window_counts_from_the_closing_not_from_later_remarks(district):
    case = samples.make_case(district, State.CLOSED)
    services.comment(
        case_id=case.pk, actor=district.people["zhaomin"], now=case.ended_at + timedelta(days=14), note="回访"
    )

    with pytest.raises(services.MoveRefused):
        services.reopen(case_id=case.pk, now=case.ended_at + timedelta(days=17), note="又坏了")


def test_a_result_is_rated_once(district):
    report = samples.take(district, contact="13812345678")
    case = samples.make_case(district, State.CLOSED, token="rated-report", now=MORNING, contact="13812345678")
    report = case.reports.get()

    services.rate(report_id=report.pk, now=LATER, stars=4, solved=Solved.PARTLY, comment="还行")

    call = CallBack.objects.get(report=report)
    assert (call.stars, call.solved, call.reached) == (4, Solved.PARTLY, True)
    with pytest.raises(services.MoveRefused) as refused:
        services.rate(report_id=report.pk, now=LATER, stars=1, solved=Solved.NO)
    assert refused.value.rule == "cases.md#once"
    with pytest.raises(services.TextRefused):
        services.rate(report_id=report.pk, now=LATER, stars=6, solved=Solved.NO)


def test_the_handling_unit_does_not_call_back_itself(district):
    case = samples.make_case(district, State.CLOSED, contact="13812345678")
    report = case.reports.get()
    samples.appoint(
        district.people["zhoulan"],
        samples.make_caller_role(),
        organisation=district.organisations["urban_management"],
        area=district.areas["dongchuan"],
    )
    samples.appoint(
        district.people["wuting"],
        samples.make_caller_role(),
        organisation=district.organisations["tongdu_office"],
        area=district.areas["tongdu"],
    )

    with pytest.raises(services.MoveRefused) as refused:
        services.call_back(report_id=report.pk, actor=district.people["zhoulan"], now=LATER, reached=True)
    assert refused.value.rule == "cases.md#call-back"
    services.call_back(
        report_id=report.pk, actor=district.people["wuting"], now=LATER, reached=True, solved=Solved.YES, stars=5
    )

    assert CallBack.objects.get().by == district.people["wuting"]


def test_urgent_cases_have_less_time(district):
    normal, urgent = samples.take(district).case, samples.take(district, now=MORNING + timedelta(minutes=1)).case
    for case, urgency in ((normal, Urgency.NORMAL), (urgent, Urgency.VERY_URGENT)):
        services.file_case(
            case_id=case.pk,
            actor=district.people["linjie"],
            now=LATER,
            category=district.kinds["road"],
            urgency=urgency,
        )

    normal.refresh_from_db()
    urgent.refresh_from_db()
    assert urgent.limit == "4h"
    assert urgent.overall_due_at < normal.overall_due_at
