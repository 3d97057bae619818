import pytest

from linli.organisations import samples
from linli.organisations.models import Organisation
from linli.places.queries import Area
from linli.places.samples import make_district


@pytest.fixture
def areas(db) -> dict[str, Area]:
    return make_district()


@pytest.fixture
def known(areas) -> dict[str, Organisation]:
    return samples.make_organisations(areas)
