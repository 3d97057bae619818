import os
from collections import namedtuple
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from linli.config import doctor
from linli.config.doctor import Gravity
from linli.foundation import jobs

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Usage = namedtuple("Usage", "total used free")


def whats(findings) -> list[str]:
    return [f"{finding.gravity.value}: {finding.what}" for finding in findings]


def test_an_unknown_variable_is_found_with_what_was_meant():
    (found,) = doctor.examine_variables({"LINLI_DATABASE": "x"})

    assert "LINLI_DATABASE_URL" in found.mend


def test_a_desk_needs_nothing_more(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

    assert list(doctor.examine_exposure()) == []


def test_a_public_server_with_the_settings_of_a_desk_is_found(settings, monkeypatch):
    monkeypatch.setenv("LINLI_HOST", "0.0.0.0")
    settings.ALLOWED_HOSTS, settings.DEBUG = ["localhost"], True

    assert [finding.gravity for finding in doctor.examine_exposure()] == [Gravity.ERROR, Gravity.ERROR, Gravity.WARNING]


def test_tls_without_a_trusted_proxy_is_found(settings):
    settings.HTTPS, settings.ALLOWED_HOSTS, settings.TRUSTED_PROXIES = True, ["linli.example.cn"], []

    assert [finding.gravity for finding in doctor.examine_exposure()] == [Gravity.ERROR]


@pytest.mark.parametrize(("free", "gravity"), [(50, None), (15, Gravity.WARNING), (4, Gravity.ERROR)])
def test_a_disk_that_fills_is_found_in_time(settings, monkeypatch, tmp_path, free, gravity):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage(100, 100 - free, free))

    assert [finding.gravity for finding in doctor.examine_folder()] == ([gravity] if gravity else [])


def test_a_secret_that_others_can_read_is_found(settings, monkeypatch, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage(100, 0, 100))
    secret = tmp_path / "secret"
    secret.write_text("x")

    secret.chmod(0o600)
    assert list(doctor.examine_folder()) == []

    secret.chmod(0o644)
    assert [finding.mend for finding in doctor.examine_folder()] == [f"chmod 600 {secret}"]


@pytest.mark.django_db
def test_the_database_of_the_suite_is_in_order():
    assert list(doctor.examine_database()) == []


@pytest.mark.django_db
def test_tables_older_than_the_software_are_found(monkeypatch):
    monkeypatch.setattr(doctor, "has_pending_migrations", lambda: True)

    assert [finding.mend for finding in doctor.examine_database()] == ["linli migrate"]


@pytest.mark.django_db
def test_a_worker_that_died_is_found():
    jobs.beat(now=NOW)

    assert whats(doctor.examine_work(NOW)) == []
    assert len(list(doctor.examine_work(NOW.replace(hour=10)))) == 1


@pytest.mark.django_db
def test_a_year_without_published_days_is_announced():
    jobs.beat(now=datetime(2040, 1, 1, tzinfo=UTC))

    assert any("2027" in what for what in whats(doctor.examine_work(datetime(2026, 12, 1, tzinfo=UTC))))


@pytest.mark.django_db
def test_the_command_ends_with_an_error_exactly_if_something_must_be_mended(monkeypatch):
    said = StringIO()
    monkeypatch.setattr("linli.config.management.commands.doctor.examine", lambda environment, now: [])
    call_command("doctor", stdout=said)
    assert "✓" in said.getvalue()

    findings = [doctor.Finding(Gravity.ERROR, "broken", "mend it")]
    monkeypatch.setattr("linli.config.management.commands.doctor.examine", lambda environment, now: findings)
    with pytest.raises(SystemExit):
        call_command("doctor", stdout=said)
    assert "mend it" in said.getvalue()


@pytest.mark.django_db
def test_everything_is_examined_gravest_first():
    findings = doctor.examine({**os.environ, "LINLI_PROT": "1"}, NOW)

    gravities = [finding.gravity for finding in findings]
    assert gravities == sorted(gravities, key=lambda gravity: gravity != Gravity.ERROR)
    assert any("LINLI_PROT" in finding.what for finding in findings)
