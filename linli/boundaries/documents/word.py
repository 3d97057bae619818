"""The Word file of a dossier: text that an office goes on editing, the maps as pictures, every table with its head."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Book
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph

from linli.boundaries.documents import wording
from linli.boundaries.documents.dossier import Dossier
from linli.boundaries.documents.maps import draw_after, draw_before
from linli.boundaries.documents.paper import write_pictures
from linli.boundaries.documents.tables import Table, tables_of
from linli.foundation.sheets.text import clean_cell

BODY, TITLE, HEADING, SMALL = "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
"""Fonts of GB/T 9704-2012. They cannot be handed on; the office's own computer has them or takes the nearest."""
UPRIGHT = {"top": 37, "bottom": 35, "left": 28, "right": 26}
ACROSS = {"top": 20, "bottom": 18, "left": 18, "right": 18}
GRID = {"w:type": "linesAndChars", "w:linePitch": "579", "w:charSpace": "-848"}
"""22 lines of 28 characters on a page, as GB/T 9704-2012 asks."""
A4_MM = (210, 297)
WIDEST_MM, TALLEST_MM = 255, 160
HAND_MM = 11


def write_word(dossier: Dossier, pictures: Callable[[Sequence[str]], list[bytes]] = write_pictures) -> bytes:
    """Return the dossier as .docx. pictures: how drawings become PNG."""
    book = Document()
    _page(book.sections[0], UPRIGHT, across=False)
    _foot(book, dossier)
    _first_page(book, dossier)
    _page(book.add_section(WD_SECTION.NEW_PAGE), ACROSS, across=True)
    for picture in pictures([draw_before(dossier), draw_after(dossier)]):
        paragraph = book.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shown = paragraph.add_run().add_picture(io.BytesIO(picture))
        fit = min(Mm(WIDEST_MM) / shown.width, Mm(TALLEST_MM) / shown.height)
        shown.width, shown.height = Emu(int(shown.width * fit)), Emu(int(shown.height * fit))
    for table in tables_of(dossier):
        _write_table(book, table)
    _facts(book, dossier)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _first_page(book: Book, dossier: Dossier) -> None:
    """Write title, draft mark and the sections of words."""
    _say(book, wording.title(dossier), TITLE, 22).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(book, wording.subtitle(dossier), BODY, 12).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if dossier.is_draft:
        _say(book, wording.draft(dossier), HEADING, 14)
        for sentence in dossier.missing:
            _say(book, f"· {sentence}", BODY, 12)
    for title, sentences in wording.parts(dossier):
        _say(book, title, HEADING, 16)
        for sentence in sentences:
            _say(book, sentence, BODY, 16).paragraph_format.first_line_indent = Pt(32)


def _say(book: Any, words: str, font: str, size: float) -> Paragraph:
    """Add a paragraph of one font. book: a document or a cell."""
    paragraph: Paragraph = book.add_paragraph()
    return _write(paragraph, words, font, size)


def _write(paragraph: Paragraph, words: str, font: str, size: float) -> Paragraph:
    run = paragraph.add_run(clean_cell(words))
    run.font.size, run.font.name = Pt(size), font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _page(section: Any, margins: dict[str, int], *, across: bool) -> None:
    """Set a section's paper: A4, upright with the lines and characters of official documents, or across for tables."""
    wide, high = reversed(A4_MM) if across else A4_MM
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    for side, size in margins.items():
        setattr(section, f"{side}_margin", Mm(size))
    grid = section._sectPr.find(qn("w:docGrid"))
    for name, value in GRID.items():
        if across:
            grid.attrib.pop(qn(name), None)
        else:
            grid.set(qn(name), value)


def _foot(book: Book, dossier: Dossier) -> None:
    """Write the foot of all pages: what the document rests on, and the page's number."""
    paragraph = book.sections[0].footer.paragraphs[0]
    _write(paragraph, f"{wording.foot(dossier)}    — ", SMALL, 9)
    run = paragraph.add_run()
    run.font.size = Pt(9)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._element.append(element)
    _write(paragraph, " —", SMALL, 9)


def _write_table(book: Book, table: Table) -> None:
    """Write a table with its title, a head repeated on every page, and its notes."""
    heading = _say(book, table.title, HEADING, 14)
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.space_before = Pt(14)
    rows = list(table.texts())
    if rows:
        _grid(book, table, rows)
    else:
        _say(book, _("There is nothing to list."), BODY, 10)
    for sentence in table.notes:
        _say(book, sentence, BODY, 9)


def _grid(book: Book, table: Table, rows: list[list[str]]) -> None:
    grid = book.add_table(rows=1 + len(rows), cols=len(table.columns), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(column.width or 10 for column in table.columns)
    widths = [
        Mm((A4_MM[1] - ACROSS["left"] - ACROSS["right"]) * (column.width or 10) / whole) for column in table.columns
    ]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for place, (row, texts) in enumerate(zip(grid.rows, [[each.title for each in table.columns], *rows], strict=True)):
        is_head = place == 0
        for cell, words, width, column in zip(row.cells, texts, widths, table.columns, strict=True):
            cell.width = width
            paragraph = _write(cell.paragraphs[0], words, HEADING if is_head else BODY, 9)
            if column.kind == "number" and not is_head:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
        elif table.by_hand:
            row.height = Mm(HAND_MM)


def _facts(book: Book, dossier: Dossier) -> None:
    """Write what programs show of the file."""
    facts = book.core_properties
    facts.title, facts.author = clean_cell(wording.title(dossier)), clean_cell(dossier.basis.made_by)
    facts.comments = wording.foot(dossier)
    facts.created = facts.modified = dossier.basis.made_at.replace(tzinfo=None)
