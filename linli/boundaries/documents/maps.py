"""
Maps before and after, as SVG that prints in black and white: lines differ by stroke, communities by number.

One drawing serves the page, the PDF and, as a picture, Word. Sizes are millimetres on paper.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.boundaries.documents.dossier import Dossier
from linli.boundaries.rules.base import NOWHERE
from linli.boundaries.rules.outlines import dissolve, in_metres, plane_of, shapes_of
from linli.boundaries.rules.sheet import FREE
from linli.districting.reading.lines import MAIN
from linli.foundation.sheets import clean_text

WIDTH, MARGIN, PADDING, TALLEST, LOWEST = 240.0, 6.0, 4.0, 122.0, 60.0
LEGEND_LINE, LEGEND_COLUMNS = 5.0, 4
FONT = "Noto Sans SC"
LONGEST_NAME, LONGEST_LEGEND = 10, 13
LINE_LETTER, NAME_LETTER = 2.6, 3.4
NAME_STEPS = (0.0, -6.0, 6.0, -10.0, 10.0)
TINTS = ("#f4f1e8", "#e6eef4", "#eaf2e6", "#f5e9e6", "#efeaf5", "#fbf6dc")
FREE_TINT = "#ffffff"
ROADS = {0: ("#dcdcdc", 0.3), 1: ("#d0d0d0", 0.6), 2: ("#bdbdbd", 1.3), 3: ("#8fb0c8", 1.6)}
NEW_BORDER = 'fill="none" stroke="#000" stroke-width="0.9" stroke-linejoin="round"'
OLD_BORDER = 'fill="none" stroke="#000" stroke-width="0.5" stroke-dasharray="3 1.2 0.6 1.2"'
PRESENT_BAND = 'fill="none" stroke="#a6a6a6" stroke-width="2.4" stroke-linejoin="round"'


@dataclass(frozen=True)
class Drawing:
    """What is drawn: groups of units with number and name, and the borders of other groups behind them, if any."""

    title: str
    labels: Sequence[int]
    numbers: Mapping[int, int]
    names: Mapping[int, str]
    before: Sequence[int] | None


Box = tuple[float, float, float, float]
"""Left, upper, right and lower edge on the paper."""


def draw_before(dossier: Dossier) -> str:
    """Return the map of the present communities."""
    labels = [unit.community for unit in dossier.base.units]
    names = {number: community.name for number, community in enumerate(dossier.base.communities)}
    numbers = {number: number + 1 for number in names}
    return _Map(dossier, Drawing(_("Communities before the adjustment"), labels, numbers, names, None)).svg()


def draw_after(dossier: Dossier) -> str:
    """Return the map of the plan's communities; a grey band shows where boundaries ran before."""
    names = {each.label: each.name for each in dossier.settlements}
    before = [unit.community for unit in dossier.base.units]
    title = _("Communities after the adjustment")
    return _Map(dossier, Drawing(title, dossier.labels, dossier.numbers, names, before)).svg()


