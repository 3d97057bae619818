"""Real threads on the real database: double submits, clashing acts, numbers without gaps."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from linli.cases import samples, services
from linli.cases.models import Case, Event, Report, StageClock
from linli.cases.samples import MORNING
from linli.cases.terms import TERMINAL, ActionCode, RefusalReason, State
from linli.foundation.audit import verify

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
LATER = MORNING + timedelta(hours=3)


@pytest.fixture
def district(transactional_db, settings, tmp_path):
    settings.ANCHOR_DIR = tmp_path  # the chain begins anew in each of these tests
    return samples.make_case_district()


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all works at the same moment, each in its own thread; return results or what was raised, in order."""
    results: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            start.wait()
            results[place] = work()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_twenty_equal_submits_at_once_make_one_case(district):
    def submit() -> str:
        return services.take_report(text="路灯不亮", token="one-token", now=MORNING).receipt

    receipts = at_once(*[submit] * 20)

    assert set(receipts) == {Report.objects.get().receipt}
    assert Case.objects.count() == 1
    assert verify(Event).is_ok


def test_different_submits_at_once_get_numbers_without_a_gap(district):
    def submit(number: int) -> Callable[[], int]:
        return lambda: services.take_report(text="路灯不亮", token=f"token-{number}", now=MORNING).case.number

    numbers = at_once(*[submit(number) for number in range(16)])

    assert sorted(numbers) == list(range(20260000001, 20260000017))
    assert verify(Event).is_ok


def test_two_who_edit_the_same_case_get_one_conflict(district):
    case = samples.make_case(district, State.FILED)
    wish = {
        "case_id": case.pk,
        "actor": district.people["zhaomin"],
        "now": LATER,
        "version": case.version,
        "note": "派",
    }
    units = ("urban_management", "housing")

    results = at_once(
        *[lambda unit=unit: services.dispatch(unit=district.organisations[unit], **wish) for unit in units]
    )

    assert sorted(type(result).__name__ for result in results) == ["Case", "ConflictError"]
    assert Case.objects.get(pk=case.pk).state is State.DISPATCHED
    assert case.tasks.count() == 1


def test_acts_that_exclude_each_other_never_both_happen(district):
    people = district.people
    refusal = {"reason": RefusalReason.NOT_OURS, "note": "否", "proposal": "住建"}
    for round_ in range(6):
        case = samples.make_case(district, State.IN_PROGRESS, now=MORNING + timedelta(minutes=round_))
        base = {"case_id": case.pk, "now": LATER}
        services.ask_void(actor=people["gaofeng"], note="误报", **base)

        results = at_once(
            lambda base=base: services.answer(actor=people["sunwei"], note="好", outcome=ActionCode.FIXED, **base),
            lambda base=base: services.refuse(actor=people["sunwei"], **refusal, **base),
            lambda base=base: services.void(actor=people["heqing"], **base),
        )

        now = Case.objects.select_related("holder").get(pk=case.pk)
        assert all(isinstance(result, Case | services.MoveRefused) for result in results), results
        assert now.state in (State.ANSWERED, State.FILED, State.VOID)
        assert now.holder is not None
        assert (now.state in TERMINAL) == (now.ended_at is not None)
        open_clocks = StageClock.objects.filter(event__case=case, ended_at__isnull=True)
        assert not (now.state in TERMINAL and open_clocks.exists())
        assert now.version == 1 + case.events.count()
    assert verify(Event).is_ok


def test_two_jobs_at_once_tell_each_level_once(district):
    samples.make_case(district, State.IN_PROGRESS)
    late = MORNING + timedelta(days=40)

    at_once(*[lambda: services.escalate_due(now=late)] * 3)

    told = Event.objects.filter(act="escalate").count()
    assert told == 4
    assert services.escalate_due(now=late) == 0


def test_merging_two_cases_into_each_other_leaves_one_open(district):
    one = samples.take(district).case
    other = samples.take(district, now=LATER, token="other").case
    merge = {"actor": district.people["linjie"], "now": LATER, "note": "同"}

    at_once(
        lambda: services.merge(case_id=one.pk, target_id=other.pk, **merge),
        lambda: services.merge(case_id=other.pk, target_id=one.pk, **merge),
    )

    states = sorted(Case.objects.values_list("state", flat=True))
    assert states == [State.MERGED, State.SUBMITTED]
    assert Report.objects.filter(case__state=State.SUBMITTED).count() == 2
