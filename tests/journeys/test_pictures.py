"""The pictures of the guides, taken from the demo district; `make pictures` puts them into `docs/guides/img`."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import SIZES
from tests.journeys.contest import last_month, number_in
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive

FULL = 5
"""Rows a queue must show at least to be worth a picture."""


def signed_in(installation: Installation, browser: Browser, size: str, username: str) -> Person:
    """Return a member of the staff before a screen of this size."""
    person = arrive(browser, installation.url, SIZES[size])
    person.sign_in(username, installation.password)
    return person


def open_first(person: Person, path: str) -> None:
    """Open the first case of a list."""
    person.go(path)
    link = person.page.locator("tr[data-testid^=row-] a[href^='/cases/']").first
    person.go(str(link.get_attribute("href")))


def test_what_a_resident_sees(installation: Installation, browser: Browser, photo: Path, picture: Callable) -> None:
    resident = arrive(browser, installation.url, SIZES["phone"])
    resident.go("/report/")
    resident.fill("text", "怡苑里小区北门堆了不少旧家具，挡住了消防通道，请尽快清走。")
    resident.fill("photos", photo)
    picture(resident.page, "report-what-phone")
    resident.click("next")
    resident.page.locator("#id_community").select_option(index=3)
    resident.click("next")
    resident.click("next")
    picture(resident.page, "receipt-phone")
    resident.click("to-track")
    picture(resident.page, "track-phone")

    expect(resident.page.get_by_test_id("public-state")).to_have_attribute("data-state", "submitted")


def test_what_the_staff_see(installation: Installation, browser: Browser, picture: Callable) -> None:
    desk = signed_in(installation, browser, "desktop", "dispatcher")
    desk.go("/cases/queue/?tab=open")
    rows = desk.page.locator("[data-testid=queue] tbody tr").count()
    picture(desk.page, "queue-desktop")
    desk = signed_in(installation, browser, "desktop", "commander")
    desk.go("/cases/?state=all")
    picture(desk.page, "list-desktop")
    open_first(desk, "/cases/?state=check")
    picture(desk.page, "case-desktop")
    desk.go("/manage/imports/")
    picture(desk.page, "import-desktop")
    pocket = signed_in(installation, browser, "phone", "acceptor")
    pocket.go("/cases/queue/")
    picture(pocket.page, "queue-phone")
    open_first(pocket, "/cases/?state=all")
    picture(pocket.page, "case-phone")

    assert rows >= FULL, "a picture of an empty desk tells nothing"
    expect(pocket.page.get_by_test_id("case-state")).to_be_visible()


def test_what_an_office_sees_of_its_ground_and_its_people(
    installation: Installation, browser: Browser, picture: Callable
) -> None:
    office = signed_in(installation, browser, "desktop", "commander")
    office.go("/network/")
    picture(office.page, "network-coverage-desktop")
    office.go("/places/?q=祥和社区")
    area = str(office.page.locator("main a[href^='/places/']", has_text="祥和社区").first.get_attribute("href"))
    office.go(area)
    picture(office.page, "area-life-desktop")
    office.go(f"/network/areas/{area.split('/')[2]}/responsible/")
    picture(office.page, "responsible-desktop")

    expect(office.page.get_by_test_id("levels")).to_be_visible()


def open_round(person: Person, period: str) -> int:
    """Open the round of a month of the large contest; return its number."""
    person.go(f"/appraisals/rounds/?q={period}")
    link = person.page.locator("[data-testid=rounds] tr", has_text="铜都街道").locator("a").first
    address = str(link.get_attribute("href"))
    person.go(address)
    return number_in(address)


def test_what_the_appraisal_office_sees(installation: Installation, browser: Browser, picture: Callable) -> None:
    office = signed_in(installation, browser, "desktop", "appraiser")
    office.go("/standards/plans/1/")
    picture(office.page, "plan-desktop")
    announced = open_round(office, last_month().code)
    picture(office.page, "round-desktop")
    open_round(office, last_month().previous().code)
    office.click("to-ranking")
    result = number_in(office.page.url.removeprefix(office.base))
    picture(office.page, "ranking-desktop")
    officer = signed_in(installation, browser, "desktop", "commander")
    officer.go(f"/appraisals/proposals/?snapshot={result}")
    picture(officer.page, "consequences-desktop")
    officer.go(f"/appraisals/results/{result}/bulletin/")
    picture(officer.page, "bulletin-desktop")

    assert announced
    expect(officer.page.get_by_test_id("bulletin")).to_be_visible()


def test_what_a_community_sees_of_its_figures_and_points(
    installation: Installation, browser: Browser, picture: Callable
) -> None:
    pocket = signed_in(installation, browser, "phone", "worker")
    pocket.go("/standards/")
    entry = pocket.page.locator("a[href^='/standards/entry/']").first
    pocket.go(str(entry.get_attribute("href")))
    picture(pocket.page, "entry-phone")
    worker = signed_in(installation, browser, "desktop", "worker")
    worker.go("/appraisals/")
    own = worker.page.get_by_test_id("announced").locator("a").first
    worker.go(str(own.get_attribute("href")))
    picture(worker.page, "scorecard-desktop")

    expect(worker.page.get_by_test_id("window")).to_be_visible()