class _Map:
    """A map under the pen: where metres lie on the paper, and what is drawn in which order."""

    def __init__(self, dossier: Dossier, drawing: Drawing) -> None:
        self.dossier, self.drawing, self.base = dossier, drawing, dossier.base
        plane = plane_of(self.base)
        self.units = in_metres(plane, shapes_of(self.base))
        self.lines = in_metres(plane, [shape(line.shape) for line in self.base.lines])
        self.communities = dissolve(self.units, drawing.labels)
        sides = (bound.name for each in dossier.settlements for side in each.sides.values() for bound in side)
        self.bounding = frozenset(sides)
        west, south, east, north = shapely.total_bounds(self.units).tolist()
        wide, high = max(east - west, 50.0), max(north - south, 50.0)
        self.scale = min((WIDTH - 2 * MARGIN - 2 * PADDING) / wide, (TALLEST - 2 * PADDING) / high)
        self.height = max(high * self.scale + 2 * PADDING, LOWEST)
        self.west = west - ((WIDTH - 2 * MARGIN) / self.scale - wide) / 2
        self.north = north + (self.height / self.scale - high) / 2

    def svg(self) -> str:
        """Return the drawing."""
        top, bottom = 12.0, 12.0 + self.height
        legend = list(self._legend(bottom + 17))
        tall = bottom + 20 + LEGEND_LINE * math.ceil(len(self._entries) / LEGEND_COLUMNS)
        return "".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {tall:.1f}" role="img" '
                f'font-family="{FONT}" font-size="3.4" fill="#000">',
                f"<title>{_xml(self.drawing.title)}</title>",
                f'<rect width="{WIDTH:g}" height="{tall:.1f}" fill="#fff"/>',
                _text(WIDTH / 2, 7.5, self._heading, 'font-size="5" font-weight="700" text-anchor="middle"'),
                f'<svg x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" height="{self.height:.1f}">',
                *self._ground(),
                *self._borders(),
                *self._marks(),
                *self._line_names(),
                *self._names(),
                "</svg>",
                f'<rect x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" height="{self.height:.1f}" fill="none" '
                'stroke="#000" stroke-width="0.3"/>',
                *self._north(),
                *self._scale_bar(bottom),
                *self._keys(bottom + 9.5),
                *legend,
                "</svg>",
            ]
        )

    @property
    def _heading(self) -> str:
        draft = _("(draft)") if self.dossier.is_draft else ""
        return f"{_short(self.dossier.area, 20)} {self.drawing.title}{draft}"

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.west) * self.scale, (self.north - y) * self.scale

    def _path(self, place: BaseGeometry) -> str:
        """Return the course of lines and rings on the paper."""
        parts = []
        for part in shapely.get_parts(place).tolist():
            rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
            for ring in rings:
                corners = (self._at(x, y) for x, y in shapely.get_coordinates(ring).tolist())
                text = "L".join(f"{x:.2f} {y:.2f}" for x, y in corners)
                parts.append(f"M{text}{'Z' if part.geom_type == 'Polygon' else ''}")
        return "".join(parts)

    def _ground(self) -> Iterator[str]:
        """Yield units, then roads and water."""
        for unit, label in zip(self.units, self.drawing.labels, strict=True):
            number, tint = self.drawing.numbers.get(label), self._tints.get(label, FREE_TINT)
            if unit.geom_type == "Point":
                x, y = self._at(unit.x, unit.y)
                yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r="2.2" fill="{tint}" stroke="#777" stroke-width="0.2"/>'
                yield _text(x, y + 0.9, str(number or ""), 'font-size="2.4" text-anchor="middle"')
            else:
                yield f'<path d="{self._path(unit)}" fill="{tint}" stroke="#aaa" stroke-width="0.15"/>'
        for line, course in sorted(zip(self.base.lines, self.lines, strict=True), key=lambda pair: pair[0].kind):
            colour, wide = ROADS.get(line.kind, ROADS[0])
            filled = colour if "Polygon" in course.geom_type else "none"
            yield (
                f'<path d="{self._path(course)}" fill="{filled}" stroke="{colour}" stroke-width="{wide}" '
                'stroke-linejoin="round"/>'
            )

    def _borders(self) -> Iterator[str]:
        """Yield where boundaries ran, then where they run."""
        if self.drawing.before is not None:
            for place in dissolve(self.units, self.drawing.before).values():
                if place.area:
                    yield f'<path d="{self._path(place)}" {PRESENT_BAND}/>'
        style = OLD_BORDER if self.drawing.before is None else NEW_BORDER
        for place in self.communities.values():
            if place.area:
                yield f'<path d="{self._path(place)}" {style}/>'

    def _marks(self) -> Iterator[str]:
        """Yield offices as stars and possible rooms as squares."""
        for x, y, is_seat in self._marked:
            yield (_star if is_seat else _square)(x, y)

    def _line_names(self) -> Iterator[str]:
        """Yield the name of every main road, water and line that bounds a community, once, where it is longest."""
        longest: dict[str, BaseGeometry] = {}
        frame = shapely.box(*shapely.total_bounds(self.units))
        for line, course in zip(self.base.lines, self.lines, strict=True):
            if not line.name or (line.kind < MAIN and line.name not in self.bounding):
                continue
            middle = course.boundary if "Polygon" in course.geom_type else course
            for part in shapely.get_parts(middle.intersection(frame)).tolist():
                if part.length > longest.get(line.name, shapely.Point()).length:
                    longest[line.name] = part
        for name, part in sorted(longest.items()):
            yield from self._line_name(_short(name, LONGEST_NAME), part)

    def _line_name(self, name: str, part: BaseGeometry) -> Iterator[str]:
        """Yield the name of a line along it, at the first of some places where no community is named."""
        if part.length * self.scale < LINE_LETTER * len(name):
            return
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            here, onward = (part.interpolate(each, normalized=True) for each in (share, share + 0.02))
            (x, y), (to_x, to_y) = self._at(here.x, here.y), self._at(onward.x, onward.y)
            if not any(_hits(box, x, y, LINE_LETTER * len(name) / 2) for box in self._boxes):
                spin = f'transform="rotate({_degrees(to_x - x, to_y - y):.1f} {x:.2f} {y:.2f})"'
                yield _text(x, y + 0.9, name, f'font-size="2.5" text-anchor="middle" fill="#333" {HALO} {spin}')
                return

    def _names(self) -> Iterator[str]:
        """Yield number, name and households of every community, inside of it."""
        for label, (x, y) in self._places.items():
            yield _text(x, y, self._name(label), f'font-size="3.8" font-weight="700" text-anchor="middle" {HALO}')
            count = _("%(count)s households") % {"count": self._households(label)}
            yield _text(x, y + 4.4, count, f'font-size="3" text-anchor="middle" {HALO}')

    def _name(self, label: int) -> str:
        return f"{self.drawing.numbers[label]} {_short(self.drawing.names[label], LONGEST_NAME)}"

    @cached_property
    def _marked(self) -> list[tuple[float, float, bool]]:
        """Return where offices (true) and possible rooms lie on the paper."""
        seats = {community.seat for community in self.base.communities} - {NOWHERE}
        points = {
            number: place.representative_point()
            for number, (unit, place) in enumerate(zip(self.base.units, self.units, strict=True))
            if unit.room or number in seats
        }
        return [(*self._at(point.x, point.y), number in seats) for number, point in points.items()]

    @cached_property
    def _places(self) -> dict[int, tuple[float, float]]:
        """Return where each community is named: where it has most room, moved a little if a mark stands there."""
        found = {}
        for label, place in self.communities.items():
            if label in self.drawing.numbers:
                point = _middle(place)
                x, y = self._at(point.x, point.y)
                near = [
                    (x, y + step)
                    for step in NAME_STEPS
                    if not step or place.covers(shapely.Point(point.x, point.y - step / self.scale))
                ]
                free = (at for at in near if not any(_hits(self._box(label, at), *mark[:2]) for mark in self._marked))
                found[label] = next(free, (x, y))
        return found

    def _box(self, label: int, at: tuple[float, float]) -> Box:
        half = NAME_LETTER * len(self._name(label)) / 2
        return at[0] - half, at[1] - 4.5, at[0] + half, at[1] + 5.5

    @cached_property
    def _boxes(self) -> list[Box]:
        return [self._box(label, at) for label, at in self._places.items()]

    @cached_property
    def _tints(self) -> dict[int, str]:
        """Return a tint for every community, another one than its neighbours' where there are enough."""
        beside: dict[int, set[int]] = {}
        for border in self.base.borders:
            one, other = self.drawing.labels[border.u], self.drawing.labels[border.v]
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
        chosen: dict[int, int] = {}
        for label in self.drawing.numbers:
            taken = {chosen.get(other) for other in beside.get(label, ())}
            free = (tint for tint in range(len(TINTS)) if tint not in taken)
            chosen[label] = next(free, label % len(TINTS))
        return {label: TINTS[tint] for label, tint in chosen.items()}

    def _households(self, label: int) -> int:
        pairs = zip(self.base.units, self.drawing.labels, strict=True)
        return sum(unit.households for unit, its in pairs if its == label)

    def _north(self) -> Iterator[str]:
        x, y = WIDTH - MARGIN - 4, 1.5
        yield f'<path d="M{x} {y}l2.4 8.5l-2.4 -2l-2.4 2Z" fill="#000"/>'
        yield _text(x - 5.5, y + 7, _("N (north)"), 'font-size="4" font-weight="700" text-anchor="middle"')

    def _scale_bar(self, bottom: float) -> Iterator[str]:
        """Yield a bar of a round length, near 40 mm."""
        metres = next(
            step * 10**power
            for power in (5, 4, 3, 2, 1)
            for step in (5, 2, 1)
            if step * 10**power * self.scale <= 40 or (power, step) == (1, 1)
        )
        half, x, y = metres * self.scale / 2, MARGIN + 2, bottom + 2.5
        yield f'<rect x="{x}" y="{y}" width="{half:.2f}" height="1.6" fill="#000"/>'
        yield (
            f'<rect x="{x + half:.2f}" y="{y}" width="{half:.2f}" height="1.6" fill="#fff" stroke="#000" '
            'stroke-width="0.2"/>'
        )
        shown = _("%(km)g km") % {"km": metres / 1000} if metres >= 1000 else _("%(m)s m") % {"m": metres}
        yield _text(x + 2 * half + 2, y + 2, f"0 – {shown}", 'font-size="3"')

    def _keys(self, y: float) -> Iterator[str]:
        """Yield what lines and marks mean."""
        x = MARGIN + 72
        after = self.drawing.before is not None
        strokes = [(NEW_BORDER, _("new boundary")), (PRESENT_BAND, _("boundary today"))]
        for style, words in strokes if after else [(OLD_BORDER, _("boundary today"))]:
            yield f'<path d="M{x} {y - 6}h12" {style}/>'
            yield _text(x + 14, y - 5, words, 'font-size="3"')
            x += 42
        for mark, words in ((_star, _("office today")), (_square, _("possible room"))):
            yield mark(x + 2, y - 6)
            yield _text(x + 6, y - 5, words, 'font-size="3"')
            x += 34

    @cached_property
    def _entries(self) -> list[str]:
        names = self.drawing.names
        entries = [
            f"{number} {_short(names[label], LONGEST_LEGEND)} {self._households(label)}"
            for label, number in sorted(self.drawing.numbers.items(), key=lambda item: item[1])
        ]
        free = self._households(FREE)
        if FREE in self.drawing.labels:
            entries.append(_("without a community: %(count)s") % {"count": free})
        return entries

    def _legend(self, y: float) -> Iterator[str]:
        """Yield the communities with their households, in columns."""
        yield _text(MARGIN, y - 4, _("No., community, households:"), 'font-size="3" font-weight="700"')
        if self.base.outline_note:
            yield _text(WIDTH - MARGIN, y - 4, _(self.base.outline_note), 'font-size="3" text-anchor="end"')
        wide = (WIDTH - 2 * MARGIN) / LEGEND_COLUMNS
        for place, entry in enumerate(self._entries):
            row, column = divmod(place, LEGEND_COLUMNS)
            yield _text(MARGIN + column * wide, y + 1 + LEGEND_LINE * row, entry, 'font-size="3"')


