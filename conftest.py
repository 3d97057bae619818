"""Fixtures for every test, in the rooms and in `tests/`."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.fixtures", "tests.support.begun"]

# A deadline is a timed assertion: on a busy machine it fails without anything being broken.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
