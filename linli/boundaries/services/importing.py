"""A plan from a list: a row a unit, every row accounted for."""

from collections.abc import Iterable, Iterator
from typing import Any

from linli.boundaries.queries.desk import Desk
from linli.boundaries.rules.rows import Given, Taken, take
from linli.boundaries.rules.sheet import FREE, Sheet, SheetRefused
from linli.boundaries.terms import EditAct, LockKind
from linli.foundation import sheets
from linli.values import noop

KEYS = ("单元编号", "编号", "key", "Unit key", "unit")
NAMES = ("单元名称", "小区", "小区名称", "名称", "name", "Unit name")
COMMUNITIES = ("社区", "社区名称", "community", "Community")
MOST_ROWS = 20_000


def take_rows(desk: Desk, file: Any) -> tuple[EditAct, Sheet, dict[str, Any]]:
    """
    Return the kind of step, the sheet that a list makes, and how each of its rows fared.

    file: CSV or Excel with a column of units (key or name) and one of communities. Raises SheetRefused.
    """
    try:
        read = sheets.read(file)
        rows = list(_rows(read.rows, *_columns(read.columns)))
    except sheets.SheetRefused as refused:
        raise SheetRefused("file_refused", "%(why)s", why=str(refused)) from refused
    taken = take(rows, desk.base, desk.sheet, desk.called, **_held(desk))
    return EditAct.IMPORT, taken.sheet, _account(taken)


def _columns(titles: Iterable[str]) -> tuple[str, str, str]:
    """Return the titles of key, name and community; "" where a list has none. Raises SheetRefused."""
    known = {title.strip().casefold(): title for title in titles}
    key, name, community = (
        next((known[word.casefold()] for word in words if word.casefold() in known), "")
        for words in (KEYS, NAMES, COMMUNITIES)
    )
    if not community or not (key or name):
        text = noop("The list needs a column 单元编号 or 单元名称 and a column 社区.")
        raise SheetRefused("columns_missing", text)
    return key, name, community


def _rows(read: Iterable[sheets.Row], key: str, name: str, community: str) -> Iterator[Given]:
    for place, row in enumerate(read):
        if place >= MOST_ROWS:
            text = noop("The list has more than %(most)s rows.")
            raise SheetRefused("too_many_rows", text, most=MOST_ROWS)
        yield Given(
            row.number, *(sheets.unmarked(row.cells.get(title, "").strip()) for title in (key, name, community))
        )


def _held(desk: Desk) -> dict[str, frozenset[int]]:
    """Return the units and the communities that locks keep as they are; a unit that is free is not kept."""
    alone = (lock.first for lock in desk.locks if lock.kind in (LockKind.UNIT, LockKind.SEAT))
    held = frozenset(unit for unit in alone if desk.sheet.labels[unit] != FREE)
    return {"held": held, "closed": frozenset(lock.first for lock in desk.locks if lock.kind == LockKind.COMMUNITY)}


def _account(taken: Taken) -> dict[str, Any]:
    """Return how the rows fared, as a step keeps it."""
    rejected = [
        {"number": row.number, "key": row.key, "name": row.name, "community": row.community, "reason": why.text}
        | {"params": dict(why.params)}
        for row, why in taken.rejected
    ]
    return {"total": taken.total, "accepted": taken.total - len(rejected), "rejected": rejected}
