"""Side records: hold, extension, exemption, oversight, escalation, category change. They never move a case."""

from datetime import timedelta

import pytest

from linli.cases import samples, services
from linli.cases.models import Adjustment, Case, Event, Oversight, StageClock
from linli.cases.samples import MORNING
from linli.cases.terms import (
    AdjustmentState,
    Level,
    OversightKind,
    Stage,
    State,
)
from linli.values import Reason

LATER = MORNING + timedelta(hours=3)


@pytest.fixture
def working(district):
    return samples.make_case(district, State.IN_PROGRESS)


def ask_hold(district, case, **facts):
    asked = {"now": LATER, "note": "等备件", "until": LATER + timedelta(days=10)} | facts
    return services.ask_hold(case_id=case.pk, actor=district.people["sunwei"], **asked)


def grant_hold(district, case, **facts):
    decided = {"now": LATER, "granted": True} | facts
    return services.decide_hold(case_id=case.pk, actor=district.people["zhaomin"], **decided)


def test_a_hold_stops_handling_and_promise_and_runs_on_by_itself(district, working):
    handle, promise = StageClock.objects.get(stage=Stage.HANDLE), working.overall_due_at
    ask_hold(district, working)
    case = grant_hold(district, working)
    assert (case.is_held, case.due_at, case.state) == (True, None, State.IN_PROGRESS)

    assert services.end_due_holds(now=LATER + timedelta(days=9)) == 0
    assert services.end_due_holds(now=LATER + timedelta(days=10)) == 1

    case.refresh_from_db()
    before = handle.due_at
    handle.refresh_from_db()
    assert not case.is_held
    assert case.overall_due_at > promise
    assert handle.due_at > before
    assert Adjustment.objects.get().state is AdjustmentState.ENDED


def test_a_case_is_held_once(district, working):
    ask_hold(district, working)
    grant_hold(district, working)
    services.end_hold(case_id=working.pk, actor=district.people["zhaomin"], now=LATER)

    with pytest.raises(services.MoveRefused) as refused:
        ask_hold(district, working)
    assert refused.value.rule == "cases.md#once"


def test_a_refused_hold_may_be_asked_again(district, working):
    ask_hold(district, working)
    grant_hold(district, working, granted=False, note="理由不足")

    ask_hold(district, working)

    assert Adjustment.objects.filter(state=AdjustmentState.ASKED).count() == 1


def test_whoever_asked_for_a_hold_does_not_grant_it(district, working):
    gaofeng = district.people["gaofeng"]
    services.ask_hold(case_id=working.pk, actor=gaofeng, now=LATER, note="等", until=LATER + timedelta(days=1))

    with pytest.raises(services.MoveRefused) as refused:
        services.decide_hold(case_id=working.pk, actor=gaofeng, now=LATER, granted=True)
    assert refused.value.rule == "cases.md#second-person"


@pytest.mark.parametrize("days", [-1, 91])
def test_a_hold_ends_in_the_future_and_within_the_longest_time(district, working, days):
    with pytest.raises(services.MoveRefused) as refused:
        ask_hold(district, working, until=LATER + timedelta(days=days))
    assert refused.value.rule == "cases.md#hold"


def test_overdue_work_is_neither_held_nor_extended(district, working):
    late = MORNING + timedelta(days=30)

    for ask, facts in ((services.ask_hold, {"until": late + timedelta(days=1)}), (services.ask_extension, {})):
        with pytest.raises(services.MoveRefused) as refused:
            ask(case_id=working.pk, actor=district.people["sunwei"], now=late, note="来不及", **facts)
        assert refused.value.rule == "cases.md#overdue"


def test_an_answer_during_a_hold_ends_it(district, working):
    ask_hold(district, working)
    grant_hold(district, working)

    case = services.answer(case_id=working.pk, actor=district.people["sunwei"], now=LATER, note="好了", outcome="fixed")

    assert not case.is_held
    assert Adjustment.objects.get().state is AdjustmentState.ENDED


def test_a_case_is_extended_at_most_twice_by_its_own_limit(district, working):
    sunwei, zhaomin = district.people["sunwei"], district.people["zhaomin"]
    dues = [StageClock.objects.get(stage=Stage.HANDLE).due_at]
    for _ in range(2):
        services.ask_extension(case_id=working.pk, actor=sunwei, now=LATER, note="雨天")
        case = services.decide_extension(case_id=working.pk, actor=zhaomin, now=LATER, granted=True)
        dues.append(StageClock.objects.get(stage=Stage.HANDLE).due_at)

    assert [due - dues[0] for due in dues] == [timedelta(), timedelta(days=7), timedelta(days=14)]
    assert case.extensions == 2
    with pytest.raises(services.MoveRefused) as refused:
        services.ask_extension(case_id=working.pk, actor=sunwei, now=LATER, note="雨天")
    assert refused.value.rule == "cases.md#extend"


