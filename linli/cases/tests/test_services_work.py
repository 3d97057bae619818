"""While a unit works on a case: refusals, answers, checks and help from others."""

from datetime import timedelta

import pytest

from linli.cases import samples, services
from linli.cases.models import Oversight, StageClock, Task
from linli.cases.samples import MORNING
from linli.cases.terms import (
    Act,
    ActionCode,
    Level,
    OversightKind,
    RefusalReason,
    Stage,
    State,
    TaskState,
)

LATER = MORNING + timedelta(hours=3)


def acts_of(case) -> list[Act]:
    return [event.act for event in case.events.order_by("pk")]


REFUSAL = {"reason": RefusalReason.NOT_OURS, "note": "不归我们管", "proposal": "住建局"}


def test_a_refused_case_goes_back_and_the_same_unit_needs_a_reason(district):
    case, people = samples.make_case(district, State.IN_PROGRESS), district.people
    handle = StageClock.objects.get(stage=Stage.HANDLE)

    case = services.refuse(case_id=case.pk, actor=people["sunwei"], now=LATER, **REFUSAL)
    assert case.state is State.FILED
    assert case.unit is None
    handle.refresh_from_db()
    assert handle.paused_at == LATER

    unit = district.organisations["urban_management"]
    with pytest.raises(services.MoveRefused) as refused:
        services.dispatch(case_id=case.pk, actor=people["zhaomin"], now=LATER, unit=unit)
    assert refused.value.rule == "cases.md#responsibility"
    services.dispatch(case_id=case.pk, actor=people["zhaomin"], now=LATER, unit=unit, note="职责清单第三条")
    services.sign(case_id=case.pk, actor=people["sunwei"], now=LATER + timedelta(hours=1))

    handle.refresh_from_db()
    assert handle.paused_at is None
    assert handle.paused_ms == 3_600_000
    assert StageClock.objects.filter(stage=Stage.HANDLE).count() == 1


def test_another_unit_gets_the_whole_time(district):
    case, people = samples.make_case(district, State.IN_PROGRESS), district.people
    services.refuse(case_id=case.pk, actor=people["sunwei"], now=LATER, **REFUSAL)

    housing = district.organisations["housing"]
    services.dispatch(case_id=case.pk, actor=people["zhaomin"], now=LATER, unit=housing, note="改派")
    services.sign(case_id=case.pk, actor=people["gaofeng"], now=LATER)

    old, new = StageClock.objects.filter(stage=Stage.HANDLE).order_by("pk")
    assert old.ended_at is not None
    assert new.ended_at is None
    assert new.started_at == LATER


def test_refusals_call_the_subdistrict_then_the_district(district):
    case, people = samples.make_case(district, State.DISPATCHED), district.people
    unit = district.organisations["urban_management"]
    holders = []
    for _ in range(3):
        case = services.refuse(case_id=case.pk, actor=people["sunwei"], now=LATER, **REFUSAL)
        holders.append(case.holder)
        sender = people["gaofeng"] if case.refusals == 3 else people["zhaomin"]
        last = case
        case = services.dispatch(case_id=case.pk, actor=sender, now=LATER, unit=unit, note="按会议决定")

    assert holders == [district.organisations[key] for key in ("tongdu_office", "tongdu_office", "headquarters")]
    assert list(Oversight.objects.order_by("pk").values_list("kind", "level")) == [
        (OversightKind.ESCALATE, Level.SUBDISTRICT),
        (OversightKind.ESCALATE, Level.DISTRICT),
    ]
    assert last.refusals == 3
    services.refuse(case_id=case.pk, actor=people["sunwei"], now=LATER, **REFUSAL)
    with pytest.raises(services.MoveRefused) as refused:
        services.dispatch(case_id=case.pk, actor=people["zhaomin"], now=LATER, unit=unit, note="再派")
    assert "cases.md#refuse" in {reason.rule for reason in refused.value.reasons}


def test_an_answer_sent_back_opens_a_round_with_half_the_time(district):
    case = samples.make_case(district, State.ANSWERED)

    case = services.rework(case_id=case.pk, actor=district.people["zhaomin"], now=LATER, note="没修平")

    assert (case.state, case.round) == (State.IN_PROGRESS, 2)
    assert StageClock.objects.filter(stage=Stage.HANDLE).order_by("pk").last().limit == "3wd"
    assert case.tasks.get().state is TaskState.WORKING


def test_a_failed_check_sends_the_case_back_to_the_unit(district):
    case = samples.make_case(district, State.CHECKING)

    with pytest.raises(services.MoveRefused):
        services.fail(case_id=case.pk, actor=district.people["wuting"], now=LATER, note=" ")
    case = services.fail(case_id=case.pk, actor=district.people["wuting"], now=LATER, note="仍有坑")

    assert (case.state, case.round, case.holder) == (State.IN_PROGRESS, 2, district.organisations["urban_management"])


def test_the_handler_cannot_check_his_own_work(district):
    case, gaofeng = samples.make_case(district, State.DISPATCHED), district.people["gaofeng"]
    services.sign(case_id=case.pk, actor=gaofeng, now=LATER)
    services.answer(case_id=case.pk, actor=gaofeng, now=LATER, note="好了", outcome=ActionCode.FIXED)
    services.send_check(case_id=case.pk, actor=gaofeng, now=LATER)

    for act in (services.close, services.fail):
        words = {"reply": "好", "criterion_met": True} if act is services.close else {"note": "不好"}
        with pytest.raises(services.MoveRefused) as refused:
            act(case_id=case.pk, actor=gaofeng, now=LATER, **words)
        assert refused.value.rule == "cases.md#check"


def test_open_assisting_tasks_keep_a_case_from_closing(district):
    case, people = samples.make_case(district, State.IN_PROGRESS), district.people
    housing = district.organisations["housing"]
    services.assist(case_id=case.pk, actor=people["zhaomin"], now=LATER, unit=housing)
    with pytest.raises(services.MoveRefused):
        services.assist(case_id=case.pk, actor=people["zhaomin"], now=LATER, unit=housing)
    services.answer(case_id=case.pk, actor=people["sunwei"], now=LATER, note="好", outcome=ActionCode.FIXED)

    with pytest.raises(services.MoveRefused) as refused:
        services.send_check(case_id=case.pk, actor=people["zhaomin"], now=LATER)
    assert refused.value.rule == "cases.md#tasks"
    services.finish(case_id=case.pk, actor=people["gaofeng"], now=LATER, note="已协助", unit=housing)
    services.send_check(case_id=case.pk, actor=people["zhaomin"], now=LATER)

    assert Task.objects.get(unit=housing).state is TaskState.DONE


def test_an_assisting_unit_can_be_released(district):
    case, people, housing = (
        samples.make_case(district, State.IN_PROGRESS),
        district.people,
        district.organisations["housing"],
    )
    services.assist(case_id=case.pk, actor=people["zhaomin"], now=LATER, unit=housing)

    services.release(case_id=case.pk, actor=people["zhaomin"], now=LATER, unit=housing, note="不需要")

    assert Task.objects.get(unit=housing).state is TaskState.RELEASED
    with pytest.raises(services.MoveRefused):
        services.release(case_id=case.pk, actor=people["zhaomin"], now=LATER, unit=housing, note="再次")
