import pytest

from linli.organisations import samples
from linli.organisations.models import Organisation
from linli.people.samples import appoint, make_account, make_role
from linli.places.queries import Area
from linli.places.samples import make_district

ACTIONS = ["organisations.view", "organisations.change", "places.view"]


@pytest.fixture
def areas(db) -> dict[str, Area]:
    return make_district()


@pytest.fixture
def known(areas) -> dict[str, Organisation]:
    return samples.make_organisations(areas)


@pytest.fixture
def linjie(areas, known, client):
    """A clerk of the Tongdu office who keeps its register, signed in."""
    role = make_role("registrar", actions=ACTIONS, whole_area=True)
    account = make_account("linjie")
    appoint(account, role, area=areas["tongdu"], organisation=known["tongdu_office"])
    client.force_login(account)
    return account