def test_a_request_falls_with_the_state_it_was_made_in(district, working):
    services.ask_extension(case_id=working.pk, actor=district.people["sunwei"], now=LATER, note="雨天")
    services.answer(case_id=working.pk, actor=district.people["sunwei"], now=LATER, note="好了", outcome="fixed")

    assert Adjustment.objects.get().state is AdjustmentState.DENIED


def test_a_new_category_keeps_the_earlier_promise(district, working):
    promise, handle = working.overall_due_at, StageClock.objects.get(stage=Stage.HANDLE)
    slow = samples.make_category(
        "0909", "违法建设", district.kinds["group"], "department", normal_limit="20wd", urgent_limit="7wd"
    )

    case = services.reclassify(
        case_id=working.pk, actor=district.people["linjie"], now=LATER, category=slow, note="违建"
    )

    before = handle.due_at
    handle.refresh_from_db()
    assert case.promised_at == promise
    assert case.overall_due_at > promise
    assert (handle.promised_at, handle.limit) == (before, "20wd")
    assert handle.due_at > before


def test_a_group_is_no_kind_of_case(district):
    case = samples.take(district).case

    with pytest.raises(services.TextRefused) as refused:
        services.file_case(
            case_id=case.pk, actor=district.people["linjie"], now=LATER, category=district.kinds["group"]
        )
    assert refused.value.field == "category"


def test_two_reviewers_exempt_and_the_fact_stays(district):
    case = samples.make_case(district, State.ANSWERED)
    late = MORNING + timedelta(days=40)
    services.send_check(case_id=case.pk, actor=district.people["zhaomin"], now=late)
    services.close(case_id=case.pk, actor=district.people["wuting"], now=late, reply="好", criterion_met=True)
    reviewer = samples.make_role("reviewer", name="复核员", actions=["cases.view", "cases.exempt"], whole_area=True)
    for name in ("gaofeng", "heqing"):
        samples.appoint(district.people[name], reviewer, organisation=district.organisations["headquarters"])
    review = {"case_id": case.pk, "now": late, "granted": True}

    services.ask_exemption(case_id=case.pk, actor=district.people["sunwei"], now=late, note="暴雨停工")
    services.review_exemption(actor=district.people["gaofeng"], **review)
    assert Adjustment.objects.get().state is AdjustmentState.ASKED
    with pytest.raises(services.MoveRefused):
        services.review_exemption(actor=district.people["gaofeng"], **review)
    services.review_exemption(actor=district.people["heqing"], **review)

    case.refresh_from_db()
    assert Adjustment.objects.get().state is AdjustmentState.GRANTED
    assert case.ended_at > case.overall_due_at
    with pytest.raises(services.MoveRefused):
        services.ask_exemption(case_id=case.pk, actor=district.people["sunwei"], now=late, note="再来")


def test_a_case_in_time_has_nothing_to_be_exempted_from(district):
    case = samples.make_case(district, State.CLOSED)

    with pytest.raises(services.MoveRefused) as refused:
        services.ask_exemption(case_id=case.pk, actor=district.people["sunwei"], now=LATER, note="?")
    assert refused.value.rule == "cases.md#overdue"


def test_a_reporter_urges_once_in_the_period(district, working):
    services.urge(case_id=working.pk, now=LATER)
    with pytest.raises(services.MoveRefused) as refused:
        services.urge(case_id=working.pk, now=LATER + timedelta(days=1))
    services.urge(case_id=working.pk, actor=district.people["zhaomin"], now=LATER, note="请抓紧")
    services.urge(case_id=working.pk, now=LATER + timedelta(days=5))

    assert refused.value.rule == "cases.md#urge"
    assert Oversight.objects.filter(kind=OversightKind.URGE).count() == 3


