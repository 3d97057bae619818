import pytest

from linli.places import samples
from linli.places.models import Area


@pytest.fixture(scope="module")
def steps():
    return {"areas": lambda made: samples.make_district()}


@pytest.fixture
def areas(made) -> dict[str, Area]:
    return made["areas"]
