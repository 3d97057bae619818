import pytest

from linli.appraisals import samples


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
