"""The six-tier network from an office's Excel list to a steward's report: what is missing is seen, filled and used."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive

PILOT = "试点社区"
BUILDINGS = 19
SINCE = "2026-01-01"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦"
SUBDISTRICT = "铜都街道"
STEWARD = "高秀英"
PROBLEM = "消防通道堆了纸箱"


def workbook(folder: Path, name: str, rows: list[list[object]]) -> Path:
    """Write rows as an Excel file."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    path = folder / f"{name}.xlsx"
    path.write_bytes(content.getvalue())
    return path


def send_in(office: Person, kind: str, path: Path, accepted: int) -> None:
    """Bring a list in through the imports: checked first, then applied."""
    office.go(f"/manage/imports/new/{kind}/")
    office.page.locator("input[type=file]").set_input_files(path)
    office.page.locator("[name=as_of]").fill(SINCE)
    if (system := office.page.locator("[name=profile]")).count():
        system.select_option(index=1)
    office.click("import-check")
    apply = office.page.get_by_test_id("import-apply")
    expect(apply).to_contain_text(str(accepted), timeout=30_000)
    apply.click()
    expect(office.page.locator("[data-state=done]")).to_be_visible(timeout=30_000)


def found_community(keeper: Person, folder: Path) -> None:
    """Let the keeper of the register found a community and bring its buildings in."""
    keeper.go(f"/places/?q={SUBDISTRICT}")
    keeper.page.get_by_role("link", name=SUBDISTRICT).first.click()
    keeper.page.locator("a[href$='/new/']").first.click()
    keeper.page.locator("[name=tier]").select_option("community")
    keeper.page.locator("[name=name]").fill(PILOT)
    keeper.page.locator("[name=households]").fill("950")
    keeper.page.locator("[name=valid_from]").fill(SINCE)
    keeper.page.locator("[data-testid=area-form] .btn-primary").click()
    expect(keeper.page.get_by_role("heading", name=PILOT)).to_be_visible()
    rows = [[f"{number}号楼", PILOT, 50] for number in range(1, BUILDINGS + 1)]
    send_in(keeper, "buildings", workbook(folder, "buildings", [["楼栋名称", "社区", "户数"], *rows]), BUILDINGS)


def stewards(folder: Path) -> Path:
    """Return the office's list: a steward for every building but the last."""
    titles = ["岗位", "社区", "楼栋", "姓名", "电话", "任职日期", "同意日期"]
    rows = [
        ["楼栋长", PILOT, f"{number}号楼", f"{SURNAMES[number - 1]}桂兰", f"139000010{number:02}", SINCE, SINCE]
        for number in range(1, BUILDINGS)
    ]
    return workbook(folder, "network", [titles, *rows])


def coverage_of_stewards(office: Person) -> str:
    """Return the coverage of building stewards in the pilot community as the page says it."""
    office.go("/places/?q=" + PILOT)
    key = re.search(r"/places/([0-9a-f-]{36})/", office.page.content())
    assert key
    office.go(f"/network/?area={key[1]}")
    return office.page.get_by_test_id("kind-building_steward").text_content() or ""


def fill_the_gap(office: Person, picture: Callable) -> None:
    """Open what is missing of the stewards, and appoint one for the only building without."""
    office.go(str(office.page.get_by_test_id("kind-building_steward").locator("a").get_attribute("href")))
    expect(office.page.get_by_test_id("missing").locator("tbody tr")).to_have_count(1)
    picture(office.page, "network-missing-desktop")
    office.click("appoint")
    office.page.locator("[name=name]").fill(STEWARD)
    office.page.locator("[name=phone]").fill("13900009999")
    office.page.locator("[data-testid=appointing] .btn-primary").click()


def link_for(office: Person, name: str) -> str:
    """Return the address of the workbench made for a holder."""
    office.go(f"/network/postings/?q={name}")
    office.page.get_by_role("link", name=name).first.click()
    office.page.wait_for_load_state()
    office.click("link")
    return office.page.get_by_test_id("link").input_value().removeprefix(office.base)


def report(steward: Person, address: str, photo: Path, picture: Callable) -> None:
    """Open the link on a phone and report what blocks the stairs."""
    steward.go(address)
    expect(steward.page.get_by_test_id("posts")).to_contain_text(f"{BUILDINGS}号楼")
    steward.click("report")
    steward.page.locator("[name=text]").fill(f"三楼{PROBLEM}，过不去人")
    steward.page.locator("[name=photos]").set_input_files(photo)
    picture(steward.page, "steward-report-phone")
    steward.click("send")
    expect(steward.page.get_by_test_id("open")).to_contain_text(f"{BUILDINGS}号楼")
    picture(steward.page, "steward-phone")


def test_an_office_fills_the_network_and_a_steward_reports(
    installation: Installation, browser: Browser, tmp_path: Path, photo: Path, picture: Callable
) -> None:
    keeper = arrive(browser, installation.url, SIZES["desktop"])
    keeper.sign_in("sysadmin", installation.password)
    found_community(keeper, tmp_path)

    office = arrive(browser, installation.url, SIZES["desktop"])
    office.sign_in("commander", installation.password)
    send_in(office, "network", stewards(tmp_path), BUILDINGS - 1)
    before = coverage_of_stewards(office)
    fill_the_gap(office, picture)
    after = coverage_of_stewards(office)
    steward = arrive(browser, installation.url, SIZES["phone"])
    report(steward, link_for(office, STEWARD), photo, picture)

    assert "18/19 = 94.7 %" in before
    assert "19/19 = 100.0 %" in after
    office.go(f"/cases/?q={PROBLEM}")
    office.page.get_by_test_id("cases").locator("a").first.click()
    expect(office.page.get_by_test_id("holder")).to_contain_text(SUBDISTRICT)
    expect(office.page.get_by_test_id("facts")).to_contain_text(PILOT)
    expect(office.page.get_by_test_id("posted")).to_contain_text(STEWARD)
