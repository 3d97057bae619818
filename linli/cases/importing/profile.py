"""A profile says, in TOML, how the rows of one foreign system are read. Pure: no Django, no database."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from linli.cases.importing.checking import Checker, ProfileError
from linli.cases.terms import Channel
from linli.values import noop

__all__ = ["Closure", "Pick", "PlaceRule", "Profile", "ProfileError", "list_profiles", "load_profile", "parse_profile"]

SHIPPED = Path(__file__).resolve().parents[2] / "policy" / "profiles"

FIELDS = (
    "id",
    "reported_at",
    "ended_at",
    "state",
    "closure",
    "category",
    "channel",
    "text",
    "reply",
    "address",
    "contact",
    "longitude",
    "latitude",
    "area_code",
    "area_name",
)
NEEDED = ("id", "reported_at")
OPEN_STATES = ("submitted", "filed")
ENDED_STATES = ("closed", "declined", "void")
STATES = OPEN_STATES + ENDED_STATES
PLACE_WAYS = ("code", "name", "point")
NO_PROFILE = noop("There is no profile %(key)s: give the path of a TOML file, or one of %(known)s.")
NO_TOML = noop("%(key)s cannot be read as TOML in UTF-8 (%(fault)s): correct that line.")
BAD_NAME = noop("%(key)s marks the numbers of this source: use at most 20 small letters, digits, - and _.")
NEEDS_BOTH = noop("%(key)s stands alone, but a point needs columns.longitude and columns.latitude: name both.")
CREATE_NEEDS = noop("%(key)s can only make areas under a name of their own: add place.name.")
NO_PLACE = noop("%(key)s is missing: say how a row finds its place, or give place.code or place.name as fixed area.")
NO_TEXT = noop('%(key)s is missing: write a template such as "{title} {body}", or name a column in columns.text.')
WAY_NEEDS = noop("%(key)s says %(value)s, which needs %(known)s: name that column, or take the word out.")


@dataclass(frozen=True)
class Pick:
    """Where one value comes from: columns in order of preference, and a pattern cut out of the cell."""

    columns: tuple[str, ...]
    pattern: re.Pattern[str] | None = None

    def first(self, cells: Mapping[str, str]) -> str:
        """Return the first value that is not empty, cut by the pattern; '' if there is none."""
        return next((value for value in self.all(cells) if value), "")

    def all(self, cells: Mapping[str, str]) -> list[str]:
        """Return the value of every column, in order, cut by the pattern."""
        return [self._cut(cells.get(column, "").strip()) for column in self.columns]

    def _cut(self, value: str) -> str:
        if self.pattern is None or not value:
            return value
        found = self.pattern.search(value)
        return (found.group(1) if found.re.groups else found.group(0)).strip() if found else ""


@dataclass(frozen=True)
class Closure:
    """How a case that ended at the source ends here, and the words kept for it."""

    state: str
    text: str


@dataclass(frozen=True)
class PlaceRule:
    """How a row finds its community."""

    by: tuple[str, ...]
    tier: str
    code: str
    name: str
    create: bool
    create_missing: bool
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Everything that differs between two sources."""

    name: str
    title: str
    language: str
    zone: ZoneInfo
    trust_offsets: bool
    formats: tuple[str, ...]
    optional: frozenset[str]
    picks: Mapping[str, Pick]
    text_template: str
    summary_template: str
    states: Mapping[str, str]
    default_state: str
    closures: Mapping[str, Closure]
    default_closure: Closure
    categories: Mapping[str, str]
    category_words: Mapping[str, tuple[str, ...]]
    default_category: str
    channels: Mapping[str, str]
    default_channel: str
    place: PlaceRule

    def columns_read(self) -> set[str]:
        """Return every column of the file that this profile looks at."""
        named = {column for pick in self.picks.values() for column in pick.columns}
        return named | set(template_columns(self.text_template)) | set(template_columns(self.summary_template))

    def columns_missing(self, present: set[str]) -> list[str]:
        """Return the columns that the file lacks although the profile does not call them optional."""
        return sorted(self.columns_read() - present - self.optional)


def template_columns(template: str) -> list[str]:
    """Return the column names that stand in braces in a template."""
    return re.findall(r"\{([^{}]+)\}", template)


def list_profiles(*folders: Path) -> dict[str, Path]:
    """Return name -> file of the profiles that come with the product and of those in further folders."""
    return {path.stem: path for folder in (SHIPPED, *folders) for path in sorted(folder.glob("*.toml"))}


