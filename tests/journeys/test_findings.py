"""A community assesses itself on a phone whose network comes and goes: nothing is lost, nothing is kept twice."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive


def open_acceptances(installation: Installation, browser: Browser) -> None:
    """Let the office publish the basic standard and open the year."""
    office = arrive(browser, installation.url, SIZES["desktop"])
    office.sign_in("appraiser", installation.password)
    office.go("/standards/standards/new/")
    office.click("preset-harmonious-community")
    version = office.page.url.rstrip("/").rpartition("/")[2]
    office.click("change-facts")
    office.page.locator("[name=valid_from]").fill("2026-01-01")
    office.page.locator("[data-testid=version-form] .btn-primary").click()
    office.page.locator("summary", has=office.page.locator("xpath=..//button[@data-testid='publish']")).first.click()
    office.click("publish")
    office.go("/standards/acceptances/new/")
    office.page.locator("[name=version]").select_option(version)
    office.page.locator("[name=area]").select_option(index=1)
    office.page.locator("[data-testid=open-form] .btn-primary").click()
    expect(office.page.get_by_test_id("acceptances")).to_be_visible()


def at_the_items(installation: Installation, browser: Browser) -> Person:
    """Return a community worker before the items of the self-assessment, on a phone."""
    worker = arrive(browser, installation.url, SIZES["phone"])
    worker.sign_in("worker", installation.password)
    worker.go("/standards/acceptances/?state=self")
    worker.page.locator("[data-testid=acceptances] a").first.click()
    worker.click("assess")
    worker.page.wait_for_function("document.querySelector('[data-visit]').dataset.started !== undefined")
    worker.page.wait_for_load_state("networkidle")
    return worker


def card(page: Page, code: str) -> Locator:
    """Return the card of an item."""
    return page.get_by_test_id(f"item-{code}")


def fill(page: Page, code: str, value: str, comment: str) -> None:
    """Enter a value and a comment."""
    card(page, code).locator("[name=value]").fill(value)
    card(page, code).locator("[name=comment]").fill(comment)


def leave_offline(page: Page, photo: Path) -> None:
    """Keep one item with a photo and half of another without a network, and close the page."""
    page.context.set_offline(True)
    fill(page, "1.1", "5", "制度上墙")
    card(page, "1.1").locator("[name=photo]").set_input_files(photo)
    expect(card(page, "1.1").locator("[data-photo-preview] img")).to_be_visible()
    page.get_by_test_id("keep-1.1").click()
    expect(page.get_by_test_id("visit-note")).to_be_visible()
    fill(page, "1.2", "4", "写到一半")
    expect(card(page, "1.2").locator("[data-finding-state]")).not_to_be_empty()
    page.close()


def test_what_is_found_without_a_network_is_sent_once_when_it_is_back(
    installation: Installation, browser: Browser, photo: Path
) -> None:
    open_acceptances(installation, browser)
    worker = at_the_items(installation, browser)
    page, phone = worker.page, worker.page.context
    address = page.url

    leave_offline(page, photo)
    phone.set_offline(False)

    sent: list[str] = []
    page = phone.new_page()

    def lose_the_answer(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/self/keep", lose_the_answer)
    page.goto(address)
    expect(card(page, "1.2").locator("[name=comment]")).to_have_value("写到一半")
    expect(page.get_by_test_id("visit-note")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_test_id("visit-note")).to_be_hidden()
    page.reload()

    assert len(sent) == 2
    expect(card(page, "1.1").locator("[name=value]")).to_have_value("5")
    expect(card(page, "1.1").locator(".pictures img")).to_have_count(1)
    worker.page = page
    worker.look()
