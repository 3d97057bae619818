"""Making safe, re-visits and the sample of checks through the services."""

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.cases import queries, samples, services
from linli.cases.models import Case, Category, Event, Revisit, StageClock
from linli.cases.queries import policy
from linli.cases.samples import MORNING
from linli.cases.terms import Act, ActionCode, Lasting, Stage, State
from linli.foundation.audit import verify

pytestmark = pytest.mark.django_db
SOON = MORNING + timedelta(minutes=15)
LATER = MORNING + timedelta(hours=4)


@pytest.fixture
def lid(district) -> Category:
    """Give a kind of case that is dangerous."""
    return samples.make_category("0905", "井盖缺失", district.kinds["group"], "department", safe_limit="30m")


@pytest.fixture
def worker(district):
    """Give a community worker who handled nothing."""
    person = samples.make_account("tangmei")
    committee = district.organisations["nanyuan_committee"]
    samples.appoint(person, "community_worker", organisation=committee, area=district.areas["nanyuan"])
    return person


def filed(district, kind) -> Case:
    case = samples.take(district).case
    return services.file_case(case_id=case.pk, actor=district.people["linjie"], now=SOON, category=kind)


def closed(district, days: int = 15) -> Case:
    """Return a case of a recurring kind, closed two hours after it was reported."""
    Category.objects.filter(code="0903").update(revisit_days=days)
    return samples.make_case(district, State.CLOSED)


# Making safe


def test_filing_a_dangerous_kind_begins_the_clock_of_making_safe(district, lid):
    case = filed(district, lid)

    clock = StageClock.objects.get(stage=Stage.SAFE)
    assert (clock.event.act, clock.limit) == (Act.ALERT, "30m")
    assert clock.due_at == case.due_at == SOON + timedelta(minutes=30)
    assert clock.event.receiver == case.holder


def test_a_harmless_kind_calls_for_nothing(district):
    case = filed(district, district.kinds["road"])

    assert not case.events.filter(act=Act.ALERT).exists()
    with pytest.raises(services.MoveRefused) as refused:
        services.secure(case_id=case.pk, actor=district.people["gaofeng"], now=LATER, note="已围挡")
    assert refused.value.rule == "cases.md#safe"


def test_whoever_is_near_makes_safe_and_only_once(district, lid, worker):
    case = filed(district, lid)

    case = services.secure(case_id=case.pk, actor=worker, now=SOON, note="已放警示锥", photos=["safe.jpg"])

    assert StageClock.objects.get(stage=Stage.SAFE).ended_at == SOON
    assert case.state is State.FILED
    assert case.evidence.get().kind == "during"
    with pytest.raises(services.MoveRefused):
        services.secure(case_id=case.pk, actor=worker, now=LATER, note="再放")


def test_a_refusal_does_not_stop_the_clock_and_the_answer_ends_it(district, lid):
    people, unit = district.people, district.organisations["urban_management"]
    case = filed(district, lid)
    services.dispatch(case_id=case.pk, actor=people["zhaomin"], now=SOON, unit=unit, note="按职责")
    refusal = {"reason": "not_ours", "note": "不归我们", "proposal": "水务局"}
    services.refuse(case_id=case.pk, actor=people["sunwei"], now=SOON, **refusal)
    assert StageClock.objects.get(stage=Stage.SAFE).paused_at is None

    services.dispatch(case_id=case.pk, actor=people["zhaomin"], now=SOON, unit=unit, note="仍由你办")
    services.sign(case_id=case.pk, actor=people["sunwei"], now=SOON)
    services.answer(case_id=case.pk, actor=people["sunwei"], now=LATER, note="换了", outcome=ActionCode.FIXED)

    assert StageClock.objects.get(stage=Stage.SAFE).ended_at == LATER


def test_the_next_level_hears_of_a_place_that_is_still_dangerous(district, lid):
    case = filed(district, lid)

    services.escalate_due(now=SOON + timedelta(minutes=31))

    told = case.oversights.get()
    assert told.clock.stage is Stage.SAFE


@pytest.mark.parametrize(
    ("safe", "clocks"), [("", [("30m", True)]), ("1h", [("1h", False)]), ("30m", [("30m", False)])]
)
def test_another_kind_brings_its_own_limit_of_making_safe(district, lid, safe, clocks):
    other = samples.make_category("0906", "树枝断裂", district.kinds["group"], "department", safe_limit=safe)
    case = filed(district, lid)

    services.reclassify(case_id=case.pk, actor=district.people["linjie"], now=LATER, category=other, note="看错了")

    found = [(clock.limit, clock.ended_at is not None) for clock in StageClock.objects.filter(stage=Stage.SAFE)]
    assert found == clocks


def test_a_kind_that_turns_out_dangerous_calls_for_safety_then(district, lid):
    case = filed(district, district.kinds["road"])

    services.reclassify(case_id=case.pk, actor=district.people["linjie"], now=LATER, category=lid, note="井盖没了")

    assert StageClock.objects.get(stage=Stage.SAFE).due_at == LATER + timedelta(minutes=30)
    assert Case.objects.get(pk=case.pk).version == 1 + case.events.count()


# Re-visits


def test_closing_a_recurring_kind_plans_a_revisit_and_no_other_kind_does(district, worker):
    case = closed(district)

    planned = Revisit.objects.get()
    assert planned.event == case.events.get(act=Act.CLOSE)
    assert policy.local_day(planned.from_at) == policy.local_day(case.ended_at) + timedelta(days=15)
    assert planned.due_at > planned.from_at

    Category.objects.update(revisit_days=None)
    samples.make_case(district, State.CLOSED, token="another one")
    assert Revisit.objects.count() == 1


