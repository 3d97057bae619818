"""The tree as of a day and the life of an area as workbooks."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation.access import requires
from linli.foundation.sheets import Column, write_xlsx
from linli.places import queries, services
from linli.places.templatetags.places_words import said

from .asof import VIEW, Day, asked_day, reach_of, sight_or_404


def tree_columns() -> list[Column]:
    """Return the columns of the tree in the language of the page."""
    return [
        Column("tier", _("Tier")),
        Column("code", _("Division code"), width=16),
        Column("name", _("Name"), width=40),
        Column("part_of", _("Part of"), width=30),
        Column("kind", _("Kind")),
        Column("households", _("Households"), kind="number"),
        Column("valid_from", _("In force since"), kind="date"),
    ]


def life_columns() -> list[Column]:
    """Return the columns of the life of an area in the language of the page."""
    return [
        Column("on", _("Day"), kind="date"),
        Column("event", _("What happened")),
        Column("before", _("Before"), width=30),
        Column("after", _("After"), width=30),
        Column("other", _("Other area"), width=30),
        Column("code", _("Division code"), width=16),
        Column("percent", _("Share of the households in %"), kind="number"),
        Column("document", _("Decision document"), width=40),
    ]


@requires(VIEW)
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Hand out the tree, or that of one area (`area`), as of a day (`on`) or of today."""
    day = asked_day(request) or Day(localdate())
    key = request.GET.get("area")
    reach = reach_of(request)
    area = sight_or_404(reach, key, day).area if key else None
    services.record_export(area=area, as_of=day.on, actor=request.user, now=now())
    rows = queries.tree_rows(reach, day.on, area)
    book = write_xlsx(tree_columns(), _tree_cells(rows), title=_("Areas"))
    return FileResponse(book, as_attachment=True, filename=f"areas-{day.on}.xlsx")


@requires(VIEW)
@require_safe
def life(request: HttpRequest, key: UUID) -> FileResponse:
    """Hand out the time line of an area."""
    today = Day(localdate())
    area = sight_or_404(reach_of(request), key, today).area
    services.record_export(area=area, as_of=today.on, actor=request.user, now=now())
    rows = queries.life_rows(queries.get_life(area))
    words = (
        {name: said(cell) if name in ("before", "after", "event") else cell for name, cell in row.items()}
        for row in rows
    )
    book = write_xlsx(life_columns(), words, title=_("Time line"))
    return FileResponse(book, as_attachment=True, filename=f"area-{area.code or area.key}-life.xlsx")


def _tree_cells(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows of the tree as cells, what lies in an area set in below it."""
    tiers = {tier.pk: str(tier) for tier in queries.list_tiers()}
    for row in rows:
        kind = _(row["kind"].label) if row["kind"] else ""
        name = "　" * row["depth"] + row["name"]
        yield row | {"tier": tiers[row["tier"]], "name": name, "kind": kind}
