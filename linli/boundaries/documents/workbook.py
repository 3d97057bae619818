"""The Excel file of a dossier, one sheet a table; and the list of units that can be taken back into a plan."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from linli.boundaries.documents import wording
from linli.boundaries.documents.dossier import Dossier
from linli.boundaries.documents.tables import Table, tables_of
from linli.foundation.sheets import Column, write_book, write_csv


def write_workbook(dossier: Dossier) -> bytes:
    """Return the dossier as .xlsx: every table a sheet, and a last one with what it rests on."""
    sheets = [(table.title, table.columns, _rows(table)) for table in tables_of(dossier)]
    columns = [Column("part", _("Part of the document"), width=24), Column("text", _("What it says"), width=100)]
    with write_book([*sheets, (_("Basis of the document"), columns, _basis(dossier))]) as book:
        return book.read()


def _rows(table: Table) -> Iterator[Mapping[str, Any]]:
    """Yield the rows, and below them the notes in the widest column that holds words."""
    yield from table.rows
    words = [column for column in table.columns if column.kind == "text"]
    widest = max(words, key=lambda column: column.width)
    for note in table.notes:
        yield {widest.key: note}


def _basis(dossier: Dossier) -> Iterator[dict[str, str]]:
    yield {"part": wording.title(dossier), "text": wording.subtitle(dossier)}
    for sentence in dossier.missing:
        yield {"part": wording.draft(dossier), "text": sentence}
    for title, sentences in wording.parts(dossier):
        for sentence in sentences:
            yield {"part": title, "text": sentence}
    yield {"part": _("Foot of every page"), "text": wording.foot(dossier)}


def write_units(dossier: Dossier) -> bytes:
    """Return the units with their communities as CSV; its titles are those that the import of a plan reads."""
    columns = [
        Column("key", "单元编号"),
        Column("name", "单元名称"),
        Column("community", "社区"),
        Column("before", "原社区"),
        Column("households", "户数", "number"),
        Column("address", "地址"),
    ]
    names = {each.label: each.name for each in dossier.settlements}
    rows = (
        {
            "key": unit.key,
            "name": unit.name,
            "community": names.get(label, ""),
            "before": dossier.presents[unit.community].name if unit.community >= 0 else "",
            "households": unit.households,
            "address": unit.address,
        }
        for unit, label in zip(dossier.base.units, dossier.labels, strict=True)
    )
    return b"".join(write_csv(columns, rows))
