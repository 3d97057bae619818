"""
What the tests of a file begin with: made once, given to each test as new, taken back after the last.

A room says in its fixture `steps` what is made, in which order. The first steps, as many as every test of the file asks
for, are carried out once, in a transaction around them all; each test works in a transaction within, on copies. So no
test sees more in the database than it asked for, and none sees what another one did.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import takewhile
from typing import Any

import pytest

from tests.support.fixtures import commits, forget, may_ask_database

Steps = Mapping[str, Callable[["Made"], Any]]


class Made(dict[str, Any]):
    """What was made by the name of its step; whatever is missing is made when it is asked for."""

    def __init__(self, steps: Steps, kept: Mapping[str, Any]) -> None:
        """Take the steps, and what came of those that were carried out already."""
        super().__init__(kept)
        self._steps = steps

    def __missing__(self, name: str) -> Any:
        """Carry out one step."""
        self[name] = self._steps[name](self)
        return self[name]


def asked_by_all(steps: Steps, items: list[pytest.Item]) -> list[str]:
    """Return the first steps that every test of a file asks for; none if one of them commits for real."""
    asking = [set(getattr(item, "fixturenames", ())) for item in items if may_ask_database(item)]
    if any(map(commits, items)):
        return []
    return list(takewhile(lambda name: all(name in names for names in asking), steps))


@contextmanager
def taken_back(blocker: Any) -> Iterator[None]:
    """Hold a transaction open that is never committed; whoever may not ask the database cannot within it either."""
    from django.db import transaction

    outer = transaction.atomic()
    with blocker.unblock():
        assert not transaction.get_connection().in_atomic_block, "a test cannot begin what its file begins with"
        outer.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture(scope="module")
def begun(
    request: pytest.FixtureRequest, steps: Steps, django_db_setup: None, django_db_blocker: Any
) -> Iterator[bytes]:
    """Carry out once what every test of the file asks for; give what came of it, packed."""
    from django.db import connection

    names = asked_by_all(steps, [item for item in request.session.items if item.path == request.path])
    with taken_back(django_db_blocker):
        with django_db_blocker.unblock():
            made = Made(steps, {})
            kept = pickle.dumps({name: made[name] for name in names})
            connection.check_constraints()
        forget()
        yield kept


@pytest.fixture
def made(begun: bytes, steps: Steps, db: None) -> Made:
    """Give what the room's steps make: fresh copies of what was made for the file, the rest when it is asked for."""
    return Made(steps, pickle.loads(begun))
