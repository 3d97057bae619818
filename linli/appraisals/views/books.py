"""Workbooks that pages of the room hand out, each with its line of history."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.http import FileResponse, HttpRequest
from django.utils.timezone import localdate, now

from linli.appraisals.rules.points import CENTI
from linli.appraisals.services.exports import record_export
from linli.foundation import sheets

Table = tuple[str, list[sheets.Column], Iterable[dict[str, Any]]]
"""Title, columns and rows of one sheet."""


def hand_out(
    request: HttpRequest,
    what: str,
    *tables: Table,
    subject: Model | None = None,
    filters: Mapping[str, str] | None = None,
    mark: str = "",
) -> FileResponse:
    """Hand out tables as a workbook. filters: what the list was narrowed by; mark: tells its file from others."""
    said = {name: value for name, value in (filters or {}).items() if value}
    record_export(what=what, subject=subject, filters=said, actor=request.user, now=now())
    name = f"{what}-{mark or f'{localdate():%Y%m%d}'}.xlsx"
    return FileResponse(sheets.write_book(tables), as_attachment=True, filename=name)


def points(centipoints: int | None) -> float | None:
    """Return hundredths as the points of a cell."""
    return None if centipoints is None else centipoints / CENTI
