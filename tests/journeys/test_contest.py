"""A month of the contest all the way: opened, scored, appealed against, confirmed, waived in part, made known."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.journeys.contest import (
    Crew,
    file_appeal,
    last_month,
    lead,
    number_in,
    score_by_keyboard,
    submit,
    unlooked,
    window_passes,
)
from tests.journeys.installation import Installation
from tests.journeys.people import Person

FULL = {"1.1": "1", "1.2": "6", "1.3": "4", "1.4": "3", "1.5": "4", "1.6": "6", "4.1": "no", "4.2": "no"}
POOR = {"1.2": "2", "1.3": "0", "1.4": "0", "1.6": "1.5"}
FIRST, LAST = 0, 5
"""Rows of the grid: the community that appeals, and the one that does worst."""
WHY = "当月受灾抢险，减免黄牌，由街道派员帮扶。"


def gives(item: str, row: int) -> str:
    """Return what both assessors find: all differ; one lacks activities, one almost everything."""
    if row == LAST:
        return POOR.get(item, FULL[item])
    if item == "1.2":
        return str(6 - row / 2)
    return "1" if (item, row) == ("1.3", FIRST) else FULL[item]


def begin_round(office: Person) -> str:
    """Plan and open the last month of the contest that has no round yet; return the address of the round."""
    with unlooked(office):
        office.go("/appraisals/schemes/")
    scheme = office.page.locator("tr", has_text="碧谷街道").locator("a").first
    office.go(str(scheme.get_attribute("href")))
    office.click("plan")
    office.page.locator("[name=period]").select_option(last_month().code)
    submit(office, office.page.get_by_test_id("plan-form"))
    address = office.page.url.removeprefix(office.base)
    lead(office, address, "open")
    return address


def known_case(person: Person) -> str:
    """Return the number of a case that an assessor may see."""
    with unlooked(person):
        person.go("/cases/?state=all")
    return re.findall(r"\d{8,}", person.page.get_by_test_id("cases").inner_text())[0]


def appeal_and_win(crew: Crew, round_: str, photo: Path) -> None:
    """Let a community appeal against one deduction with a picture, and the second person of the office grant it."""
    worker = crew("worker2")
    worker.go("/appraisals/")
    worker.go(str(worker.page.get_by_test_id("announced").locator("a").first.get_attribute("href")))
    expect(worker.page.locator("[data-testid^=evidence-]").first).to_be_visible()
    before = points_of(worker)
    file_appeal(worker, "1.3", asked="8", text="当月还有三场活动未计入，附现场照片，请予复核。", photo=photo)
    judge = crew("counter")
    judge.go("/appraisals/appeals/?state=filed")
    judge.go(
        str(judge.page.locator("a[href^='/appraisals/appeals/']:not([href*='export'])").first.get_attribute("href"))
    )
    expect(judge.page.locator(".pictures img")).to_have_count(1)
    judge.fill("decision", "granted")
    judge.fill("text", "经核对照片和签到表，活动属实，按四场计分。")
    submit(judge, judge.page.get_by_test_id("decide-form"))
    expect(judge.page.get_by_test_id("decision")).to_contain_text("8")
    with unlooked(worker):
        worker.go("/appraisals/")
        worker.go(str(worker.page.get_by_test_id("announced").locator("a").first.get_attribute("href")))
    assert points_of(worker) == before + 6


def points_of(person: Person) -> float:
    """Return the total on a scorecard."""
    return float(re.findall(r"[\d.]+", person.page.get_by_test_id("standing").locator("strong").first.inner_text())[0])


def proposed(person: Person, result: str, action: str) -> list[str]:
    """Return the addresses of what is proposed of one kind."""
    person.go(f"/appraisals/proposals/?snapshot={number_in(result)}&action={action}")
    links = person.page.locator("[data-testid=proposals] a.row-link")
    return [str(one.get_attribute("href")) for one in links.all()]


def judge_the_month(crew: Crew, round_: str) -> None:
    """Score with two assessors, hand in, check by a second person, compute and announce."""
    case = known_case(crew("assessor1"))
    for name in ("assessor1", "assessor2"):
        score_by_keyboard(crew(name), round_, gives, case)
    lead(crew("appraiser"), round_, "submitted")
    with unlooked(crew("counter")) as second:
        lead(second, round_, "checked")
    lead(crew("appraiser"), round_, "computed")
    with unlooked(crew("appraiser")) as office:
        lead(office, round_, "announced")


def decide_what_follows(officer: Person, result: str) -> str:
    """Confirm a red flag, waive a yellow card with a reason, and return the name of the community that is spared."""
    flags, cards = proposed(officer, result, "flag"), proposed(officer, result, "yellow_card")
    assert flags
    assert cards
    officer.go(flags[0])
    expect(officer.page.get_by_test_id("derivation").locator("li").first).to_be_visible()
    submit(officer, officer.page.get_by_test_id("confirm-form"))
    officer.go(cards[0])
    expect(officer.page.get_by_test_id("derivation").locator("li").first).to_be_visible()
    spared = officer.page.locator("h1").inner_text().split(" ")[0]
    officer.fill("reason", WHY)
    submit(officer, officer.page.get_by_test_id("waive-form"))
    expect(officer.page.get_by_test_id("facts")).to_contain_text(WHY)
    return spared


def test_a_month_is_judged_and_stays_as_it_was(installation: Installation, browser: Browser, photo: Path) -> None:
    crew = Crew(installation, browser)
    round_ = begin_round(crew("appraiser"))
    judge_the_month(crew, round_)
    appeal_and_win(crew, round_, photo)
    officer = crew("commander")
    officer.go(round_)
    expect(officer.page.get_by_test_id("missing")).to_be_visible()
    result = window_passes(installation, round_, "commander")
    spared = decide_what_follows(officer, result)

    officer.go(f"{result}bulletin/")
    officer.fill("introduction", "各社区：现将上月共建考核情况通报如下。")
    submit(officer, officer.page.get_by_test_id("publish-form"))
    told = officer.page.get_by_test_id("bulletin")
    expect(told).to_contain_text("流动红旗")
    expect(told).not_to_contain_text(f"{spared}：黄牌")

    seen = standing(officer, result)
    with unlooked(officer):
        change_a_case(officer, result)
        assert standing(officer, result) == seen
    officer.go(f"{result}verify/")
    expect(officer.page.get_by_test_id("is-sound")).to_be_visible()
    verified = installation.linli("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def standing(person: Person, result: str) -> str:
    """Return the ranking as it is shown."""
    return person.go(result).get_by_test_id("ranking").inner_text()


def change_a_case(officer: Person, result: str) -> None:
    """Reopen a case that the frozen result rests on, found by what is behind the points for cases closed in time."""
    cards = [str(one.get_attribute("href")) for one in officer.go(result).locator("a.row-link").all()]
    for card in cards:
        row = officer.go(card).locator("tr", has=officer.page.get_by_text("2.1", exact=True))
        officer.go(str(row.get_by_test_id(re.compile("^evidence-")).get_attribute("href")))
        links = officer.page.locator("[data-testid=cases] tbody a[href^='/cases/']")
        if links.count():
            case = str(number_in(links.first.get_attribute("href")))
            return officer.act(case, "reopen", note="居民反映问题又出现，重新办理。")
    raise AssertionError("the month rests on no case at all")
