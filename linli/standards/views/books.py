"""Workbooks of the lists of the room, each with its line of history."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation import sheets
from linli.foundation.access import requires
from linli.foundation.sheets import Column
from linli.standards.models import Indicator, Standard
from linli.standards.queries.plans import answering_units, count_members, visible_selections
from linli.standards.services.observations import record_export
from linli.standards.views import indicators, metrics, plans, standards

VIEW = "standards.view"
Table = tuple[str, list[Column], Iterable[dict[str, Any]]]
"""Title, columns and rows of one sheet."""


def hand_out(request: HttpRequest, what: str, *tables: Table, filters: Mapping[str, Any] | None = None) -> FileResponse:
    """Hand out tables as a workbook. filters: what the list was narrowed by."""
    said = {name: str(value) for name, value in (filters or {}).items() if value}
    record_export(what=what, filters=said, actor=request.user, now=now())
    name = f"{what}-{localdate():%Y%m%d}.xlsx"
    return FileResponse(sheets.write_book(tables), as_attachment=True, filename=name)


@requires(VIEW)
@require_safe
def metrics_file(request: HttpRequest) -> FileResponse:
    """Hand out the metrics that the filters leave."""
    form, rows = metrics.listed(request)
    columns = [
        Column("name", _("Name"), width=32),
        Column("code", _("Code"), width=24),
        Column("of", _("Asked of")),
        Column("every", _("Asked every")),
        Column("values", _("Values")),
        Column("unit", _("Unit of measurement")),
        Column("clause", _("Clause")),
        Column("from", _("Asked from"), "date"),
        Column("to", _("Asked until"), "date"),
    ]
    cells = (
        {
            "name": row.name,
            "code": row.code,
            "of": _(row.subject_kind.label),
            "every": _(row.span_kind.label),
            "values": _(row.value_kind.label),
            "unit": row.unit,
            "clause": row.clause,
            "from": row.valid_from,
            "to": row.valid_to,
        }
        for row in rows.order_by(*metrics.ORDER).iterator(chunk_size=500)
    )
    return hand_out(request, "metrics", (_("Metrics"), columns, cells), filters=form.said())


@requires(VIEW)
@require_safe
def indicators_file(request: HttpRequest) -> FileResponse:
    """Hand out the indicators that the filters leave, with their formulas."""
    form, rows = indicators.listed(request)
    columns = [
        Column("name", _("Name"), width=32),
        Column("code", _("Code"), width=24),
        Column("unit", _("Unit of measurement")),
        Column("numerator", _("Numerator"), width=40),
        Column("denominator", _("Denominator"), width=40),
        Column("factor", _("Factor"), "number"),
        Column("of", _("Of whom")),
        Column("every", _("Every")),
        Column("clause", _("Clause")),
        Column("from", _("Holds from"), "date"),
        Column("to", _("Holds until"), "date"),
    ]
    cells = map(_indicator, rows.order_by(*indicators.ORDER).iterator(chunk_size=500))
    return hand_out(request, "indicators", (_("Indicators"), columns, cells), filters=form.said())


@requires(VIEW)
@require_safe
def plans_file(request: HttpRequest) -> FileResponse:
    """Hand out the plans within reach, those in use or the others."""
    rows, ended = plans.listed(request)
    columns = [
        Column("name", _("Name"), width=40),
        Column("area", _("Area"), width=24),
        Column("first", _("First year"), "number"),
        Column("years", _("Years"), "number"),
        Column("document", _("Document number"), width=24),
    ]
    cells = (
        {
            "name": row.name,
            "area": row.area.name,
            "first": row.first_year,
            "years": row.years,
            "document": row.document,
        }
        for row in rows.order_by(*plans.ORDER).iterator(chunk_size=500)
    )
    return hand_out(request, "plans", (_("Plans and targets"), columns, cells), filters={"show": ended and "ended"})


@requires(VIEW)
@require_safe
def selections_file(request: HttpRequest) -> FileResponse:
    """Hand out the named selections within reach."""
    rows = list(visible_selections(request.user).order_by("name", "pk"))
    counts = count_members(rows)
    columns = [
        Column("name", _("Name"), width=32),
        Column("area", _("Area"), width=24),
        Column("members", _("Members"), "number"),
        Column("clause", _("Clause")),
    ]
    cells = (
        {"name": row.name, "area": row.area.name, "members": counts.get(row.pk, 0), "clause": row.clause}
        for row in rows
    )
    return hand_out(request, "selections", (_("Named selections"), columns, cells))


@requires(VIEW)
@require_safe
def answering_file(request: HttpRequest) -> FileResponse:
    """Hand out the organisations that answer for targets."""
    columns = [Column("name", _("Name"), width=40), Column("area", _("Area"), width=24)]
    rows = answering_units(request.user).iterator(chunk_size=500)
    cells = ({"name": row.name, "area": row.area.short_name} for row in rows)
    return hand_out(request, "answering", (_("Who answers for targets"), columns, cells))


@requires(VIEW)
@require_safe
def standards_file(request: HttpRequest) -> FileResponse:
    """Hand out the standards that the filters leave, a row for each version."""
    form, rows = standards.listed(request)
    columns = [
        Column("name", _("Name"), width=32),
        Column("code", _("Code"), width=24),
        Column("for", _("For")),
        Column("area", _("Area"), width=24),
        Column("version", _("Version"), "number"),
        Column("state", _("State")),
        Column("from", _("Valid from"), "date"),
        Column("items", _("Items"), "number"),
    ]
    cells = (cell for row in rows.order_by(*standards.ORDER) for cell in _versions(row))
    return hand_out(request, "standards", (_("Standards"), columns, cells), filters=form.said())


def _indicator(row: Indicator) -> dict[str, Any]:
    return {
        "name": row.name,
        "code": row.code,
        "unit": row.unit,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "factor": float(row.factor),
        "of": _(row.subject_kind.label),
        "every": _(row.span_kind.label),
        "clause": row.clause,
        "from": row.valid_from,
        "to": row.valid_to,
    }


def _versions(row: Standard) -> Iterator[dict[str, Any]]:
    """Yield a standard with each of its versions, alone where it has none."""
    of_all = {"name": row.name, "code": row.code, "for": _(row.subject_kind.label), "area": row.area.name}
    versions: list[Any] = list(row.versions.all())
    for one in versions:
        state = _(one.state.label)
        yield of_all | {"version": one.number, "state": state, "from": one.valid_from, "items": one.scored}
    if not versions:
        yield of_all
