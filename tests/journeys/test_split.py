"""Three oversize communities become nine: proposed, edited, consulted about, approved, put in force, cases re-homed."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive
from tests.journeys.planning import advance, labels_of, today

Crew = Callable[[str], Person]
PATIENCE_MS = 120_000
"""The first search of a fresh worker loads, and at worst compiles, the engine."""
THREE = ("团结社区", "白云社区", "京铜社区")


@pytest.fixture
def crew(installation: Installation, browser: Browser) -> Crew:
    """Give each member of the staff a desk of his own, signed in once."""
    present: dict[str, Person] = {}

    def call(username: str) -> Person:
        if username not in present:
            present[username] = arrive(browser, installation.url, SIZES["desktop"])
            present[username].sign_in(username, installation.password)
        return present[username]

    return call


def test_three_communities_become_nine(
    installation: Installation, browser: Browser, crew: Crew, picture: Callable
) -> None:
    planner = crew("planner")
    project = open_project(planner)
    plan = keep_a_proposal(planner, project)
    edit_and_undo(planner, plan)
    break_and_repair(planner, plan)
    lock_a_community(planner)
    planner.go(plan)
    planner.page.wait_for_timeout(1500)  # the map fades in
    picture(planner.page, "split-desk-desktop")
    consult(planner, project)
    address = comment_on_a_phone(installation, browser)
    answer(planner, project)
    resident = assert_shown(installation, browser, address)
    picture(resident.page, "split-public-phone")
    write_down_records(planner, project)
    advance(planner, project, "proposed", note="三个社区均超过六千户，拟调整为九个。")
    approve(crew("commander"), project)
    before, communities = open_cases(crew("dispatcher")), count_communities(crew("dispatcher"))
    put_in_force(crew("commander"), project)

    assert_nine(crew("commander"), project)
    assert open_cases(crew("dispatcher")) == before
    assert count_communities(crew("dispatcher")) == communities + 6
    verified = installation.linli("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    stranger = crew("other")
    for path in (project, plan, f"{project}preview/", f"{project}cases/", f"{project}documents/"):
        assert stranger.page.request.get(installation.url + path).status == 404


def open_project(planner: Person) -> str:
    """Open the demo's split from the list and return its address."""
    planner.go("/boundaries/")
    link = planner.page.get_by_test_id("splits").get_by_role("link", name="团结、白云、京铜社区拆分")
    address = str(link.get_attribute("href"))
    planner.go(address)
    return address


def keep_a_proposal(planner: Person, project: str) -> str:
    """Have the engine propose plans, keep the first and return the address of its desk."""
    planner.click("propose")
    choices = wait_for_choices(planner)
    assert choices.count() >= 5
    choices.first.locator("[data-keep] button").click()
    planner.page.wait_for_url(re.compile(r"/boundaries/plans/\d+/"))
    planner.look()
    plan = planner.page.url.removeprefix(planner.base)
    expect(planner.page.get_by_test_id("checks")).to_contain_text("一切正常")
    planner.go(f"{project}compare/")
    expect(planner.page.get_by_test_id("pareto")).to_be_visible()
    planner.go(plan)
    return plan


def wait_for_choices(person: Person) -> Locator:
    """Return what the engine found, however long it takes."""
    choices = person.page.get_by_test_id("choice")
    expect(choices.first).to_be_visible(timeout=PATIENCE_MS)
    person.page.wait_for_load_state()
    person.look()
    return choices


def assign(person: Person, unit: int, community: int) -> None:
    """Give one unit to a community by the list, the twin of the map."""
    row = person.page.get_by_test_id(f"unit-{unit}")
    row.locator("input[name=units]").check()
    person.page.locator("#unit-to").select_option(str(community))
    with person.page.expect_response(lambda answer: answer.url.endswith("/edit") and answer.status == 200):
        person.page.get_by_test_id("assign").click()


def neighbours(person: Person, plan: str) -> list[set[int]]:
    """Return the neighbours of every unit."""
    ground = person.page.request.get(f"{person.base}{plan}ground.json").json()
    found: list[set[int]] = [set() for _ in ground["units"]["features"]]
    for u, v, *_ in ground["borders"]:
        found[u].add(v)
        found[v].add(u)
    return found


def edit_and_undo(planner: Person, plan: str) -> None:
    """Give a unit on a boundary to the neighbour, and take it back."""
    before = labels_of(planner, plan)
    near = neighbours(planner, plan)
    unit = next(unit for unit, around in enumerate(near) if any(before[other] != before[unit] for other in around))
    to = next(before[other] for other in sorted(near[unit]) if before[other] != before[unit])
    assign(planner, unit, to)
    assert labels_of(planner, plan)[unit] == to
    with planner.page.expect_response(lambda answer: answer.url.endswith("/edit")):
        planner.page.keyboard.press("Control+z")
    assert labels_of(planner, plan) == before


