"""The editor of formulas: names complete themselves, real data answer while one types, an error says where it is."""

from decimal import Decimal

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive


def before_the_editor(installation: Installation, browser: Browser) -> Person:
    """Return the appraisal office before an empty editor."""
    person = arrive(browser, installation.url, SIZES["desktop"])
    person.sign_in("appraiser", installation.password)
    person.go("/standards/indicators/new/")
    return person


def offered(page: Page) -> Locator:
    """Return the names that are offered while one types."""
    return page.locator("[role=listbox]:visible [role=option]")


def known_lines(page: Page) -> list[list[Decimal]]:
    """Return numerator, denominator and value of the lines of the preview that have a value."""
    rows = page.get_by_test_id("trial").locator("tbody tr").all()
    told = [row.locator("td").all_inner_texts()[1:] for row in rows]
    return [[Decimal(text) for text in line] for line in told if line[-1][0].isdecimal()]


def test_a_formula_is_written_with_completion_and_a_preview_on_real_data(
    installation: Installation, browser: Browser
) -> None:
    person = before_the_editor(installation, browser)
    page = person.page
    numerator, denominator = page.locator("[name=numerator]"), page.locator("[name=denominator]")

    page.locator("[name=factor]").fill("100")
    numerator.press_sequentially("cases.in_t")
    expect(offered(page).first).to_contain_text("cases.in_time")
    numerator.press("Enter")
    denominator.press_sequentially("cases.clo")
    offered(page).first.click()
    expect(numerator).to_have_value("cases.in_time")
    expect(denominator).to_have_value("cases.closed")
    expect(page.get_by_test_id("used")).to_contain_text("cases.closed")
    person.look()

    told = known_lines(page)
    assert told
    assert all(abs(value - 100 * over / under) < Decimal("0.01") for over, under, value in told)


def test_an_error_says_in_chinese_what_is_wrong_and_at_which_sign(installation: Installation, browser: Browser) -> None:
    person = before_the_editor(installation, browser)
    page = person.page

    page.locator("[name=numerator]").fill("cases.in_time + * 2")
    wrong = page.get_by_test_id("wrong-numerator")
    expect(wrong).to_contain_text("分子")
    expect(wrong.locator("mark")).to_have_text("*")
    person.look()
    page.locator("[name=numerator]").fill("cases.no_such_figure")

    expect(page.get_by_test_id("unknown")).to_contain_text("没有名为")
    expect(wrong).to_have_count(0)
    person.look()
