"""Read an official list whole before anything is written: either the tree it describes is sound, or it is refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from sys import intern

from django.utils.translation import gettext, ngettext

from linli.foundation.imports import Rejected
from linli.foundation.sheets import Row, SheetRefused
from linli.places import rules
from linli.values import Reason, noop

NO_UNIT = "places.list.tier"
"""A row that names no community but an area above breaks no tree: it is set aside."""
SHOWN = 8
"""How many of the broken rows are named in the answer; all of them stand in the file of rejected rows."""


@dataclass(slots=True)
class Listing:
    """
    A sound list. nodes: by code, parents before children; units: number and cells of each community's row by code.

    A national list has 620 000 rows: cells are kept without their titles, and words that return are kept once.
    """

    columns: list[str] = field(default_factory=list)
    nodes: dict[str, rules.Node] = field(default_factory=dict)
    units: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    days: set[str] = field(default_factory=set)
    total: int = 0

    def reject(self, code: str, reason: str) -> Rejected:
        """Return the row of a community as one that is not taken."""
        number, cells = self.units[code]
        return Rejected(number, dict(zip(self.columns, cells, strict=True)), reason)


class ListRefused(SheetRefused):
    """A list whose tree is broken; `rows` are the rows that break it, with the reason of each."""

    def __init__(self, code: str, text: str, rows: list[Rejected] | None = None, columns: list[str] | None = None):
        super().__init__(code, text)
        self.rows, self.columns = rows or [], columns or []


def read_listing(rows: Iterable[Row], progress: Callable[[int], None]) -> Listing:
    """
    Return the list, its rows with a flaw of their own set aside.

    Raises ListRefused for a missing column, an empty list, a code that is none or stands twice, a parent that does
    not fit or has two names; SheetRefused when the file itself cannot be read to its end.
    """
    listing, matched = Listing(), None
    broken: list[Rejected] = []
    for row in rows:
        if matched is None:
            listing.columns = list(row.cells)
            matched = _columns(listing.columns)
        listing.total += 1
        cells = {key: row.cells.get(title, "") for key, title in matched.items()}
        reason = rules.check_codes(cells) or _take(listing, row, cells)
        if reason is not None:
            aside = listing.rejected if reason.rule == NO_UNIT else broken
            aside.append(Rejected(row.number, row.cells, reason.render(gettext)))
        progress(0)
    if matched is None:
        raise ListRefused("areas.empty", gettext("The list has no rows."))
    if broken:
        raise ListRefused("areas.broken", _summary(broken), broken, listing.columns)
    return listing


def _columns(titles: list[str]) -> dict[str, str]:
    """Return the title of each column by key. Raises ListRefused when one is missing."""
    matched = rules.match_titles(titles)
    if missing := rules.missing_columns(matched):
        text = gettext("The list has no column %(columns)s. Nothing was changed.")
        raise ListRefused("areas.columns", text % {"columns": "、".join(missing)})
    return matched


def _take(listing: Listing, row: Row, cells: dict[str, str]) -> Reason | None:
    """Add a row that fits into the tree to the list; return why it breaks the tree, if it does."""
    nodes = rules.nodes_of(cells)
    unit = nodes[-1]
    if unit.code in listing.units:
        text = noop("The code %(code)s stands in the list twice, first in row %(row)s.")
        return Reason("places.list.twice", text, {"code": unit.code, "row": listing.units[unit.code][0]})
    for node in nodes[:-1]:
        known = listing.nodes.setdefault(node.code, node)
        if known.name != node.name:
            text = noop("%(code)s has two names in the list: “%(first)s” and “%(second)s”.")
            return Reason("places.list.names", text, {"code": node.code, "first": known.name, "second": node.name})
    cells_kept = tuple(map(intern, row.cells.values()))
    listing.units[unit.code] = row.number, cells_kept
    listing.days.add(cells.get("list_as_of", ""))
    own = rules.check_unit(cells)
    if own is not None or row.flaws:
        reason = own.render(gettext) if own else " ".join(row.flaws)
        listing.rejected.append(Rejected(row.number, row.cells, reason))
    else:
        listing.nodes[unit.code] = unit
    return None


def _summary(broken: list[Rejected]) -> str:
    """Return the answer for a broken list: how many rows, the first of them with their reasons."""
    lines = [gettext("Row %(row)s: %(reason)s") % {"row": row.number, "reason": row.reason} for row in broken[:SHOWN]]
    count = len(broken)
    text = ngettext(
        "The tree of this list is broken in %(count)s row. Nothing was changed.",
        "The tree of this list is broken in %(count)s rows. Nothing was changed.",
        count,
    )
    return "\n".join([text % {"count": count}, *lines])
