"""An office draws: a border moves in both communities, one is typed a little off, the check finds it and mends it."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive
from tests.journeys.sight import drag, look_at

NAME, STREET = "桂苑社区", "铜都街道"
DOCUMENT = "东政发〔2026〕7号"
PADDING = 80
HALF_A_METRE = 0.000005


def corner(page: Page, number: int, axis: str = "latitude") -> Locator:
    """Return the field of a corner in the table."""
    return page.locator(f"[data-outline-table] tbody tr:nth-child({number}) input[data-axis={axis}]")


def corners(page: Page) -> list[tuple[float, float]]:
    """Return the corners as the text on the page has them."""
    lines = page.locator("[name=corners]").input_value().split("\n")
    return [(float(longitude), float(latitude)) for longitude, latitude in (line.split() for line in lines)]


def open_table(person: Person) -> Page:
    """Open the drawing table of the community from its page."""
    person.click("draw")
    expect(person.page.locator("[data-outline][data-ready]")).to_be_attached(timeout=20_000)
    return person.page


def drag_corner(page: Page, number: int, right: float, down: float) -> None:
    """Drag a corner on the map by so many pixels."""
    places = corners(page)
    longitudes, latitudes = zip(*places, strict=True)
    bounds = [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
    points = [{"geometry": {"type": "Point", "coordinates": place}} for place in places]
    x, y = look_at(page.locator("[data-outline-map]"), {"bounds": bounds, "units": {"features": points}}, PADDING).at(
        number - 1
    )
    drag(page, (x, y), (x + right, y + down))


def look_closely(person: Person) -> None:
    """Look at one page with axe; the pages between are looked at by other journeys."""
    person.is_critical = True
    person.look()
    person.is_critical = False


def move_a_border(page: Page) -> None:
    """Drag a shared corner, take it back, and step it north by the keyboard."""
    changed, first = page.locator("[data-outline-changed]"), corner(page, 1).input_value()
    drag_corner(page, 1, 40, 30)
    expect(changed).to_contain_text(f"{NAME}、")  # a neighbour has the same corner
    page.get_by_test_id("undo").click()
    expect(changed).to_have_text("")
    expect(corner(page, 1)).to_have_value(first)
    page.keyboard.press("ArrowUp")
    expect(corner(page, 1)).not_to_have_value(first)


def type_a_little_off(page: Page) -> None:
    """Type the corners anew, half a metre beside where the neighbours have them."""
    page.locator("[data-outline-text] summary").click()
    lines = [f"{x - HALF_A_METRE} {y - HALF_A_METRE}" for x, y in corners(page)]
    page.locator("[name=corners]").fill("\n".join(lines))


def test_an_office_draws_a_border_and_mends_what_was_typed_a_little_off(
    installation: Installation, browser: Browser
) -> None:
    person = arrive(browser, installation.url, SIZES["desktop"], is_critical=False)
    person.sign_in("sysadmin", installation.password)
    page = person.go(f"/places/?q={NAME}")
    page.get_by_role("main").get_by_role("link", name=NAME).first.click()
    open_table(person)
    move_a_border(page)
    look_closely(person)
    page.locator("[name=document]").fill(DOCUMENT)
    person.click("save")
    expect(page.get_by_text(DOCUMENT)).to_be_visible()

    open_table(person)
    type_a_little_off(page)
    person.click("save")

    page.get_by_role("navigation").get_by_role("link", name=STREET).first.click()
    person.click("topology")
    expect(page.locator("[data-inspect][data-ready]")).to_be_attached(timeout=20_000)
    rows = page.locator("[data-problem]")
    page.keyboard.press("n")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile("problem="))
    look_closely(person)
    person.click("mend-all")
    expect(page.get_by_test_id("mended")).to_be_visible()
    look_closely(person)
    person.click("mend")
    expect(rows).to_have_count(0)
