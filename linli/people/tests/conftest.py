from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from linli.organisations import samples as organisation_samples
from linli.people import samples
from linli.people.services import PeopleRefused
from linli.places import samples as place_samples

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = NOW.date()


def refused(rule, act, *args, **kwargs):
    """Assert that an act is refused by this rule, in words that are complete."""
    with pytest.raises(PeopleRefused) as refusal:
        act(*args, **kwargs)
    assert refusal.value.rule == rule
    assert "%(" not in str(refusal.value)


@pytest.fixture(autouse=True)
def quiet_cache():
    cache.clear()


@pytest.fixture(scope="module")
def steps():
    return {
        "areas": lambda made: place_samples.make_district(),
        "units": lambda made: organisation_samples.make_organisations(made["areas"]),
    }


@pytest.fixture
def areas(made):
    return made["areas"]


@pytest.fixture
def units(made, areas):
    return made["units"]


@pytest.fixture
def security(areas):
    """Zhouwei, the security administrator: appoints everybody, defines roles."""
    account = samples.make_account("zhouwei", name="周薇")
    samples.appoint(account, "security_admin")
    return account


@pytest.fixture
def system(areas):
    """Sunhao, the system administrator: makes accounts."""
    account = samples.make_account("sunhao", name="孙浩")
    samples.appoint(account, "system_admin")
    return account


@pytest.fixture
def commander(areas, units):
    """Linjie commands the district: whole area of Dongchuan, unit headquarters."""
    account = samples.make_account("linjie", name="林洁", organisation=units["headquarters"])
    samples.appoint(account, "district_commander", organisation=units["headquarters"], area=areas["dongchuan"])
    return account


@pytest.fixture
def worker(areas, units):
    """Heping works in the community of Nanyuan."""
    account = samples.make_account("heping", name="何平", organisation=units["nanyuan_committee"], phone="13812341234")
    samples.appoint(account, "community_worker", organisation=units["nanyuan_committee"], area=areas["nanyuan"])
    return account


@pytest.fixture
def enter():
    """Sign in through the page and return the browser."""

    def enter(account, password=samples.SAMPLE_PASSWORD, address="10.1.0.7", **extra):
        browser = Client(REMOTE_ADDR=address, **extra)
        answer = browser.post("/people/sign-in/", {"username": account.username, "password": password})
        assert answer.status_code == 302, answer.content.decode()
        return browser

    return enter
