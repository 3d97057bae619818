from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models import QuerySet

from linli.boundaries import jobs, services
from linli.boundaries.models import Run
from linli.boundaries.samples import NOON
from linli.boundaries.services import runs
from linli.boundaries.terms import RunKind, RunState
from linli.boundaries.tests.asking import CHUNKS, ask, clock


def test_a_job_that_runs_twice_does_the_work_once(plan, monkeypatch):
    run = ask(plan, RunKind.REPAIR)
    monkeypatch.setattr(runs, "_answer", lambda run: pytest.fail("it was done again"))

    jobs.work(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_a_fault_ends_in_words_and_leaves_the_plan(plan, monkeypatch):
    def fail(run):
        raise ZeroDivisionError

    monkeypatch.setattr(runs, "_answer", fail)
    head = plan.head_id

    run = ask(plan, RunKind.REPAIR)

    plan.refresh_from_db()
    assert (run.state, run.message["rule"], plan.head_id) == (RunState.FAILED, "boundaries.fault", head)


def test_waiting_work_is_cancelled_at_once_and_never_begun(plan, people):
    run = services.start_run(
        project=plan.project, plan=plan, head=plan.head_id, kind=RunKind.REPAIR, params={}, actor=None, now=NOON
    )

    services.cancel_run(run_id=run.pk, actor=people["planner"], now=NOON)
    services.carry_out(run_id=run.pk, clock=clock)

    run.refresh_from_db()
    assert (run.state, run.result) == (RunState.CANCELLED, {})


def test_running_work_stops_between_two_chunks(plan, people, monkeypatch):
    monkeypatch.setattr(runs, "SECONDS_BETWEEN", 0.0)
    chunks = []
    look = runs._Watch.look

    def cancel_soon(watch):
        chunks.append(1)
        if len(chunks) == 3:
            services.cancel_run(run_id=watch.run_id, actor=people["planner"], now=NOON)
        look(watch)

    monkeypatch.setattr(runs._Watch, "look", cancel_soon)

    run = ask(plan, RunKind.PROPOSE, seconds=60)

    assert (run.state, run.result, len(chunks)) == (RunState.CANCELLED, {}, 3)


def test_progress_is_noted_on_the_way(plan, monkeypatch):
    monkeypatch.setattr(runs, "SECONDS_BETWEEN", 0.0)
    seen = []
    look = runs._Watch.look

    def note(watch):
        seen.append(Run.objects.values_list("progress", flat=True).get(pk=watch.run_id))
        look(watch)

    monkeypatch.setattr(runs._Watch, "look", note)

    run = ask(plan, RunKind.PROPOSE, **CHUNKS)

    assert seen == sorted(seen)
    assert 0.3 < seen[-1] < 1.0 == run.progress


def test_work_of_a_dead_worker_is_given_up_and_forgotten_work_is_taken_up(plan):
    lost = Run.objects.create(
        project=plan.project, plan=plan, kind=RunKind.REPAIR, state=RunState.RUNNING, asked_at=NOON, started_at=NOON
    )
    waiting = Run.objects.create(project=plan.project, plan=plan, kind=RunKind.REPAIR, asked_at=NOON)

    found = services.take_up_lost(now=NOON + timedelta(minutes=11))

    lost.refresh_from_db()
    assert found == [waiting.pk]
    assert (lost.state, lost.message["rule"]) == (RunState.FAILED, "boundaries.lost")


def test_work_that_was_given_up_keeps_its_end(plan, monkeypatch):
    def give_up(run):
        services.take_up_lost(now=NOON + timedelta(hours=1))
        return {"choices": []}

    monkeypatch.setattr(runs, "_answer", give_up)

    assert ask(plan, RunKind.REPAIR).state == RunState.FAILED


def test_an_answer_survives_a_database_that_is_busy_for_a_while(plan, monkeypatch):
    update, busy = QuerySet.update, [True, True]

    def be_busy(rows, **facts):
        if "ended_at" in facts and busy:
            busy.pop()
            raise OperationalError
        return update(rows, **facts)

    monkeypatch.setattr(QuerySet, "update", be_busy)

    assert ask(plan, RunKind.REPAIR).state == RunState.DONE