def load_profile(name_or_path: str, *folders: Path) -> Profile:
    """
    Return the profile of a name (shipped, or in one of the folders) or of a TOML file.

    Raises ProfileError with one sentence for every fault found.
    """
    known = list_profiles(*folders)
    path = known.get(name_or_path, Path(name_or_path))
    if not path.is_file():
        raise ProfileError.single(
            NO_PROFILE,
            key=name_or_path,
            known=", ".join(known),
        )
    return parse_profile(path.read_bytes(), where=path.name)


def parse_profile(data: bytes, *, where: str = "profile") -> Profile:
    """
    Return the profile written in TOML; `where` names it in messages.

    Raises ProfileError with one sentence for every fault found.
    """
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ProfileError.single(NO_TOML, key=where, fault=str(fault)) from fault
    check = Checker(tables)
    parts = _source(check) | _columns(check) | _text(check) | _states(check) | _categories(check) | _channels(check)
    parts["place"] = _place(check)
    _check_columns(check, parts)
    check.finish()
    return Profile(**parts)


def _source(check: Checker) -> dict:
    table = check.table("source", {"name", "title", "language", "time_zone", "offsets", "time_formats", "optional"})
    table.need("name", "time_zone")
    name = table.text("name")
    if name and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,19}", name):
        table.fault("name", BAD_NAME)
    return {
        "name": name,
        "title": table.text("title") or name,
        "language": table.text("language", "zh"),
        "zone": table.zone("time_zone"),
        "trust_offsets": table.one_of("offsets", ("trust", "ignore"), "trust") == "trust",
        "formats": table.texts("time_formats"),
        "optional": frozenset(table.texts("optional")),
    }


def _columns(check: Checker) -> dict:
    table = check.table("columns", set(FIELDS))
    table.need(*NEEDED)
    picks = {key: Pick(*spec) for key in FIELDS if (spec := table.pick(key)) is not None}
    for one, other in (("longitude", "latitude"), ("latitude", "longitude")):
        if one in picks and other not in picks:
            table.fault(one, NEEDS_BOTH)
    return {"picks": picks}


def _text(check: Checker) -> dict:
    table = check.table("text", {"template", "summary"})
    return {"text_template": table.text("template"), "summary_template": table.text("summary")}


def _states(check: Checker) -> dict:
    table = check.table("states", {"default", "map"})
    closures = check.table("closures", {"default", "text", "map"})
    columns = check.tables.get("columns")
    unknown = "refuse" if isinstance(columns, dict) and columns.get("state") else "submitted"
    return {
        "states": table.mapping("map", STATES),
        "default_state": table.one_of("default", (*STATES, "refuse"), unknown),
        "closures": {key: Closure(*value) for key, value in closures.closures("map", ENDED_STATES).items()},
        "default_closure": Closure(closures.one_of("default", ENDED_STATES, "closed"), closures.text("text")),
    }


def _categories(check: Checker) -> dict:
    table = check.table("categories", {"default", "map", "words"})
    table.need("default")
    return {
        "categories": table.mapping("map"),
        "category_words": table.words("words"),
        "default_category": table.text("default"),
    }


def _channels(check: Checker) -> dict:
    table = check.table("channels", {"default", "map"})
    known = tuple(channel.value for channel in Channel)
    return {"channels": table.mapping("map", known), "default_channel": table.one_of("default", known, "import")}


def _place(check: Checker) -> PlaceRule:
    table = check.table("place", {"by", "tier", "code", "name", "create", "create_missing", "names"})
    ways = table.texts("by", PLACE_WAYS)
    create, create_missing = table.flag("create"), table.flag("create_missing")
    for key, wanted in (("create", create), ("create_missing", create_missing)):
        if wanted and not table.text("name"):
            table.fault(key, CREATE_NEEDS)
    if not ways and not table.text("code") and not table.text("name"):
        table.fault("by", NO_PLACE)
    return PlaceRule(
        by=ways,
        tier=table.text("tier", "community"),
        code=table.text("code"),
        name=table.text("name"),
        create=create,
        create_missing=create_missing,
        names=table.mapping("names"),
    )


def _check_columns(check: Checker, parts: dict) -> None:
    """Refuse combinations that could never give a text or a place."""
    picks, place = parts["picks"], parts["place"]
    if not parts["text_template"] and "text" not in picks:
        check.fault("text.template", NO_TEXT)
    for way, column in (("code", "area_code"), ("name", "area_name"), ("point", "longitude")):
        if way in place.by and column not in picks:
            check.fault("place.by", WAY_NEEDS, value=way, known=f"columns.{column}")