def test_oversight_never_moves_a_case_and_is_answered_at_once(district, working):
    zhaomin, due = district.people["zhaomin"], working.due_at
    services.supervise(case_id=working.pk, actor=zhaomin, now=LATER, note="领导关注")
    services.give_notice(case_id=working.pk, actor=zhaomin, now=LATER, note="限期", until=LATER + timedelta(days=2))
    case = services.heed(case_id=working.pk, actor=district.people["sunwei"], now=LATER, note="已安排")

    assert (case.state, case.due_at) == (State.IN_PROGRESS, due)
    assert not Oversight.objects.filter(heeded_at__isnull=True).exists()


def test_expired_clocks_are_told_once_to_each_level(district):
    samples.make_case(district, State.IN_PROGRESS)
    soon, late = MORNING + timedelta(days=8), MORNING + timedelta(days=30)

    assert services.escalate_due(now=MORNING + timedelta(minutes=46)) == 0
    first = services.escalate_due(now=soon)
    again = services.escalate_due(now=soon)
    services.escalate_due(now=late)
    assert services.escalate_due(now=late) == 0

    told = Oversight.objects.filter(clock__isnull=False).values_list("level", flat=True)
    whole = Oversight.objects.filter(clock__isnull=True).values_list("level", flat=True)
    assert (first, again) == (1, 0)
    assert sorted(told) == sorted(whole) == [Level.DISTRICT, Level.SUBDISTRICT]


def test_a_case_nobody_accepted_is_told_as_well(district):
    case = samples.take(district).case

    assert services.escalate_due(now=MORNING + timedelta(hours=5)) == 1

    told = Oversight.objects.get()
    assert told.unit == district.organisations["tongdu_office"]
    assert Case.objects.get(pk=case.pk).state is State.SUBMITTED


def test_a_notice_nobody_answered_goes_to_the_district(district, working):
    services.give_notice(
        case_id=working.pk, actor=district.people["zhaomin"], now=LATER, note="限期", until=LATER + timedelta(hours=1)
    )

    services.escalate_due(now=LATER + timedelta(hours=2))
    services.escalate_due(now=LATER + timedelta(hours=2))

    assert Oversight.objects.get(kind=OversightKind.ESCALATE).level is Level.DISTRICT


def test_looking_at_a_contact_leaves_a_trace(district):
    report = samples.take(district, contact="13812345678")
    guard = samples.make_role("reveal", name="受理员", actions=["cases.view", "cases.reveal"], whole_area=True)
    linjie = district.people["linjie"]
    with pytest.raises(services.MoveRefused):
        services.reveal_contact(report_id=report.pk, actor=district.people["wuting"], now=LATER)
    samples.appoint(
        linjie, guard, organisation=district.organisations["nanyuan_committee"], area=district.areas["nanyuan"]
    )

    assert services.reveal_contact(report_id=report.pk, actor=linjie, now=LATER) == "13812345678"

    event = Event.objects.order_by("pk").last()
    assert (event.act.value, event.actor_id) == ("reveal", linjie.pk)
    assert "138" not in event.details


def test_a_case_moves_to_another_community_with_its_desk(district):
    case = samples.take(district).case

    case = services.relocate(
        case_id=case.pk,
        actor=district.people["zhaomin"],
        now=LATER,
        area=district.areas["shiyang"],
        address="石羊路1号",
    )

    assert case.holder == district.organisations["shiyang_committee"]
    assert "桂苑小区东门" in case.events.last().details


def test_a_clash_tells_what_happened_meanwhile(district, working):
    seen = working.version
    services.comment(case_id=working.pk, actor=district.people["zhaomin"], now=LATER, note="电话已联系")

    with pytest.raises(services.ConflictError) as clash:
        services.answer(
            case_id=working.pk, actor=district.people["sunwei"], now=LATER, note="好", outcome="fixed", version=seen
        )

    assert [event.note for event in clash.value.events] == ["电话已联系"]
    assert str(clash.value)
    assert Case.objects.get(pk=working.pk).state is State.IN_PROGRESS


def test_a_case_without_an_office_to_tell_keeps_no_other_waiting(district, monkeypatch):
    first, second = samples.take(district).case, samples.take(district, now=MORNING + timedelta(minutes=1)).case
    really = services.oversight.escalate

    def refuse_the_first(*, case_id, **facts):
        if case_id == first.pk:
            raise services.MoveRefused(Reason("cases.md#holder", "nobody"))
        return really(case_id=case_id, **facts)

    monkeypatch.setattr(services.oversight, "escalate", refuse_the_first)

    assert services.escalate_due(now=MORNING + timedelta(hours=5)) == 1
    assert Oversight.objects.get().case_id == second.pk
