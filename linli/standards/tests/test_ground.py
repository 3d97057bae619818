"""What plans are judged by: read together it is what each is told alone, with nothing kept and after something new."""

from datetime import date

import pytest
from django.core.cache import cache

from linli.standards.queries.ground import read_sheets
from linli.standards.samples.plans import NEW_YEAR, make_ramp, make_small_city, observe

TODAY = date(2026, 6, 1)


@pytest.fixture
def city(db):
    return make_small_city()


@pytest.fixture
def plans(city):
    """The same ramp in the city and in two of its districts."""
    return [make_ramp(city | {"city": area}) for area in (city["city"], *city["districts"][:2])]


def told(plans):
    """Return what was found of the targets of plans, and where those they bind lie."""
    return [(one.ground.found, one.ground.paths, one.indicators) for one in read_sheets(plans, NEW_YEAR, TODAY)]


def alone(plans):
    cache.clear()
    found = [one for plan in plans for one in told([plan])]
    cache.clear()
    return found


def test_many_plans_are_told_what_each_is_told_alone(city, plans):
    observe("premises_m2", 2026, dict.fromkeys(city["communities"][:8], 220))

    assert told(plans) == alone(plans)


def test_something_new_is_seen_by_all_of_them_and_asked_for_once(city, plans, max_queries):
    observe("premises_m2", 2026, dict.fromkeys(city["communities"][:8], 220))
    told(plans)
    with max_queries(4):
        told(plans)
    observe("premises_m2", 2026, {city["communities"][0]: 90, city["communities"][5]: 80})

    with max_queries(8):
        fresh = told(plans)

    assert fresh == alone(plans)
