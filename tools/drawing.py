"""Plans as pictures: small SVG files of outlines, lines and figures, with nothing but shapely."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Labels = NDArray[np.int64]
COLOURS = ("#8dd3c7", "#ffffb3", "#bebada", "#fb8072", "#80b1d3", "#fdb462", "#b3de69", "#fccde5", "#d9d9d9", "#bc80bd")
LINES = {1: ("#888888", 3), 2: ("#e07b00", 6), 3: ("#2b7bba", 14)}
"""Colour and width in metres by class: street, main road, river or railway."""
GAP_M, HEAD_M = 60, 70


class Picture:
    """Panels side by side in one SVG file; coordinates in metres, y upwards in, downwards out."""

    def __init__(self, ground: Any) -> None:
        """Take the outline that every panel shows."""
        self.left, self.low, self.right, self.high = ground.bounds
        self.panels: list[list[str]] = []

    def panel(self, title: str) -> None:
        """Begin a panel to the right of the last one."""
        self.panels.append([])
        self.text(self.left, self.high + 25, title, 42, anchor="start")

    def add(self, shape: str) -> None:
        """Put an element into the panel."""
        self.panels[-1].append(shape)

    def fill(self, shape: Any, colour: str, *, edge: str = "none", width: int = 1, more: str = "") -> None:
        """Draw the outlines of a polygon or several."""
        rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
        path = "".join(f"M{self._points(ring)}Z" for ring in rings)
        self.add(f'<path d="{path}" fill="{colour}" stroke="{edge}" stroke-width="{width}"{more}/>')

    def line(self, shape: Any, colour: str, width: int) -> None:
        """Draw a line or several."""
        parts = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
        path = "".join(f"M{self._points(part)}" for part in parts)
        if path:
            self.add(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>')

    def dot(self, x: float, y: float, colour: str, radius: int = 12) -> None:
        """Draw a dot."""
        at = f'cx="{x - self.left:.0f}" cy="{self.high - y:.0f}"'
        self.add(f'<circle {at} r="{radius}" fill="{colour}" stroke="#ffffff" stroke-width="3"/>')

    def text(self, x: float, y: float, words: str, size: int = 40, anchor: str = "middle") -> None:
        """Write words."""
        at = f'x="{x - self.left:.0f}" y="{self.high - y:.0f}" font-size="{size}" text-anchor="{anchor}"'
        self.add(f'<text {at} font-family="sans-serif" fill="#222222">{words}</text>')

    def _points(self, line: Any) -> str:
        corners = shapely.get_coordinates(line)
        return " ".join(f"{x - self.left:.0f},{self.high - y:.0f}" for x, y in corners)

    def svg(self, pixels: int = 300) -> str:
        """Return the file. pixels: the width of a panel."""
        wide, tall = self.right - self.left + GAP_M, self.high - self.low + HEAD_M + 20
        size = f'width="{pixels * len(self.panels)}" height="{pixels * tall / wide:.0f}"'
        box = f'viewBox="-10 {-HEAD_M} {wide * len(self.panels):.0f} {tall:.0f}"'
        groups = [
            f'<g transform="translate({number * wide:.0f})">\n' + "\n".join(shapes) + "\n</g>"
            for number, shapes in enumerate(self.panels)
        ]
        hatch = (
            '<pattern id="out" width="24" height="24" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<path d="M0,0V24" stroke="#b00000" stroke-width="6"/></pattern>'
        )
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>'
        return "\n".join([head, f"<defs>{hatch}</defs>", *groups, "</svg>"]) + "\n"


def colours(neighbours: Iterable[tuple[int, int]], k: int) -> list[str]:
    """Return a colour for each community; those that touch differ."""
    near: list[set[int]] = [set() for _ in range(k)]
    for one, other in neighbours:
        near[one].add(other)
        near[other].add(one)
    chosen = [-1] * k
    for one in sorted(range(k), key=lambda each: -len(near[each])):
        taken = {chosen[other] for other in near[one]}
        free = [colour for colour in range(len(COLOURS)) if colour not in taken]
        chosen[one] = min(free or [0], key=lambda colour: (chosen.count(colour), colour))
    return [COLOURS[colour] for colour in chosen]


def chart(rows: Sequence[tuple[str, str, Sequence[float]]], caption: str) -> str:
    """Return an SVG of series over their number. rows: name, colour, values."""
    high = max(max(values) for _, _, values in rows)
    low = min(min(values) for _, _, values in rows)
    wide = max(len(values) for _, _, values in rows)
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="260" font-family="sans-serif" font-size="13">',
        f'<text x="60" y="250">{caption}</text>',
        f'<text x="52" y="24" text-anchor="end">{high:.0f}</text>',
        f'<text x="52" y="220" text-anchor="end">{low:.0f}</text>',
        '<path d="M60,15V220H550" fill="none" stroke="#888888"/>',
    ]
    for number, (name, colour, values) in enumerate(rows):
        points = [
            f"{60 + 480 * at / max(wide - 1, 1):.0f},{220 - 200 * (value - low) / max(high - low, 1e-9):.0f}"
            for at, value in enumerate(values)
        ]
        lines.append(f'<path d="M{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        lines.append(f'<text x="540" y="{150 + 20 * number}" text-anchor="end" fill="{colour}">{name}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"
