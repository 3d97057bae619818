import pytest

from linli.boundaries import samples
from linli.boundaries.queries import desk, ground, listing, projects, public, table
from linli.cases.samples import make_case_district
from linli.people.samples import appoint, make_account


@pytest.fixture(autouse=True)
def _no_ground_of_another_test():
    """Forget what another test had under the same numbers; no number comes twice outside of tests."""
    for module in (desk, ground, listing, projects, public, table):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear") and kept.__module__ == module.__name__:
                kept.cache_clear()


@pytest.fixture
def district(db):
    """The sample district of the cases room, with its people."""
    return make_case_district()


@pytest.fixture
def town(district):
    """Two communities of 4 000 households in the subdistrict of the sample district."""
    return samples.make_town(district.areas["tongdu"])


@pytest.fixture
def people(district):
    """One person for each of the four levels of 002-4."""
    made = {}
    for name, role, unit, area in (
        ("planner", "leading_group", "tongdu_office", "tongdu"),
        ("guide", "guidance_group", "headquarters", "dongchuan"),
        ("commander", "district_commander", "headquarters", "dongchuan"),
        ("stranger", "leading_group", "bigu_office", "bigu"),
    ):
        made[name] = make_account(name)
        appoint(made[name], role, organisation=district.organisations[unit], area=district.areas[area])
    return made


@pytest.fixture
def project(district, town, people):
    """A draft project on the town."""
    return samples.make_project(district.areas["tongdu"], samples.make_base(town), actor=people["planner"])


@pytest.fixture
def plan(project, people):
    """A plan of four stripes."""
    return samples.make_plan(project, actor=people["planner"])
