"""The plan editor in a browser: map and list do the same, nothing typed or drawn is lost, two people do not collide."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.installation import Installation
from tests.journeys.planning import assign, is_open, is_saved, sit_down, undo

UNIT = 5
NO_WEBGL = """
const draw = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : draw.call(this, kind, ...more);
};
"""


def home(page: Page, unit: int = UNIT) -> Locator:
    """Return the cell of the list that says where a unit belongs."""
    return page.locator(f"[data-home='{unit}']")


def another(page: Page, unit: int = UNIT) -> tuple[str, str]:
    """Return number and name of a community to which the unit does not belong."""
    for option in page.locator("select[data-desk-target] option").all():
        value, name = str(option.get_attribute("value")), option.inner_text()
        if value.isdecimal() and name != home(page, unit).inner_text():
            return value, name
    raise AssertionError("the plan has one community only")


def drag_over(page: Page) -> None:
    """Draw from one corner of the map to the other."""
    box = page.locator("[data-desk-map] canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 3, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3, steps=4)
    page.mouse.up()


def test_a_unit_is_found_assigned_by_keys_and_taken_back(
    installation: Installation, browser: Browser, size: str
) -> None:
    person = sit_down(installation, browser, size=size)
    page = person.page
    before, (target, name) = home(page).inner_text(), another(page)
    unit = page.get_by_test_id(f"unit-{UNIT}").locator("th").inner_text().split(" ")[0]

    page.locator("[data-desk-search]").fill(unit)
    page.keyboard.press("Enter")
    expect(page.locator("input[name=units]:checked")).to_have_count(1)
    page.locator(f".desk-target[data-target='{target}']").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Enter")

    expect(home(page)).to_have_text(name)
    is_saved(page)
    person.look()
    undo(page)
    expect(home(page)).to_have_text(before)


def test_what_is_drawn_on_the_map_is_ticked_in_the_list(installation: Installation, browser: Browser) -> None:
    page = sit_down(installation, browser).page
    rows = page.locator("[data-panel=units] tbody tr").count()

    page.keyboard.press("r")
    drag_over(page)
    expect(page.locator("[data-panel=units] tbody input:checked").first).to_be_attached()
    ticked = page.locator("[data-panel=units] tbody input:checked").count()
    page.keyboard.press("Escape")

    assert rows / 2 < ticked <= rows
    expect(page.locator("[data-panel=units] tbody input:checked")).to_have_count(0)


def test_a_brush_paints_and_one_step_takes_it_back(installation: Installation, browser: Browser) -> None:
    page = sit_down(installation, browser).page
    before = page.locator("[data-home]").all_inner_texts()

    page.keyboard.press("1")
    page.keyboard.press("b")
    drag_over(page)
    is_saved(page)
    painted = page.locator("[data-home]").all_inner_texts()
    undo(page)

    assert painted != before
    expect(page.locator("[data-home]")).to_have_text(before)


def test_the_list_assigns_without_a_map(installation: Installation, browser: Browser) -> None:
    person = sit_down(installation, browser, script=NO_WEBGL)
    page = person.page
    before, (target, name) = home(page).inner_text(), another(page)

    expect(page.locator("[data-desk-no-map]")).to_be_visible()
    expect(page.locator("[data-desk-map]")).to_be_hidden()
    page.get_by_test_id(f"unit-{UNIT}").locator("input").check()
    page.locator("select[data-desk-target]").select_option(target)
    page.get_by_test_id("assign").click()

    expect(home(page)).to_have_text(name)
    is_saved(page)
    person.look()
    undo(page)
    expect(home(page)).to_have_text(before)


def test_a_lost_line_loses_nothing(installation: Installation, browser: Browser) -> None:
    page = sit_down(installation, browser).page
    before, (target, name) = home(page).inner_text(), another(page)
    page.get_by_test_id(f"unit-{UNIT}").locator("input").check()
    page.locator("select[data-desk-target]").select_option(target)

    page.context.set_offline(True)
    page.get_by_test_id("assign").click()
    expect(page.locator("[data-desk-saved]")).to_have_class(re.compile("desk-lost"))
    page.context.set_offline(False)
    is_saved(page)
    page.reload()

    expect(home(page)).to_have_text(name)
    is_open(page)
    undo(page)
    expect(home(page)).to_have_text(before)


@pytest.mark.parametrize("way", ["again", "drop"])
def test_who_comes_second_decides_again(installation: Installation, browser: Browser, way: str) -> None:
    first, second = (sit_down(installation, browser) for _ in range(2))
    before, (target, name) = home(first.page).inner_text(), another(first.page)
    assign(first.page, UNIT + 1, target)
    is_saved(first.page)
    assign(second.page, UNIT, target)

    dialog = second.page.locator("[data-desk-conflict]")
    expect(dialog).to_be_visible()
    second.look()
    if way == "again":
        dialog.get_by_test_id("resend").click()
    else:
        dialog.locator("form[method=dialog] button").click()

    is_saved(second.page)
    expect(home(second.page)).to_have_text(name if way == "again" else before)
    for _ in range(2 if way == "again" else 1):
        undo(second.page)
    expect(home(second.page)).to_have_text(before)
