import pytest

from linli.places import samples
from linli.places.models import Area


@pytest.fixture
def areas(db) -> dict[str, Area]:
    return samples.make_district()
