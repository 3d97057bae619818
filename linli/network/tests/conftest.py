from datetime import UTC, datetime

import pytest

from linli.network.services import NetworkRefused
from linli.organisations import samples as organisation_samples
from linli.people import samples as people_samples
from linli.places import samples as place_samples

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = NOW.date()


def refused(rule, act, **kwargs):
    """Assert that an act is refused by this rule, in words that are complete."""
    with pytest.raises(NetworkRefused) as refusal:
        act(**kwargs)
    assert refusal.value.rule == rule
    assert "%(" not in str(refusal.value)


@pytest.fixture
def areas(db):
    """The sample district with a second building in the compound, and a second compound without any."""
    areas = place_samples.make_district()
    make = place_samples.make_area
    return areas | {
        "building5": make("5号楼", "building", areas["garden"], households=30),
        "plum": make("梅园小区", "compound", areas["longdong"], households=100),
        "plum1": make("1号楼", "building", make("竹园小区", "compound", areas["shiyang"]), households=None),
    }


@pytest.fixture
def units(areas):
    return organisation_samples.make_organisations(areas)


def _person(username, name, role, unit, area):
    account = people_samples.make_account(username, name=name, organisation=unit)
    people_samples.appoint(account, role, organisation=unit, area=area)
    return account


@pytest.fixture
def commander(areas, units):
    """Linjie commands the district."""
    return _person("linjie", "林洁", "district_commander", units["headquarters"], areas["dongchuan"])


@pytest.fixture
def dispatcher(areas, units):
    """Gaofeng dispatches in the Tongdu subdistrict."""
    return _person("gaofeng", "高峰", "subdistrict_dispatcher", units["tongdu_office"], areas["tongdu"])


@pytest.fixture
def worker(areas, units):
    """Heping works in the community of Nanyuan."""
    return _person("heping", "何平", "community_worker", units["nanyuan_committee"], areas["nanyuan"])


@pytest.fixture
def leader(areas, units):
    """Leilei leads and only reads."""
    return _person("leilei", "雷磊", "leader", units["headquarters"], areas["dongchuan"])


@pytest.fixture
def system(areas):
    """Sunhao administers the installation."""
    account = people_samples.make_account("sunhao", name="孙浩")
    people_samples.appoint(account, "system_admin")
    return account


@pytest.fixture
def handler(areas, units):
    """Fangfang handles cases of a department; the network is not hers."""
    return _person("fangfang", "方芳", "department_handler", units["urban_management"], areas["dongchuan"])
