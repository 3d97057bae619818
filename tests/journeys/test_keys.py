"""A list of cases without the mouse: walking, opening, acting, ticking, and turning the keys off."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive


def at_the_desk(installation: Installation, browser: Browser, path: str) -> Person:
    """Return the dispatcher before a list."""
    person = arrive(browser, installation.url, SIZES["desktop"])
    person.sign_in("dispatcher", installation.password)
    person.go(path)
    return person


def press(page: Page, *keys: str) -> None:
    """Press one key after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_j_and_k_walk_the_rows_and_enter_opens_the_case(installation: Installation, browser: Browser) -> None:
    page = at_the_desk(installation, browser, "/cases/queue/").page
    second = page.locator("[data-stop]").nth(1)
    address = str(second.get_attribute("href"))

    press(page, "j", "j", "j", "k")
    expect(second).to_be_focused()
    press(page, "Enter")

    expect(page).to_have_url(installation.url + address)


def test_a_does_the_next_act_of_the_row(installation: Installation, browser: Browser) -> None:
    page = at_the_desk(installation, browser, "/cases/queue/").page
    address = str(page.locator("[data-next]").first.get_attribute("href"))

    press(page, "j", "a")

    expect(page).to_have_url(installation.url + address)


def test_x_ticks_the_row_and_the_keys_are_explained(installation: Installation, browser: Browser) -> None:
    person = at_the_desk(installation, browser, "/cases/")

    press(person.page, "j", "x", "?")

    expect(person.page.locator(".row-ticked")).to_have_count(1)
    expect(person.page.get_by_test_id("keys")).to_have_attribute("open", "")
    person.look()


def test_the_keys_are_letters_while_typing_and_can_be_turned_off(installation: Installation, browser: Browser) -> None:
    page = at_the_desk(installation, browser, "/cases/").page

    press(page, "/", "j", "x")
    expect(page.locator(".hall-search input")).to_have_value("jx")
    page.get_by_test_id("keys").locator("summary").click()
    page.locator("[data-keys-on]").uncheck()
    page.reload()
    press(page, "j")

    expect(page.locator("[data-stop]:focus")).to_have_count(0)
