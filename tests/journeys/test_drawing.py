"""What is drawn on the maps of a split, with a mouse and with a finger: the server holds what the hand meant."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from shapely import LineString, Polygon, union
from shapely.geometry.base import BaseGeometry

from tests.journeys.conftest import SIZES
from tests.journeys.installation import Installation
from tests.journeys.people import Person, arrive
from tests.journeys.planning import (
    PLAN,
    WAIT,
    advance,
    assign,
    is_open,
    is_saved,
    labels_of,
    plan_maker,
    read,
    sit_down,
    today,
    undo,
)
from tests.journeys.sight import Colour, Sight, drag, look_at, photograph, swipe

PROJECT = "/boundaries/1/"
DESK_PADDING, PUBLIC_PADDING = 24, 16
FINGER = {"has_touch": True, "is_mobile": True}
NEAR = 60
"""Pixels around the middle of the map that a finger draws around."""
MOST = 0.9
"""Share of the units whose colour can be seen; names and roads lie over the rest."""
PATIENCE = 25
"""Looks at the maps, a fifth of a second apart, until they must show what they should."""
WORDS = "这几个小区共用一个菜市场，请不要分开。"
BROKEN = re.compile(r"被拆开的同区意愿 ([\d.]+)")


@pytest.fixture
def consulting(installation: Installation, browser: Browser) -> Iterator[Person]:
    """Ask residents about the plan of the demo for the time of a test; give the planner."""
    planner = plan_maker(installation, browser, is_critical=False)
    until = (today() + timedelta(days=20)).isoformat()
    advance(planner, PROJECT, "consultation", chosen="1", introduction="请大家提意见。", comments_until=until)
    yield planner
    advance(planner, PROJECT, "draft", note="意见已听取，继续修改。")


@pytest.fixture
def copied(installation: Installation, browser: Browser) -> Iterator[Person]:
    """Copy the plan of the demo for the time of a test; give the planner at the desk of the copy."""
    planner = plan_maker(installation, browser, is_critical=False)
    planner.go(PROJECT)
    unfold(planner.page, "copy-1")
    planner.click("copy-1")
    number = planner.page.url.split("/")[-2]
    yield planner
    planner.go(PROJECT)
    unfold(planner.page, f"copy-{number}")
    planner.page.locator(f"form[action$='/plans/{number}/put-away'] button").click()
    planner.page.wait_for_load_state()


def test_a_boundary_that_is_dragged_takes_the_unit_behind_it(installation: Installation, browser: Browser) -> None:
    planner = sit_down(installation, browser, is_critical=False)
    page, before = planner.page, labels_of(planner)
    page.locator("[data-tool=border]").click()
    ground = read(planner, f"{PLAN}ground.json")
    sight = look_at(page.locator("[data-desk-map]"), ground, DESK_PADDING)
    here, there = across_a_boundary(sight, ground["borders"], before)

    drag(page, sight.at(here), sight.at(there))
    is_saved(page)

    assert labels_of(planner) == replaced(before, there, before[here])
    undo(page)
    assert labels_of(planner) == before


def test_a_finger_lassoes_units_on_a_phone(installation: Installation, browser: Browser) -> None:
    planner = sit_down(installation, browser, size="phone", is_critical=False, **FINGER)
    page, before = planner.page, labels_of(planner)
    page.locator(f".desk-target[data-target='{before[0]}']").tap()
    page.locator("[data-tool=lasso]").tap()
    sight = look_at(page.locator("[data-desk-map]"), read(planner, f"{PLAN}ground.json"), DESK_PADDING)
    circle = sight.middle.buffer(NEAR).exterior.coords
    way = circle[: len(circle) * 3 // 4]

    page.touchscreen.tap(*way[0])  # a stroke right after a tap: elsewhere that zooms a map
    swipe(page, way)
    is_saved(page)

    after = labels_of(planner)
    whole, touched = ({unit for unit in each if before[unit] != before[0]} for each in inside(sight, Polygon(way)))
    moved = {unit for unit, label in enumerate(before) if after[unit] != label}
    assert whole
    assert whole <= moved <= touched
    assert {after[unit] for unit in moved} == {before[0]}
    page.locator("[data-do=undo]").tap()
    is_saved(page)
    assert labels_of(planner) == before


def test_two_plans_lie_side_by_side_and_their_maps_move_together(copied: Person) -> None:
    page, path = copied.page, copied.page.url.removeprefix(copied.base)
    is_open(page)
    before, ground = labels_of(copied), read(copied, f"{path}ground.json")
    sight = look_at(page.locator("[data-desk-map]"), ground, DESK_PADDING)
    here, there = across_a_boundary(sight, ground["borders"], before)
    assign(page, there, str(before[here]))
    is_saved(page)
    copied.go(f"{PROJECT}compare/?a=1&b={path.split('/')[-2]}")
    expect(page.locator("[data-twin][data-ready]")).to_be_attached(timeout=WAIT)
    page.locator("[data-twin-difference]").uncheck()

    assert [each.get_attribute("data-unit") for each in page.locator("[data-unit]").all()] == [str(there)]
    plans = {"a": labels_of(copied), "b": labels_of(copied, path)}
    twins = {side: look_at(page.locator(f"[data-twin-map={side}]"), ground, DESK_PADDING) for side in plans}
    palette = palette_of(twins["a"].colours(photograph(page)), before)
    assert len(set(palette.values())) == len(set(before))
    show(page, twins, palette, plans, there)
    for side, right, down in (("a", 90, 50), ("b", -140, -70)):
        x, y = twins[side].middle.x, twins[side].middle.y
        drag(page, (x, y), (x + right, y + down))
        twins = {name: sight.moved(right, down) for name, sight in twins.items()}
        show(page, twins, palette, plans, there)


def test_a_neighbourhood_drawn_with_taps_counts_once_it_is_accepted(
    installation: Installation, browser: Browser, consulting: Person
) -> None:
    resident = arrive(browser, installation.url, SIZES["phone"], **FINGER)
    page = resident.page
    address = str(consulting.go(PROJECT).locator("a[href*='/boundaries/public/']").first.get_attribute("href"))
    page.goto(installation.url + address)
    resident.click("draw")
    expect(page.locator("[data-plan-map][data-ready]")).to_be_attached(timeout=WAIT)
    ground = read(resident, f"{address}ground.json")
    sight = look_at(page.locator("[data-plan-map]"), ground, PUBLIC_PADDING)
    borders = read(consulting, f"{PLAN}ground.json")["borders"]
    here, there = across_a_boundary(sight, borders, labels_of(consulting))
    outline = union(sight.units[here], sight.units[there]).envelope.buffer(2, join_style="mitre")
    for corner in outline.exterior.coords[:-1]:
        page.touchscreen.tap(*corner)
    page.get_by_role("button", name="画好了").tap()
    resident.fill("text", WORDS)
    resident.click("send")

    expect(page.get_by_test_id("state")).to_have_attribute("data-state", "waiting")
    names = [each["properties"]["name"] for each in ground["units"]["features"]]
    whole, touched = ({names[unit] for unit in each} for each in inside(sight, outline))
    told = set(page.get_by_test_id("units").inner_text().split("：")[1].split("、"))
    assert whole <= told <= touched
    drawn, broken = wishes(consulting)
    address = newest(consulting)
    decide(consulting, address, "show")
    page.reload()
    expect(page.get_by_test_id("state")).to_have_attribute("data-state", "shown")
    more, worse = wishes(consulting)
    assert more == drawn + 1
    assert worse > broken
    decide(consulting, address, "hide", note="试画的邻里。")
    assert wishes(consulting) == (drawn, broken)


def unfold(page: Page, test_id: str) -> None:
    """Open the part of the page that holds what carries this test id."""
    page.locator("details", has=page.get_by_test_id(test_id)).locator("summary").click()


def across_a_boundary(sight: Sight, borders: Sequence[Sequence[float]], labels: Sequence[int]) -> tuple[int, int]:
    """Return two units of two communities, near the middle of the map, with nothing else on the way between them."""

    def is_straight(pair: tuple[int, int]) -> bool:
        way = LineString([sight.at(unit) for unit in pair])
        return {unit for unit, shape in enumerate(sight.units) if shape.intersects(way)} == set(pair)

    pairs = [(int(u), int(v)) for u, v, *_ in borders if labels[int(u)] != labels[int(v)]]
    return min(filter(is_straight, pairs), key=lambda pair: sight.units[pair[1]].distance(sight.middle))


def replaced(labels: Sequence[int], unit: int, label: int) -> list[int]:
    """Return the labels with one of them changed."""
    return [label if number == unit else each for number, each in enumerate(labels)]


def inside(sight: Sight, outline: BaseGeometry) -> tuple[set[int], set[int]]:
    """Return the units that lie in an outline as a whole, and those that it touches."""
    whole = {number for number, unit in enumerate(sight.units) if outline.contains(unit)}
    return whole, {number for number, unit in enumerate(sight.units) if outline.intersects(unit)}


def palette_of(colours: Mapping[int, Colour], labels: Sequence[int]) -> dict[int, Colour]:
    """Return the colour that most units of each community have."""
    seen: dict[int, Counter[Colour]] = {}
    for unit, colour in colours.items():
        seen.setdefault(labels[unit], Counter())[colour] += 1
    return {label: counted.most_common(1)[0][0] for label, counted in seen.items()}


def show(
    page: Page,
    twins: Mapping[str, Sight],
    palette: Mapping[int, Colour],
    plans: Mapping[str, Sequence[int]],
    changed: int,
) -> None:
    """Wait until each map shows its plan where it should be, also the unit that is not the same in both."""

    def shows(side: str) -> bool:
        colours = twins[side].colours(picture)
        right = {unit for unit, colour in colours.items() if colour == palette[plans[side][unit]]}
        return changed in right and len(right) >= MOST * len(colours) > 0

    for _ in range(PATIENCE):
        picture = photograph(page)
        if shows("a") and shows("b"):
            return
        page.wait_for_timeout(200)
    pytest.fail("the maps do not show the plans")


def wishes(planner: Person) -> tuple[int, float]:
    """Return how many neighbourhoods lie under the plan, and the share of wishes to stay together that it breaks."""
    drawn = read(planner, f"{PLAN}ground.json")["neighbourhoods"]["features"]
    found = BROKEN.search(read(planner, f"{PLAN}state.json")["panels"]["table"])
    assert found
    return len(drawn), float(found[1])


def newest(planner: Person) -> str:
    """Return the address of the neighbourhood that came last and that nobody looked at yet."""
    planner.go(f"{PROJECT}voices/?of=neighbourhoods&state=waiting")
    return str(planner.page.get_by_role("link", name=WORDS).first.get_attribute("href"))


def decide(planner: Person, address: str, how: str, **fields: str) -> None:
    """Accept a neighbourhood, or do not."""
    planner.go(address)
    for name, value in fields.items():
        planner.fill(name, value)
    planner.click(how)
