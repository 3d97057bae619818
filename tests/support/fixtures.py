"""Fixtures for every test of the house; loaded by the `conftest.py` at the root."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import FLAGS, find_chromium

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "pictures"
JOURNEYS = ROOT / "tests" / "journeys"
OPENS_DATABASE = {"db", "transactional_db", "django_db_setup"}
"""Fixtures without which pytest-django lets no test ask the database."""


def is_ci() -> bool:
    """Tell whether nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the second run leave out what no other database can change."""
    parser.addoption("--only-database", action="store_true", help="only tests that may ask the database")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known."""
    config.addinivalue_line("markers", "browser: runs in a real browser, once (on SQLite)")
    config.addinivalue_line("markers", "long: its file takes long, and begins before the others")
    # Playwright runs an event loop of its own; Django would take our synchronous queries for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def may_ask_database(item: pytest.Item) -> bool:
    """Tell whether a test is allowed to ask the database; whoever is not would fail on any database."""
    marked = any(item.iter_markers("django_db"))
    return marked or not OPENS_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def commits(item: pytest.Item) -> bool:
    """Tell whether a test has real transactions, and so cannot live within another one."""
    marked = any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    return marked or "transactional_db" in getattr(item, "fixturenames", ())


def _turn(item: pytest.Item) -> int:
    """
    Return when a test begins: the longest come early, so that two processes end at the same time.

    Journeys come after the long files, so that one process builds their district while another is still busy.
    """
    return 0 if item.get_closest_marker("long") else 1 if JOURNEYS in item.path.parents else 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser; without one they are left out loudly, but never in CI."""
    if config.getoption("only_database"):
        rest = [item for item in items if not may_ask_database(item)]
        config.hook.pytest_deselected(items=rest)
        items[:] = [item for item in items if may_ask_database(item)]
    journeys = [item for item in items if JOURNEYS in item.path.parents]
    for item in journeys:
        item.add_marker(pytest.mark.browser)
    items.sort(key=_turn)
    if journeys and not is_ci() and find_chromium() is None:
        for item in journeys:
            item.add_marker(pytest.mark.skip(reason="NO CHROMIUM: set LINLI_CHROMIUM or install chromium"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the suite's data folder; under xdist the last to leave does."""
    folder = os.environ.get("LINLI_TEST_DATA_DIR", "")
    if folder and "PYTEST_XDIST_WORKER" not in os.environ and Path(folder).name.startswith("linli-test-"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """
    After a test with real transactions empty the tables, the chained ones too, and put back what migrations put in.

    Django's own way, to run such tests last, does not survive being spread over two processes.
    """
    from django.db import connections
    from django.test import TransactionTestCase

    from linli.foundation import together
    from linli.foundation.samples import erasable_chains
    from linli.standards.models.frozen import freeze, thaw

    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        first_rows = _rows_of_migrations()
    # What `serialized_rollback` would put back a second time.
    vars(connections["default"]).pop("_test_serialized_contents", None)

    def teardown(case: TransactionTestCase) -> None:
        thaw(connections["default"])
        with erasable_chains():
            original(case)
        freeze(connections["default"])
        for model, rows in first_rows.items():
            # While the tables were emptied, in no certain order, a trigger may have filled one again.
            model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
            model._base_manager.bulk_create(rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
    together.rest()  # nobody may hold on to a database that is taken away


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Let no test know what another one learnt."""
    yield
    forget()


def forget() -> None:
    """Forget what outlives a test: chain heads on the disk, keys in memory, the language of a page."""
    from django.conf import settings
    from django.utils import translation

    from linli.cases.queries import ground, policy

    translation.deactivate()
    policy._versions.clear()
    # The next test may write the very same audit line, with the same number and seal, over rows with other keys.
    ground._kept = ground.Ground(("forgotten",))
    shutil.rmtree(settings.ANCHOR_DIR, ignore_errors=True)


def _rows_of_migrations() -> dict[Any, list[Any]]:
    """Return what the migrations of our rooms put into the tables, referred tables first."""
    from django.apps import apps

    ours = [model for model in apps.get_models() if model.__module__.startswith("linli.")]
    return {model: rows for model in ours if (rows := list(model._base_manager.order_by("pk")))}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Start the Chromium that was found, with software WebGL."""
    found = find_chromium()
    if found is None:
        pytest.fail("no Chromium found: set LINLI_CHROMIUM or install chromium")
    environment = {**os.environ, **found.environment}
    return {**browser_type_launch_args, "executable_path": found.program, "args": FLAGS, "env": environment}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """Browse like somebody in China, on an office screen unless a test says otherwise."""
    size = {"width": 1366, "height": 768}
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": size}


@pytest.fixture
def max_queries(django_assert_max_num_queries):
    """Give `with max_queries(20): client.get(...)`, which fails when a page asks the database more often."""
    return django_assert_max_num_queries


@pytest.fixture
def picture():
    """Give `picture(page, "name")`, which keeps a picture for the guides as build/pictures/name.png."""

    def keep(page: Any, name: str) -> Path:
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path, animations="disabled")
        return path

    return keep
