"""The list in which figures of many subjects travel: a row for each figure, known by its titles in both languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column: key, title written, other titles read, kind and width in the file; quiet: only to be read."""

    key: str
    title: str
    others: tuple[str, ...] = ()
    kind: str = "text"
    width: int = 0
    is_quiet: bool = False


COLUMNS = (
    FormColumn("subject", "对象编号", ("subject",), "number", 10, is_quiet=True),
    FormColumn("name", "对象名称", ("subject name",), width=24, is_quiet=True),
    FormColumn("period", "期间", ("period",), width=10, is_quiet=True),
    FormColumn("code", "指标代码", ("metric code",), width=18, is_quiet=True),
    FormColumn("metric", "指标名称", ("metric",), width=30, is_quiet=True),
    FormColumn("how", "填报说明", ("how to count",), width=30, is_quiet=True),
    FormColumn("last", "上期值", ("last value",), width=12, is_quiet=True),
    FormColumn("text", "本期值", ("value",), "number", 14),
    FormColumn("note", "备注", ("note",), width=30),
)
NEEDED = ("subject", "period", "code", "text")


def match(titles: Iterable[str]) -> dict[str, str]:
    """Return the title in the file of each column that is there, by its key."""
    found: dict[str, str] = {}
    for title in titles:
        plain = "".join(title.split()).casefold()
        for column in COLUMNS:
            if plain in {"".join(each.split()).casefold() for each in (column.title, *column.others)}:
                found.setdefault(column.key, title)
    return found


def missing(matched: Mapping[str, str]) -> list[str]:
    """Return the titles of needed columns that are not there."""
    return [column.title for column in COLUMNS if column.key in NEEDED and column.key not in matched]
