"""A small district with its people, for every test of the room."""

import pytest

from linli.cases import samples


@pytest.fixture(scope="module")
def steps():
    return {"district": lambda made: samples.make_case_district()}


@pytest.fixture
def district(made):
    return made["district"]
