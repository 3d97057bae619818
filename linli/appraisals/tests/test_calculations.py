"""Large rounds are computed by the worker: watched, stopped, and never kept by half."""

from itertools import count

import pytest
from django.urls import reverse

from linli.appraisals import samples, services
from linli.appraisals.models import Calculation, Passage, Result
from linli.appraisals.services import AppraisalChanged, AppraisalRefused, calculations, computing
from linli.appraisals.terms import CalculationState, RoundState
from linli.appraisals.views import rounds


@pytest.fixture
def checked(contest, july):
    """July's round, scored and checked."""
    samples.score_all(contest, july, [0, 1, 2, 2, 3, 5])
    return samples.lead_to(contest, july, RoundState.CHECKED)


def ask(contest, round_, **said):
    given = {"round_id": round_.pk, "version": round_.version, "actor": contest.people["office"], "now": samples.CLOSE}
    return services.ask_calculation(**given | said)


def carry_out(made):
    return services.carry_out(calculation_id=made.pk, clock=lambda: samples.CLOSE)


def test_it_is_asked_for_once_and_only_when_the_round_is_so_far(contest, checked):
    with pytest.raises(AppraisalChanged):
        ask(contest, checked, version=1)
    with pytest.raises(AppraisalRefused):
        ask(contest, checked, now=samples.BEGUN)
    made = ask(contest, checked)
    assert ask(contest, checked) == made


def test_it_says_how_far_it_is_and_ends_with_the_same_results(contest, checked):
    services.compute_round(round_id=checked.pk, actor=contest.people["office"], now=samples.CLOSE)
    once = list(Result.objects.order_by("subject_id").values_list("subject_id", "rank", "lines_digest", "placing"))
    checked.refresh_from_db()
    done = carry_out(ask(contest, checked))

    assert (done.state, done.done, done.total, done.percent) == (CalculationState.DONE, 6, 6, 100)
    again = list(Result.objects.order_by("subject_id").values_list("subject_id", "rank", "lines_digest", "placing"))
    assert again == once
    assert carry_out(done).ended_at == done.ended_at


def test_what_is_stopped_leaves_nothing(contest, checked, monkeypatch):
    waiting = ask(contest, checked)
    services.cancel_calculation(calculation_id=waiting.pk, actor=contest.people["office"], now=samples.CLOSE)
    assert carry_out(waiting).state is CalculationState.CANCELLED

    running = ask(contest, checked)
    portions, tell = count(), calculations._tell

    def stop_at_the_second(held, done, total):
        if next(portions) == 1:
            services.cancel_calculation(calculation_id=held.pk, actor=contest.people["office"], now=samples.CLOSE)
        tell(held, done, total)

    monkeypatch.setattr(computing, "PORTION", 2)
    monkeypatch.setattr(calculations, "_tell", stop_at_the_second)
    ended = carry_out(running)
    assert (ended.state, ended.done) == (CalculationState.CANCELLED, 4)
    checked.refresh_from_db()
    assert checked.state is RoundState.CHECKED
    assert not Result.objects.exists()
    assert not Passage.objects.filter(after=RoundState.COMPUTED).exists()


def test_a_round_that_was_led_on_meanwhile_is_left_alone(contest, checked):
    made = ask(contest, checked)
    services.lead_round(
        round_id=checked.pk, to=RoundState.OPEN, actor=contest.people["office"], now=samples.CLOSE, note="漏评"
    )
    ended = carry_out(made)
    assert (ended.state, bool(ended.reason)) == (CalculationState.FAILED, True)
    assert not Result.objects.exists()


def test_what_lost_its_worker_is_given_up_and_may_be_asked_for_again(contest, checked):
    made = ask(contest, checked)
    Calculation.objects.update(state=CalculationState.RUNNING)
    assert calculations.take_up_lost(now=samples.CLOSE + calculations.LOST_AFTER) == []
    made.refresh_from_db()
    assert made.state is CalculationState.RUNNING

    later = samples.CLOSE + 2 * calculations.LOST_AFTER
    calculations.take_up_lost(now=later)

    made.refresh_from_db()
    assert (made.state, made.ended_at, bool(made.reason)) == (CalculationState.FAILED, later, True)
    again = ask(contest, checked)
    assert again != made
    assert calculations.take_up_lost(now=later) == [again.pk]
    assert carry_out(again).state is CalculationState.DONE


def test_large_rounds_are_handed_over_on_the_page(client, contest, checked, monkeypatch):
    monkeypatch.setattr(rounds, "AT_ONCE", 5)
    client.force_login(contest.people["office"])
    said = {"to": "computed", "version": checked.version, "note": ""}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounds.worker, "later", lambda *_: None)
        answer = client.post(reverse("appraisals:round_lead", args=[checked.pk]), said)
    made = Calculation.objects.get()
    page = reverse("appraisals:calculation", args=[made.pk])
    assert answer["Location"] == page
    assert "hx-get" in client.get(page).content.decode()
    assert 'data-testid="stop"' in client.get(page, headers={"HX-Request": "true"}).content.decode()
    carry_out(made)
    assert client.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"

    client.force_login(contest.people["stranger"])
    assert client.get(page).status_code == 404
    assert client.post(reverse("appraisals:calculation_cancel", args=[made.pk])).status_code == 404
