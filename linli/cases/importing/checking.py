"""Reading the tables of a profile with one plain sentence for every fault. Pure: no Django."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from linli.values import Reason, noop

TABLES = ("source", "columns", "text", "states", "closures", "categories", "channels", "place")
NO_SUCH = noop("%(key)s is none of %(known)s: correct the name or remove the line.")
NOT_A_TABLE = noop("%(key)s must be a table: write it as [%(key)s] with its own lines below.")
MISSING = noop("%(key)s is missing: add the line `%(name)s = ...` under [%(table)s].")
NOT_TEXT = noop('%(key)s must be a text in quotes, such as %(name)s = "...".')
NOT_FLAG = noop("%(key)s must be true or false, without quotes.")
NOT_TEXTS = noop('%(key)s must be a list of texts, such as %(name)s = ["a", "b"].')
NOT_ALLOWED = noop("%(key)s is %(value)s, but may only be one of %(known)s.")
NO_ZONE = noop("%(key)s is %(value)s, which is no time zone: write one such as Asia/Shanghai.")
NOT_MAP = noop('%(key)s must be a table of its own: [%(key)s] with lines such as "theirs" = "ours".')
NOT_WORDS = noop('%(key)s must be a table of its own: [%(key)s] with lines such as code = ["word", "word"].')
NOT_CLOSURE = noop('%(key)s must be "closed" or { state = "closed", text = "words shown" }.')
NOT_PICK = noop('%(key)s must be "column", ["first", "second"] or { column = "column", pattern = "expression" }.')
NO_PATTERN = noop("%(key)s has a pattern that is no regular expression (%(fault)s): correct it.")


class ProfileError(Exception):
    """A profile cannot be used; `reasons` holds one sentence for every fault."""

    def __init__(self, reasons: list[Reason]) -> None:
        self.reasons = reasons
        super().__init__(self.render(lambda text: text))

    @classmethod
    def single(cls, text: str, **params: str) -> "ProfileError":
        """Return the error for one fault."""
        return cls([Reason("profile", text, params)])

    def render(self, translate: Callable[[str], str]) -> str:
        """Return all sentences, one a line."""
        return "\n".join(reason.render(translate) for reason in self.reasons)


@dataclass
class Checker:
    """Collects the faults of a whole profile, so that all are shown at once."""

    tables: Mapping[str, Any]
    faults: list[Reason] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in self.tables:
            if name not in TABLES:
                self.fault(f"[{name}]", NO_SUCH, known=", ".join(TABLES))

    def table(self, name: str, keys: set[str]) -> "Table":
        """Return one table of the profile, empty if absent, after a look for unknown keys."""
        found = self.tables.get(name, {})
        if not isinstance(found, dict):
            self.fault(name, NOT_A_TABLE)
            found = {}
        for key in found:
            if key not in keys:
                self.fault(f"{name}.{key}", NO_SUCH, known=", ".join(sorted(keys)))
        return Table(name, found, self)

    def fault(self, key: str, text: str, **params: str) -> None:
        """Note one fault; the text names the key as %(key)s."""
        self.faults.append(Reason("profile", text, {"key": key, **params}))

    def finish(self) -> None:
        """Raise ProfileError if any fault was noted."""
        if self.faults:
            raise ProfileError(self.faults)


@dataclass
class Table:
    """One table of a profile."""

    name: str
    values: Mapping[str, Any]
    check: Checker

    def fault(self, key: str, text: str, **params: str) -> None:
        """Note a fault of one key of this table."""
        self.check.fault(f"{self.name}.{key}", text, name=key, table=self.name, **params)

    def need(self, *keys: str) -> None:
        """Note a fault for every key that is absent or empty."""
        for key in keys:
            if self.values.get(key) in (None, "", []):
                self.fault(key, MISSING)

    def text(self, key: str, default: str = "") -> str:
        """Return a text value."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            self.fault(key, NOT_TEXT)
            return default
        return value

    def flag(self, key: str) -> bool:
        """Return a true or false value, false if absent."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, NOT_FLAG)
            return False
        return value

    def texts(self, key: str, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        value = self.values.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not _all_texts(values):
            self.fault(key, NOT_TEXTS)
            return ()
        for one in values:
            self._allow(key, one, allowed)
        return tuple(values)

    def one_of(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """Return a text out of a closed list."""
        value = self.text(key, default)
        return value if self._allow(key, value, allowed) else default

    def zone(self, key: str) -> ZoneInfo:
        """Return a time zone."""
        value = self.text(key) or "UTC"
        try:
            return ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.fault(key, NO_ZONE, value=value)
            return ZoneInfo("UTC")

    def mapping(self, key: str, allowed: tuple[str, ...] = ()) -> dict[str, str]:
        """Return a table of texts to texts; its keys are compared without case and outer spaces."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not _all_texts(list(value.values())):
            self.fault(key, NOT_MAP)
            return {}
        for theirs, ours in value.items():
            self._allow(f"{key}.{theirs}", ours, allowed)
        return {theirs.strip().casefold(): ours for theirs, ours in value.items()}

    def words(self, key: str) -> dict[str, tuple[str, ...]]:
        """Return a table of texts to lists of words."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not all(_all_texts(words) and all(words) for words in value.values()):
            self.fault(key, NOT_WORDS)
            return {}
        return {ours: tuple(words) for ours, words in value.items()}

    def closures(self, key: str, allowed: tuple[str, ...]) -> dict[str, tuple[str, str]]:
        """Return reason -> (state, text); a line is either a state or {state = "..", text = ".."}."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.fault(key, NOT_MAP)
            return {}
        found = {}
        for theirs, ours in value.items():
            line = {"state": ours} if isinstance(ours, str) else ours
            if not isinstance(line, dict) or line.keys() - {"state", "text"} or not _all_texts(list(line.values())):
                self.fault(f"{key}.{theirs}", NOT_CLOSURE)
            elif self._allow(f"{key}.{theirs}", line.get("state", "closed"), allowed):
                found[theirs.strip().casefold()] = (line.get("state", "closed"), line.get("text", ""))
        return found

    def pick(self, key: str) -> tuple[tuple[str, ...], re.Pattern[str] | None] | None:
        """Return (columns, pattern) of a field; None if the profile does not name it."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        line = value if isinstance(value, dict) else {"column": value}
        columns = [line.get("column")] if isinstance(line.get("column"), str) else line.get("column", [])
        if line.keys() - {"column", "pattern"} or not columns or not _all_texts(columns):
            self.fault(key, NOT_PICK)
            return None
        return tuple(columns), self._pattern(key, line.get("pattern"))

    def _pattern(self, key: str, value: Any) -> re.Pattern[str] | None:
        """Return the compiled pattern; a fault if it is none."""
        if value is None:
            return None
        try:
            return re.compile(value)
        except (re.error, TypeError) as fault:
            self.fault(key, NO_PATTERN, fault=str(fault))
            return None

    def _allow(self, key: str, value: str, allowed: tuple[str, ...]) -> bool:
        """Tell whether the value is allowed, noting a fault if it is not; nothing listed allows all."""
        if allowed and value not in allowed:
            self.fault(key, NOT_ALLOWED, value=value, known=", ".join(allowed))
            return False
        return True


def _all_texts(values: Any) -> bool:
    """Tell whether this is a list of texts."""
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
