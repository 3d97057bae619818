"""One case all the way: reported on the street, refused once, failed once, closed, rated; unseen by the neighbours."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect
from shapely.geometry import shape

from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive

TEXT = "桂苑社区门口路灯坏了三天，晚上一片漆黑，老人出门看不见台阶。"
STAFF = ("acceptor", "dispatcher", "handler", "checker", "other")
ADDRESSES = "all => all.map(e => e.getAttribute('src') || e.getAttribute('href') || e.getAttribute('action'))"
Crew = Callable[[str], Person]


@dataclass(frozen=True)
class Reported:
    """What the resident holds after reporting."""

    resident: Person
    receipt: str


@pytest.fixture
def crew(installation: Installation, browser: Browser, size: str) -> Crew:
    """Give each member of the staff a browser of his own, signed in once."""
    present: dict[str, Person] = {}

    def call(username: str) -> Person:
        if username not in present:
            present[username] = arrive(browser, installation.url, SIZES[size])
            present[username].sign_in(username, installation.password)
        return present[username]

    return call


def point_in(installation: Installation, community: str) -> dict[str, float]:
    """Return a point inside the published outline of the community, degrees."""
    with urlopen(f"{installation.url}/places/public-outlines.geojson") as answer:
        features = json.load(answer)["features"]
    outline = next(each for each in features if each["properties"]["name"].startswith(community))
    inside = shape(outline["geometry"]).representative_point()
    return {"longitude": inside.x, "latitude": inside.y}


def report(installation: Installation, browser: Browser, size: str, photo: Path) -> Reported:
    """Report with a photo and a pin where the resident stands; return the receipt."""
    here = {"geolocation": point_in(installation, "桂苑"), "permissions": ["geolocation"]}
    resident = arrive(browser, installation.url, SIZES[size], **here)
    resident.go("/")
    resident.click("start-report")
    resident.fill("text", TEXT)
    resident.fill("photos", photo)
    resident.click("next")
    resident.page.locator("[data-pin-here]").click()
    expect(resident.page.get_by_test_id("pin-said")).to_be_visible()
    resident.click("next")
    resident.fill("contact", "１３８ ００００ ００００")
    resident.fill("consent", True)
    resident.click("next")
    expect(resident.page.get_by_test_id("receipt")).to_be_visible()
    receipt = re.sub(r"\s", "", resident.page.get_by_test_id("receipt").inner_text())
    return Reported(resident, receipt)


def find_case(acceptor: Person) -> str:
    """Find the newest case by a word of two characters and return its key."""
    acceptor.go("/cases/?q=路灯")
    link = acceptor.page.locator("tr", has_text="桂苑社区门口路灯").locator("a[href^='/cases/']").first
    return str(re.findall(r"\d+", link.get_attribute("href") or "")[0])


def test_a_report_is_carried_to_its_rated_close(
    installation: Installation, browser: Browser, crew: Crew, size: str, photo: Path
) -> None:
    told = report(installation, browser, size, photo)
    case = find_case(crew("acceptor"))
    urban = {"label": "东川区城市管理局"}

    crew("acceptor").act(case, "file", category={"label": "路灯不亮或损坏"}, owner_class="department")
    crew("dispatcher").act(case, "dispatch", unit=urban, note="路灯属城市照明。")
    crew("handler").act(case, "refuse", reason={"index": 1}, note="该路段未移交。", proposal="住建局")
    crew("dispatcher").act(case, "dispatch", unit=urban, note="移交清单第12项已列入，维持原派。")
    crew("handler").act(case, "sign")
    crew("handler").act(case, "answer", note="已更换灯具。", outcome="fixed", after_photo=photo)
    crew("acceptor").act(case, "check")
    crew("checker").act(case, "fail", note="晚上复看仍不亮。", check_photo=photo)
    crew("handler").act(case, "answer", note="更换线路后恢复照明。", outcome="fixed", after_photo=photo)
    crew("acceptor").act(case, "check")
    crew("checker").act(case, "close", criterion_met=True, reply="路灯已修好，感谢您的反映。")
    crew("checker").go(f"/cases/{case}/")
    told.resident.go(f"/track/{told.receipt}/")
    told.resident.fill("stars", "5")
    told.resident.fill("solved", "yes")
    told.resident.click("rate")

    expect(crew("checker").page.get_by_test_id("case-state")).to_have_attribute("data-state", "closed")
    expect(told.resident.page.get_by_test_id("public-state")).to_have_attribute("data-state", "closed")
    expect(told.resident.page.get_by_test_id("rate-form")).to_have_count(0)
    visited = {path for name in STAFF[:4] for path in crew(name).visited if f"/cases/{case}/" in path}
    assert_unseen(crew("other"), visited | photos_of(crew("checker"), case))
    verified = installation.linli("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def photos_of(person: Person, case: str) -> set[str]:
    """Return the addresses of every picture and contact on the case page."""
    page = person.go(f"/cases/{case}/")
    found = page.locator(f"[src^='/cases/{case}/'], [href^='/cases/{case}/'], [action^='/cases/{case}/']")
    links = found.evaluate_all(ADDRESSES)
    assert any("thumbnail" in link or "evidence" in link for link in links)
    return set(links)


def assert_unseen(stranger: Person, addresses: set[str]) -> None:
    """Fail unless every address answers the stranger as if it did not exist."""
    assert len(addresses) > 8
    for address in sorted(addresses):
        answer = stranger.page.request.get(stranger.base + address)
        assert answer.status == 404, f"{address} answered {answer.status} to another district"
