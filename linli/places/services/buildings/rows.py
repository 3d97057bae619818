"""What one row of a list of buildings says: facts, place and community; or why it is not taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from linli.places import rules
from linli.places.models import Area
from linli.places.rules import buildings as words
from linli.places.services.geodata.placing import Found, Ground
from linli.places.services.outlines import DECIMALS
from linli.places.terms import BuildingUse
from linli.values import Reason, noop

NUMBERS = ("storeys", "year_built", "dwellings", "stairwells")
CODE_MAX, ADDRESS_MAX = 32, 200


@dataclass(slots=True)
class Line:
    """
    One row that can be read. facts: columns of `BuildingFacts` it says; households: None where it says none.

    at: its point in degrees; outline: its shape, if it is more than a point; community: where it lies.
    """

    found: Found
    name: str
    compound: str
    facts: dict[str, Any]
    households: int | None
    at: tuple[float, float] | None = None
    outline: Mapping[str, Any] | None = None
    community: Area | None = None

    @property
    def code(self) -> str:
        """Return the building's own number, "" without one."""
        return str(self.facts.get("code", ""))


@dataclass(slots=True)
class Titles:
    """Which column says what. flags: columns of yes and no by the use they stand for."""

    keys: Mapping[str, str]
    flags: Mapping[BuildingUse, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: list[str]) -> "Titles":
        """Find the columns of a file."""
        narrowed = {words.narrow(title): title for title in columns}
        return cls(rules.match_titles(columns, words.TITLES), words.flag_columns(narrowed))

    def cells(self, found: Found) -> dict[str, str]:
        """Return a row's cells by key; a column the file has not is empty."""
        return {key: found.row.cells.get(self.keys.get(key, ""), "") for key in words.TITLES}

    def use(self, found: Found, said: str) -> BuildingUse | Reason | None:
        """Return the use a row says."""
        flags = {
            use: next(
                (cell for title in titles if words.narrow(cell := found.row.cells.get(title, "")) in words.YES), ""
            )
            for use, titles in self.flags.items()
        }
        return words.read_use(said, flags)


def read_line(found: Found, titles: Titles, ground: Ground) -> Line | Reason:
    """Return what a row says, or why it cannot be taken."""
    cells = titles.cells(found)
    name = words.name_of(cells)
    if not name:
        return Reason("places.building.name", noop("The building has neither a name nor a number."))
    numbers = {key: words.read_number(key, cells[key]) for key in (*NUMBERS, "households")}
    use = titles.use(found, cells["use"])
    wrong = next((each for each in (use, *numbers.values()) if isinstance(each, Reason)), None)
    if wrong is not None:
        return wrong
    households: Any = numbers.pop("households")
    if "households" not in titles.keys:
        households = numbers["dwellings"]
    facts: dict[str, Any] = {key: number for key, number in numbers.items() if number is not None}
    if use is not None:
        facts["use"] = use
    for key, most in (("code", CODE_MAX), ("address", ADDRESS_MAX)):
        if text := rules.clean_name(cells[key])[:most]:
            facts[key] = text
    line = Line(found, name, rules.clean_name(cells["compound"])[: words.NAME_MAX], facts, households)
    return _placed(line, ground) or line


def _placed(line: Line, ground: Ground) -> Reason | None:
    """Give a line its point and its outline; return why its place cannot be, if it has one."""
    if line.found.raw is None:
        has_none = line.found.flaw is None or line.found.flaw.rule == "places.ground.none"
        return None if has_none else line.found.flaw
    shape = ground.place(line.found)
    if isinstance(shape, Reason):
        return shape
    if shape["type"] == "Point":
        east, north = shape["coordinates"]
        line.at = round(east, DECIMALS), round(north, DECIMALS)
        return None
    line.outline = shape
    return rules.check_shape(shape)
