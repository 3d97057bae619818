"""How tests of pages ask and read: addresses of the room, workbooks, reasons of a refusal."""

from io import BytesIO

from django.urls import reverse
from openpyxl import load_workbook

LOST = [0, 1, 2, 2, 3, 25]
"""Points lost in the round that most tests judge: two share a place, the last is far below."""


def url(name, *args):
    return reverse(f"appraisals:{name}", args=args)


def sheets_of(answer):
    """Return the rows of every sheet of a workbook that was handed out, by title."""
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def cells_of(answer):
    """Return the rows of the first sheet."""
    return next(iter(sheets_of(answer).values()))


def rules_of(refused):
    return {reason.rule for reason in refused.value.reasons}
