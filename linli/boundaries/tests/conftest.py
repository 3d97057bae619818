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


@pytest.fixture(scope="module")
def steps():
    return {
        "district": lambda made: make_case_district(),
        "town": lambda made: samples.make_town(made["district"].areas["tongdu"]),
        "people": lambda made: make_people(made["district"]),
        "project": lambda made: samples.make_project(
            made["district"].areas["tongdu"], samples.make_base(made["town"]), actor=made["people"]["planner"]
        ),
        "plan": lambda made: samples.make_plan(made["project"], actor=made["people"]["planner"]),
    }


@pytest.fixture
def district(made):
    """The sample district of the cases room, with its people."""
    return made["district"]


@pytest.fixture
def town(made, district):
    """Two communities of 4 000 households in the subdistrict of the sample district."""
    return made["town"]


@pytest.fixture
def people(made, district):
    """One person for each of the four levels of 002-4."""
    return made["people"]


@pytest.fixture
def project(made, district, town, people):
    """A draft project on the town."""
    return made["project"]


@pytest.fixture
def plan(made, project):
    """A plan of four stripes."""
    return made["plan"]


def make_people(district):
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
