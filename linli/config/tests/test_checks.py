from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.utils import OperationalError

from linli.config import checks


class Pretended:
    """A database that answers what a test wants."""

    def __init__(self, vendor: str, answers: dict[str, object]) -> None:
        self.vendor, self.answers = vendor, answers

    @contextmanager
    def cursor(self):
        yield self

    def execute(self, question: str) -> None:
        self.asked = question

    def fetchone(self):
        return (self.answers[self.asked],)


@pytest.mark.parametrize("mode", [0, 1])
def test_an_sqlite_that_does_not_wait_for_the_disk_is_refused(mode):
    errors = checks.find_unsafe_settings(Pretended("sqlite", {"PRAGMA synchronous": mode}))

    assert [error.id for error in errors] == ["linli.E001"]


@pytest.mark.parametrize(
    ("commit", "fsync", "complaints"),
    [("on", "on", 0), ("remote_apply", "on", 0), ("off", "on", 1), ("on", "off", 1), ("off", "off", 2)],
)
def test_a_postgresql_that_confirms_what_it_has_not_stored_is_refused(commit, fsync, complaints):
    answers = {"SHOW synchronous_commit": commit, "SHOW fsync": fsync}

    assert len(checks.find_unsafe_settings(Pretended("postgresql", answers))) == complaints


@pytest.mark.django_db
def test_the_database_of_the_suite_itself_is_safe():
    assert checks.durable_database(databases=["default"]) == []


def test_the_server_does_not_start_on_an_unsafe_database(monkeypatch):
    monkeypatch.setattr(checks, "connections", {"default": Pretended("sqlite", {"PRAGMA synchronous": 1})})

    with pytest.raises(SystemExit, match="synchronous"):
        checks.refuse_unsafe_database()


def test_a_database_that_is_not_up_yet_is_no_reason_not_to_start(monkeypatch):
    def away(connection):
        raise OperationalError

    monkeypatch.setattr(checks, "find_unsafe_settings", away)

    checks.refuse_unsafe_database()


@pytest.mark.django_db
def test_postgresql_that_was_really_told_to_forget_is_found():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")

    errors = checks.find_unsafe_settings(connection)

    assert len(errors) == (1 if connection.vendor == "postgresql" else 0)
