"""A bulletin as a workbook: what its page says to this reader, a sheet for each of its parts."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.models import HelpPlan
from linli.appraisals.queries.bulletins import Content, Followed, Place
from linli.appraisals.queries.readers import VIEW
from linli.appraisals.rules.points import FEN, in_percent
from linli.appraisals.views.books import Table, hand_out, points
from linli.appraisals.views.bulletins import readable, told
from linli.foundation.access import requires
from linli.foundation.sheets import Column


@requires(VIEW)
@require_safe
def bulletin_book(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out what a bulletin says; ranks and what follows only to whoever sees them on the page."""
    snapshot, found, reader = readable(request, pk)
    sheet, content = told(snapshot, found)
    tables = [_whole(content, found.introduction if found else "")]
    if reader.sees_ranks:
        tables.append(_places(content))
    tables += [_tops(content), _problems(content)]
    if reader.sees_ranks:
        tables += [_followed(content.followed), _help(content.help)]
    mark = f"{sheet.scheme.pk}-{sheet.period}"
    return hand_out(request, "bulletin", *tables, subject=snapshot, mark=mark)


def _whole(content: Content, introduction: str) -> Table:
    """Return what is said of all together."""
    columns = [Column("what", _("Name"), width=28), Column("text", _("Text"), width=60), _number(_("Value"))]
    rows: list[dict[str, Any]] = [{"what": _("Introduction"), "text": introduction}] if introduction else []
    rows.append({"what": _("Number judged"), "value": content.judged})
    rows.append({"what": _("Number ranked"), "value": content.ranked})
    if content.mean is not None:
        rows.append({"what": _("Mean of all"), "value": points(content.mean)})
    if content.mean_change is not None:
        rows.append({"what": _("Change of points"), "value": points(content.mean_change)})
    rows += [{"what": _(band.label), "value": count} for band, count in content.bands.items()]
    return _("Bulletin"), columns, rows


def _places(content: Content) -> Table:
    """Return those who are named by their rank, and those without one."""
    columns = [
        Column("part", _("Group"), width=24),
        Column("name", _("Subject"), width=28),
        _number(_("Rank"), "rank"),
        _number(_("Total"), "total"),
        _number(_("Places gained"), "moved"),
    ]
    parts = ((_("The first"), content.best), (_("Who rose most"), content.risen), (_("The last"), content.last))
    rows = [_place(part, one) for part, places in parts for one in places]
    rows += [{"part": _("Not ranked for want of figures"), "name": name} for name in content.unranked]
    return _("Ranking"), columns, rows


def _place(part: str, one: Place) -> dict[str, Any]:
    return {"part": part, "name": one.name, "rank": one.rank, "total": points(one.total), "moved": one.moved}


def _tops(content: Content) -> Table:
    """Return who is best in each dimension."""
    columns = [
        Column("dimension", _("Dimension"), width=28),
        Column("names", _("Subject"), width=40),
        _number(_("Share of points in %"), "share"),
    ]
    cells = (
        {"dimension": dimension, "names": "、".join(names), "share": float(in_percent(top))}
        for dimension, names, top in content.tops
    )
    return _("Best by dimension"), columns, cells


def _problems(content: Content) -> Table:
    """Return the items that cost most."""
    columns = [
        Column("item", _("Item"), width=32),
        _number(_("How many lost points"), "subjects"),
        _number(_("Points lost together"), "lost"),
    ]
    cells = ({"item": one.name, "subjects": one.subjects, "lost": points(one.lost)} for one in content.problems)
    return _("Open problems"), columns, cells


def _followed(followed: Iterable[Followed]) -> Table:
    """Return what officers confirmed."""
    columns = [
        Column("name", _("Subject"), width=28),
        Column("action", _("What is proposed"), width=22),
        _number(_("Amount in yuan"), "yuan"),
        Column("parties", _("Who"), width=40),
    ]
    cells = (
        {
            "name": one.name,
            "action": _(one.action.label),
            "yuan": None if one.amount_fen is None else one.amount_fen / FEN,
            "parties": "、".join(f"{_(role)} {name}".strip() for role, name in one.parties),
        }
        for one in followed
    )
    return _("What follows"), columns, cells


def _help(plans: Iterable[tuple[str, HelpPlan]]) -> Table:
    """Return the help that was agreed or given."""
    columns = [
        Column("name", _("Subject"), width=28),
        Column("text", _("What is done"), width=60),
        Column("helper", _("Who helps"), width=24),
        Column("due", _("Until"), "date"),
    ]
    return _("Next steps"), columns, _steps(plans)


def _steps(plans: Iterable[tuple[str, HelpPlan]]) -> Iterator[dict[str, Any]]:
    for name, plan in plans:
        yield {"name": name, "text": plan.text, "helper": str(plan.helper or ""), "due": plan.due_on}


def _number(title: str, key: str = "value") -> Column:
    return Column(key, title, "number")
