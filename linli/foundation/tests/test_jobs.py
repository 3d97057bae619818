"""Jobs: handed over after commit, run by the clock, and a sign of life."""

import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from linli.foundation import audit, jobs
from linli.foundation.audit import anchors
from linli.foundation.models import AuditLine, Heartbeat
from linli.foundation.samples import erasable_chains
from linli.foundation.tests.conftest import NOW

done = []


@jobs.job
def sweep(street):
    done.append(street)


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()


def test_a_job_runs_only_after_the_commit(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        jobs.later(sweep, "人民路")
        assert done == []

    assert done == ["人民路"]


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_rolled_back_act_never_runs():
    with transaction.atomic():
        jobs.later(sweep, "人民路")
        transaction.set_rollback(True)

    assert done == []


def test_the_clock_knows_the_job_of_every_minute():
    assert "every_minute" in jobs.discover()


def test_hours_of_the_clock_are_hours_of_the_office():
    assert jobs.queue.utc is False
    shift = datetime.now().astimezone().utcoffset()
    assert shift == timedelta(hours=8)


def test_every_minute_shows_a_sign_of_life_and_anchors_the_chains(db):
    audit.record(actor=None, action="x", subject=None, at=NOW)

    jobs.every_minute.call_local()

    assert jobs.last_beat() == Heartbeat.objects.get().at
    assert [anchor.row_id for anchor in anchors.read_anchors("foundation_auditline")] == [1]


def test_every_night_the_log_says_what_is_wrong_with_chain_and_calendar(db, caplog, monkeypatch):
    monkeypatch.setattr(jobs.timezone, "now", lambda: NOW)
    audit.record(actor=None, action="x", subject=None, at=NOW)
    jobs.every_night.call_local()
    assert "not intact" not in caplog.text
    assert "calendar of 2027 is not confirmed" in caplog.text

    with erasable_chains():
        AuditLine.objects.update(note="forged")
    jobs.every_night.call_local()
    assert "foundation_auditline is not intact: Row 1 was altered" in caplog.text


def test_nobody_is_alive_before_the_first_sign(db):
    assert jobs.last_beat() is None


def test_a_message_that_was_not_signed_by_us_is_not_run(tmp_path):
    storage = jobs.SqliteQueue("t", filename=str(tmp_path / "q.sqlite3"), create_tables=False)
    storage.enqueue(b"0123456789abcdef:cos\nsystem\n(S'true'\ntR.")

    with pytest.raises(ValueError, match="ignature"):
        jobs.queue.serializer.deserialize(storage.dequeue())


@pytest.mark.django_db(transaction=True)
def test_the_queue_of_this_database_keeps_messages_in_order(tmp_path):
    if connection.vendor == "postgresql":
        storage = jobs.PostgresQueue(name="test", create_tables=False)
    else:
        storage = jobs.SqliteQueue("test", filename=str(tmp_path / "q.sqlite3"), create_tables=False)
    for message in (b"first", b"second"):
        storage.enqueue(message)

    assert [bytes(storage.dequeue()), bytes(storage.dequeue())] == [b"first", b"second"]
    storage.close()


def test_importing_the_jobs_makes_no_file(tmp_path):
    code = "import django; django.setup(); import linli.foundation.jobs"
    environment = {"LINLI_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)

    assert not list(tmp_path.glob("huey*"))
