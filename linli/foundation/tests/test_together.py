"""Committing together: one commit for all who wait, and nobody pays for another's error."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, connections

from linli.foundation import counters, together
from linli.foundation.models import Counter

WAITING = 6


def run_at_once(acts: list[Callable[[], Any]]) -> tuple[list[Any], set[int]]:
    """
    Do the acts while the writer is busy with another one, so that they must wait and share.

    Return what each gave or raised, in order, and the threads that did them.
    """
    results: list[Any] = [None] * len(acts)
    doers: set[int] = set()
    all_wait = threading.Event()

    def ask(number: int, act: Callable[[], Any]) -> None:
        def do() -> Any:
            doers.add(threading.get_ident())
            return act()

        try:
            results[number] = together.together(do)
        except Exception as error:
            results[number] = error
        connections.close_all()

    first = threading.Thread(target=lambda: (together.together(all_wait.wait), connections.close_all()))
    first.start()
    while together._waiting or not together._is_writing:
        time.sleep(0.001)
    threads = [threading.Thread(target=ask, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    while len(together._waiting) < len(acts):
        time.sleep(0.001)
    all_wait.set()
    for thread in [first, *threads]:
        thread.join()
    return results, doers


@pytest.mark.django_db(transaction=True)
def test_those_who_wait_share_one_writer():
    results, doers = run_at_once([lambda: counters.take("together")] * WAITING)

    assert sorted(results) == list(range(1, WAITING + 1))
    assert len(doers) == 1
    assert Counter.objects.get(name="together").value == WAITING


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_is_undone_alone():
    def fail() -> None:
        counters.take("together")
        raise LookupError("no such place")

    acts = [lambda: counters.take("together")] * WAITING
    acts[2] = fail

    results, _ = run_at_once(acts)

    assert isinstance(results.pop(2), LookupError)
    assert sorted(results) == list(range(1, WAITING))


@pytest.mark.django_db(transaction=True)
def test_an_act_that_only_the_commit_refuses_does_not_spoil_the_others():
    def leave_an_orphan() -> None:
        Permission.objects.create(content_type_id=999_999, codename="orphan", name="orphan")

    acts: list[Callable[[], Any]] = [lambda: counters.take("together")] * WAITING
    acts[3] = leave_an_orphan

    results, _ = run_at_once(acts)

    assert isinstance(results.pop(3), IntegrityError)
    assert sorted(results) == list(range(1, WAITING))
    assert not Permission.objects.filter(codename="orphan").exists()


def test_inside_a_transaction_it_joins(db):
    def fail() -> None:
        counters.take("together")
        raise LookupError

    assert connection.in_atomic_block
    with pytest.raises(LookupError):
        together.together(fail)
    assert together.together(lambda: counters.take("together")) == 1


@pytest.mark.django_db(transaction=True)
def test_the_writer_goes_on_after_an_error():
    def refuse() -> None:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            together.together(refuse)
    assert together.together(lambda: counters.take("together")) == 1
