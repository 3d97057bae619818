"""Fixtures for every test, in the rooms and in `tests/`."""

pytest_plugins = ["tests.support.fixtures"]
