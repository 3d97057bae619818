import pytest

from linli.appraisals import samples
from linli.appraisals.tests.reading import LOST


@pytest.fixture
def contest(db):
    """The monthly contest of six communities with its people."""
    return samples.make_contest(count=6)


@pytest.fixture
def july(contest):
    """July's round of the contest, being scored."""
    return samples.open_round(contest)


@pytest.fixture
def announced(contest):
    """July's round, announced: the first lost nothing, the last five points, both of the middle the same."""
    return samples.announced_round(contest, [0, 1, 2, 2, 3, 5])


@pytest.fixture
def snapshot(contest):
    """July's round, frozen."""
    return samples.confirmed_round(contest, LOST)


@pytest.fixture
def sign_in(contest, client):
    """Return the browser of one of the contest's people, signed in."""

    def go(name):
        client.force_login(contest.people[name])
        return client

    return go
