"""The planner at work: at the desk of a plan until everything is saved, and leading the split from state to state."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive

PLAN = "/boundaries/plans/1/"
WAIT = 20_000


def today() -> date:
    """Return the day it is in the demo district."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def plan_maker(installation: Installation, browser: Browser, *, size: str = "desktop", **options: Any) -> Person:
    """Return the planner, signed in. options: of the person and of the browser."""
    person = arrive(browser, installation.url, SIZES[size], **options)
    person.sign_in("planner", installation.password)
    return person


def sit_down(
    installation: Installation, browser: Browser, *, size: str = "desktop", script: str = "", **options: Any
) -> Person:
    """Return the planner before the first plan of the demo. script: run in every page."""
    person = plan_maker(installation, browser, size=size, **options)
    if script:
        person.page.add_init_script(script)
    person.go(PLAN)
    is_open(person.page)
    return person


def is_open(page: Page) -> None:
    """Wait until the desk is ready to be worked at."""
    expect(page.locator("[data-desk][data-ready]")).to_be_attached(timeout=WAIT)


def assign(page: Page, unit: int, target: str) -> None:
    """Give a unit to a community by the list."""
    page.get_by_test_id(f"unit-{unit}").locator("input").check()
    page.locator("select[data-desk-target]").select_option(target)
    page.get_by_test_id("assign").click()


def is_saved(page: Page) -> None:
    """Wait until everything is saved."""
    expect(page.locator("[data-desk-saved]")).to_have_text("已保存", timeout=WAIT)


def undo(page: Page) -> None:
    """Take the last change back by its key."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    is_saved(page)


def read(person: Person, path: str) -> dict[str, Any]:
    """Return what the server holds, as the scripts of the page read it."""
    found: dict[str, Any] = person.page.request.get(person.base + path).json()
    return found


def labels_of(person: Person, plan: str = PLAN) -> list[int]:
    """Return the community of every unit, as the server keeps it."""
    labels: list[int] = read(person, f"{plan}state.json")["labels"]
    return labels


def advance(person: Person, project: str, state: str, **fields: object) -> None:
    """Carry the project to a state with what the passage asks for."""
    person.go(project)
    person.click(f"advance-{state}")
    for name, value in fields.items():
        person.fill(name, value)
    person.click("submit")
    expect(person.page.get_by_test_id("advance")).to_have_count(0)
