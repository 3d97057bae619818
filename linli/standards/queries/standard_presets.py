"""Standards that come with the house, in `linli/policy/standards`; they open as ordinary drafts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from linli.standards.rules.items import ItemFacts
from linli.standards.rules.numbers import centi
from linli.standards.rules.rule_texts import read_rule
from linli.standards.terms import ItemKind, RuleKind, ScorerKind, SubjectKind

FOLDER = Path(__file__).resolve().parents[2] / "policy" / "standards"


@dataclass(frozen=True, slots=True)
class Preset:
    """A standard as its file says it. note: what of it is our own, in the language of the file."""

    code: str
    name: str
    subject_kind: SubjectKind
    document: str
    note: str
    text: str
    pass_centipoints: int | None
    items: tuple[ItemFacts, ...]


@cache
def list_presets() -> tuple[Preset, ...]:
    """Return every preset, by its code."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def preset_of(code: str) -> Preset | None:
    """Return the preset of a code."""
    return next((preset for preset in list_presets() if preset.code == code), None)


def _read(path: Path) -> Preset:
    """Return the preset of a file. Raises KeyError, ValueError for a file that is none."""
    with path.open("rb") as handle:
        data = tomllib.load(handle)
    needed = data.get("pass")
    return Preset(
        code=data["code"],
        name=data["name"],
        subject_kind=SubjectKind(data["subject_kind"]),
        document=data.get("document", ""),
        note=data.get("note", ""),
        text=data.get("text", "").strip(),
        pass_centipoints=None if needed is None else centi(Decimal(str(needed))),
        items=tuple(_item(row) for row in data["items"]),
    )


def _item(row: Mapping[str, Any]) -> ItemFacts:
    """Return one item. in: its group; rule: one word; numbers: as text; a feed makes the system the scorer."""
    points = row.get("points")
    usual = "points" if points is not None else "group"
    return ItemFacts(
        code=row["code"],
        name=row["name"],
        parent=row.get("in", ""),
        guidance=row.get("guidance", ""),
        kind=ItemKind(row.get("kind", usual)),
        max_centipoints=centi(Decimal(str(points or 0))),
        rule_kind=RuleKind(row.get("rule", "manual")),
        rule=read_rule(row.get("numbers", "")),
        feed=row.get("feed", ""),
        needs_evidence=row.get("evidence", False),
        scorer=ScorerKind.SYSTEM if row.get("feed") else ScorerKind(row.get("scorer", "team")),
        is_key=row.get("key", False),
        clause=row.get("clause", ""),
    )