def test_a_revisit_before_its_day_is_refused(district, worker):
    case = closed(district)

    with pytest.raises(services.MoveRefused) as refused:
        services.revisit(case_id=case.pk, actor=worker, now=LATER, finding=Lasting.HOLDS, note="还好")

    assert refused.value.rule == "cases.md#revisit"
    assert list(queries.list_revisits(worker, LATER)) == []


def test_whoever_handled_the_case_does_not_visit_it_again(district):
    case, sunwei = closed(district), district.people["sunwei"]
    committee, nanyuan = district.organisations["nanyuan_committee"], district.areas["nanyuan"]
    samples.appoint(sunwei, "community_worker", organisation=committee, area=nanyuan)
    sunwei.forget_grants()
    when = Revisit.objects.get().due_at

    with pytest.raises(services.MoveRefused) as refused:
        services.revisit(case_id=case.pk, actor=sunwei, now=when, finding=Lasting.HOLDS, note="还好")

    assert refused.value.rule == "cases.md#check"


def test_a_place_still_in_order_leaves_the_case_closed(district, worker):
    case, planned = closed(district), Revisit.objects.get()
    assert [one.case for one in queries.list_revisits(worker, planned.due_at)] == [case]

    after = services.revisit(case_id=case.pk, actor=worker, now=planned.due_at, finding=Lasting.HOLDS, note="干净")

    planned.refresh_from_db()
    assert after.state is State.CLOSED
    assert (planned.finding, planned.done_at, planned.relapse) == (Lasting.HOLDS, planned.due_at, None)
    assert list(queries.list_revisits(worker, planned.due_at)) == []
    assert Case.objects.count() == 1
    with pytest.raises(services.MoveRefused):
        services.revisit(case_id=case.pk, actor=worker, now=planned.due_at, finding=Lasting.HOLDS, note="再看")


def test_a_relapse_is_a_new_case_tied_to_the_old_one(district, worker):
    case, planned = closed(district), Revisit.objects.get()

    services.revisit(case_id=case.pk, actor=worker, now=planned.due_at, finding=Lasting.RELAPSED, note="又堆满了")

    relapse = Case.objects.get(relapse_of=case)
    planned.refresh_from_db()
    assert planned.relapse == relapse
    assert (relapse.state, relapse.area, relapse.address) == (State.SUBMITTED, case.area, case.address)
    assert relapse.category_id == case.category_id
    assert relapse.reports.get().text == "又堆满了"
    told = case.events.get(act=Act.REVISIT)
    assert str(relapse.number) in told.details
    assert "relapsed" in told.details
    assert verify(Event).is_ok


def test_a_reopened_case_is_not_visited_but_its_next_closing_plans_again(district, worker):
    case, planned = closed(district), Revisit.objects.get()

    services.reopen(case_id=case.pk, actor=district.people["zhaomin"], now=LATER, note="又坏了")

    planned.refresh_from_db()
    assert (planned.done_at, planned.finding) == (LATER, None)
    people, again = district.people, {"case_id": case.pk, "now": LATER}
    services.answer(actor=people["sunwei"], note="再修", outcome=ActionCode.FIXED, **again)
    services.send_check(actor=people["zhaomin"], **again)
    services.close(actor=people["wuting"], reply="好了", criterion_met=True, **again)
    assert Revisit.objects.filter(done_at__isnull=True).count() == 1


# The sample of checks


def answered(district, monkeypatch, *, share: tuple[int, int]) -> Case:
    """Return an answered case that may be closed from the desk, under a policy with that share of checks."""
    known = replace(policy.get_policy(MORNING), check_share=share)
    monkeypatch.setattr(policy, "get_policy", lambda now: known)
    people, committee = district.people, district.organisations["nanyuan_committee"]
    case = filed(district, district.kinds["litter"])
    services.dispatch(case_id=case.pk, actor=people["zhaomin"], now=SOON, unit=committee, note="按职责")
    services.sign(case_id=case.pk, actor=people["gaofeng"], now=SOON)
    return services.answer(case_id=case.pk, actor=people["gaofeng"], now=LATER, note="清了", outcome=ActionCode.FIXED)


def test_a_drawn_answer_is_checked_on_site_before_it_is_closed(district, monkeypatch):
    case, zhaomin = answered(district, monkeypatch, share=(1, 1)), district.people["zhaomin"]

    with pytest.raises(services.MoveRefused) as refused:
        services.close(case_id=case.pk, actor=zhaomin, now=LATER, reply="好了", criterion_met=True)
    assert refused.value.rule == "cases.md#sample"
    assert '"drawn":[1,1]' in case.events.get(act=Act.ANSWER).details

    services.send_check(case_id=case.pk, actor=zhaomin, now=LATER)
    case = services.close(case_id=case.pk, actor=district.people["wuting"], now=LATER, reply="好了", criterion_met=True)
    assert case.state is State.CLOSED


def test_an_answer_that_is_not_drawn_is_closed_from_the_desk(district, monkeypatch):
    case = answered(district, monkeypatch, share=(0, 1))

    case = services.close(
        case_id=case.pk, actor=district.people["zhaomin"], now=LATER, reply="好了", criterion_met=True
    )

    assert case.state is State.CLOSED
    assert "drawn" not in case.events.get(act=Act.ANSWER).details
