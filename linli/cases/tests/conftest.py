"""A small district with its people, for every test of the room."""

import pytest

from linli.cases import samples


@pytest.fixture
def district(db):
    return samples.make_case_district()