def break_and_repair(planner: Person, plan: str) -> None:
    """Give a unit to a community that it does not touch, see what is wrong, and have it repaired."""
    before = labels_of(planner, plan)
    near = neighbours(planner, plan)
    unit = 0
    touching = {before[unit], *(before[other] for other in near[unit])}
    far = next(label for label in sorted(set(before)) if label not in touching)
    assign(planner, unit, far)
    expect(planner.page.get_by_test_id("finding").first).to_be_visible()
    planner.look()
    planner.page.get_by_test_id("repair").click()
    take = planner.page.locator("[data-apply] button").first
    expect(take).to_be_visible(timeout=PATIENCE_MS)
    with planner.page.expect_response(lambda answer: answer.url.endswith("/edit")):
        take.click()
    expect(planner.page.get_by_test_id("checks")).to_contain_text("一切正常")
    assert labels_of(planner, plan)[unit] != far


def lock_a_community(planner: Person) -> None:
    """Lock the first community of the table."""
    with planner.page.expect_response(lambda answer: answer.url.endswith("/edit") and answer.status == 200):
        planner.page.get_by_test_id("lock-community").first.click()
    expect(planner.page.get_by_test_id("locks")).to_contain_text("社区不变动")


def consult(planner: Person, project: str) -> None:
    """Open the consultation of residents about the plan that was kept."""
    until = today() + timedelta(days=20)
    advance(
        planner,
        project,
        "consultation",
        chosen={"label": "候选一"},
        introduction="三个社区户数过多，拟调整为九个社区，请大家提意见。",
        comments_until=until.isoformat(),
    )


def comment_on_a_phone(installation: Installation, browser: Browser) -> str:
    """Comment on the plan from the public home page; return the address of the public page."""
    resident = arrive(browser, installation.url, SIZES["phone"])
    resident.go("/")
    link = resident.page.locator("a[href*='/boundaries/public/']").first
    address = str(link.get_attribute("href"))
    resident.go(address)
    resident.click("say")
    resident.fill("kind", "objection")
    resident.fill("text", "我们小区离新社区的服务站太远，希望仍归原社区。")
    resident.click("send")
    expect(resident.page.get_by_test_id("state")).to_be_visible()
    return address


def answer(planner: Person, project: str) -> None:
    """Show the objection and reply to it."""
    planner.go(f"{project}voices/")
    planner.page.locator("[data-testid^=voice-] a").first.click()
    planner.page.wait_for_load_state()
    planner.look()
    planner.click("show")
    planner.go(f"{project}voices/?state=shown")
    planner.page.locator("[data-testid^=voice-] a").first.click()
    planner.page.wait_for_load_state()
    planner.fill("reply", "新社区将在小区旁设服务点，步行五分钟以内。")
    planner.click("send-reply")


def assert_shown(installation: Installation, browser: Browser, address: str) -> Person:
    """Fail unless everybody may read the objection with its reply; return somebody who does."""
    resident = arrive(browser, installation.url, SIZES["phone"])
    resident.go(address)
    expect(resident.page.get_by_test_id("comment").first).to_contain_text("步行五分钟以内")
    resident.page.evaluate("scrollTo(0, 0)")
    return resident


def write_down_records(planner: Person, project: str) -> None:
    """Write down the survey and the meetings that 002-3 asks for."""
    counts = {"asked": 600, "answered": 480, "in_favour": 400, "against": 50, "abstained": 30}
    meeting = {"asked": 60, "answered": 48, "representatives": 20, "in_favour": 40, "against": 3, "abstained": 5}
    kinds = (("survey", counts), ("round_table", meeting), ("courtyard_meeting", meeting), ("representatives", meeting))
    for kind, fields in kinds:
        planner.go(f"{project}consultation/")
        for name, value in {"kind": kind, "on": today().isoformat(), "place": "街道会议室", **fields}.items():
            planner.fill(name, value)
        planner.click("enter")


def approve(commander: Person, project: str) -> None:
    """Approve with document, its day, and the day it comes in force: today."""
    day = today().isoformat()
    document = "东政复〔2026〕18号"
    advance(commander, project, "approved", document=document, document_date=day, effective_on=day, note="同意。")


def open_cases(dispatcher: Person) -> int:
    """Return how many open cases the subdistrict has."""
    answer = dispatcher.page.request.get(f"{dispatcher.base}/cases/points.json?state=open")
    return len(answer.json()["features"])


def count_communities(person: Person) -> int:
    """Return how many communities have an outline that everybody may see."""
    answer = person.page.request.get(f"{person.base}/places/public-outlines.geojson")
    return sum(each["properties"]["tier"] == "community" for each in answer.json()["features"])


def put_in_force(commander: Person, project: str) -> None:
    """See what will happen, and put it in force."""
    commander.go(f"{project}preview/")
    commander.click("put-in-force")
    commander.go(project)
    expect(commander.page.get_by_test_id("workflow").get_by_test_id("state")).to_contain_text("已生效")


def assert_nine(commander: Person, project: str) -> None:
    """Fail unless places shows nine communities with their history, and every open case has a line."""
    commander.go(f"{project}documents/")
    commander.go(f"{project}cases/")
    assert commander.page.locator("[data-testid=rehomings] tbody tr").count() > 0
    commander.go(f"/places/?q={THREE[0]}")
    commander.page.get_by_role("link", name=THREE[0]).first.click()
    commander.page.wait_for_load_state()
    expect(commander.page.locator("main")).to_contain_text("析出至")