HALO = 'stroke="#fff" stroke-width="0.9" stroke-linejoin="round" paint-order="stroke"'


def _xml(text: str) -> str:
    return escape(clean_text(text), {'"': "&quot;"})


def _text(x: float, y: float, words: str, style: str) -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}" {style}>{_xml(words)}</text>'


def _short(text: str, most: int) -> str:
    text = clean_text(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _star(x: float, y: float) -> str:
    course = "l0.6 1.4l1.5 0.1l-1.2 1l0.4 1.5l-1.3 -0.8l-1.3 0.8l0.4 -1.5l-1.2 -1l1.5 -0.1Z"
    return f'<path d="M{x:.2f} {y - 2.1:.2f}{course}" fill="#000" stroke="#fff" stroke-width="0.2"/>'


def _square(x: float, y: float) -> str:
    return f'<rect x="{x - 1:.2f}" y="{y - 1:.2f}" width="2" height="2" fill="#fff" stroke="#000" stroke-width="0.4"/>'


def _hits(box: Box, x: float, y: float, reach: float = 1.5) -> bool:
    """Return whether something of a size, around a point, stands in a box."""
    return box[0] - reach < x < box[2] + reach and box[1] - reach < y < box[3] + reach


def _middle(place: BaseGeometry) -> BaseGeometry:
    """Return the point of a community farthest from its edge, where its name has most room."""
    if not place.area:
        return place.centroid
    largest = max(shapely.get_parts(place).tolist(), key=lambda part: part.area)
    return shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=5.0), 0)


def _degrees(x: float, y: float) -> float:
    """Return the turn of a line, so that words along it are never upside down."""
    turn = math.degrees(math.atan2(y, x))
    return turn - 180 if turn > 90 else turn + 180 if turn <= -90 else turn
