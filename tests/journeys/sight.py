"""A map as somebody sees it: where its units lie on the screen and what colour they have; fingers that draw on it."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import shapely
from PIL import Image
from playwright.sync_api import Locator, Page
from shapely.affinity import translate
from shapely.geometry import Point, Polygon, box, shape
from shapely.geometry.base import BaseGeometry

Pixel = tuple[float, float]
Colour = tuple[int, ...]
GRAIN = 3
"""Pixels between two looks at the colour of a unit."""


@dataclass(frozen=True)
class Sight:
    """The map and the units on it, by number, as shapes in pixels of the screen."""

    frame: Polygon
    units: tuple[BaseGeometry, ...]

    @property
    def middle(self) -> Point:
        """Return the middle of the map."""
        return self.frame.centroid

    def at(self, unit: int) -> Pixel:
        """Return a point in a unit."""
        point = self.units[unit].representative_point()
        return point.x, point.y

    def moved(self, right: float, down: float) -> "Sight":
        """Return where the units are after the map was moved."""
        return Sight(self.frame, tuple(translate(each, right, down) for each in self.units))

    def colours(self, picture: Any) -> dict[int, Colour]:
        """Return the colour that most of a unit has, of those that are in sight."""
        seen = {number: _colour(picture, unit) for number, unit in enumerate(self.units) if self.frame.contains(unit)}
        return {number: colour for number, colour in seen.items() if colour}


def look_at(frame: Locator, ground: dict[str, Any], padding: int) -> Sight:
    """Return what is on a map that shows all of the ground, north up. padding: pixels that it leaves around."""
    frame.evaluate("element => element.scrollIntoView({ block: 'center', behavior: 'instant' })")
    found = frame.locator("canvas").bounding_box()
    assert found
    left, top, width, high = (found[name] for name in ("x", "y", "width", "height"))
    west, south, east, north = ground["bounds"]
    corners = _flat(np.array([[west, north], [east, south]]))
    scale = min((np.array([width, high]) - 2 * padding) / (corners[1] - corners[0]))

    def place(degrees: Any) -> Any:
        return (_flat(degrees) - corners.mean(axis=0)) * scale + (left + width / 2, top + high / 2)

    units = (shapely.transform(shape(each["geometry"]), place) for each in ground["units"]["features"])
    return Sight(box(left, top, left + width, top + high), tuple(units))


def photograph(page: Page) -> Any:
    """Return what the screen shows: red, green and blue by row and column."""
    return np.asarray(Image.open(BytesIO(page.screenshot())).convert("RGB"))


def drag(page: Page, *way: Pixel) -> None:
    """Draw along a way with the mouse, and hold still before letting go."""
    page.mouse.move(*way[0])
    page.mouse.down()
    for at in way[1:]:
        page.mouse.move(*at, steps=6)
    page.mouse.up()


def swipe(page: Page, way: Sequence[Pixel]) -> None:
    """Draw along a way with one finger."""
    session = page.context.new_cdp_session(page)
    for at in way:
        kind = "touchStart" if at is way[0] else "touchMove"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def _flat(degrees: Any) -> Any:
    """Return places on the flat map, from 0 to 1 eastwards and southwards (web Mercator)."""
    longitude, latitude = degrees[:, 0], np.radians(degrees[:, 1])
    return np.column_stack([longitude / 360 + 0.5, 0.5 - np.arcsinh(np.tan(latitude)) / (2 * math.pi)])


def _colour(picture: Any, unit: BaseGeometry) -> Colour | None:
    left, top, right, bottom = map(math.floor, unit.bounds)
    x, y = np.meshgrid(np.arange(left, right, GRAIN), np.arange(top, bottom, GRAIN))
    seen = Counter(map(tuple, picture[y, x][shapely.contains_xy(unit, x, y)].tolist()))
    return seen.most_common(1)[0][0] if seen else None
