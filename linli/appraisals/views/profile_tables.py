"""The tables of a profile as sheets of its workbook."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.appraisals.models import Proposal
from linli.appraisals.queries.profile import Axis, Course
from linli.appraisals.rules.points import FEN
from linli.appraisals.views.books import Table, points
from linli.foundation.sheets import Column
from linli.standards.queries.answering import TargetOf


def results(courses: Iterable[Course]) -> Table:
    """Return the results of all schemes, the newest first."""
    columns = [
        Column("scheme", _("Scheme"), width=28),
        Column("period", _("Period")),
        Column("name", _("Called then"), width=28),
        Column("rank", _("Rank"), kind="number"),
        Column("total", _("Total"), kind="number"),
    ]
    cells = (
        {
            "scheme": course.scheme.name,
            "period": part.snapshot.period,
            "name": part.name,
            "rank": part.rank,
            "total": points(part.centipoints),
        }
        for course in courses
        for part in course.parts
    )
    return _("Last results"), columns, cells


def dimensions(axes: Iterable[Axis]) -> Table:
    """Return the dimensions of the newest result, beside the mean of all."""
    columns = [
        Column("dimension", _("Dimension"), width=28),
        Column("points", _("Points reached"), kind="number"),
        Column("full", _("Full points"), kind="number"),
        Column("share", _("Share of points in %"), kind="number"),
        Column("mean", _("Mean of all"), kind="number"),
    ]
    cells = (
        {
            "dimension": axis.dimension,
            "points": points(axis.points),
            "full": points(axis.full),
            "share": axis.share,
            "mean": axis.mean,
        }
        for axis in axes
    )
    return _("Dimensions"), columns, cells


def targets(found: Iterable[TargetOf]) -> Table:
    """Return the targets of the year with their lights."""
    columns = [
        Column("target", _("Target"), width=40),
        Column("light", _("Light")),
        Column("why", _("Grounds"), width=60),
    ]
    cells = (
        {
            "target": one.target.title,
            "light": _(one.word),
            "why": " ".join(reason.render(_) for reason in one.judgement.reasons),
        }
        for one in found
    )
    return _("Targets of the year"), columns, cells


def followed(proposals: Iterable[Proposal]) -> Table:
    """Return what followed."""
    columns = [
        Column("period", _("Period")),
        Column("action", _("What is proposed"), width=22),
        Column("yuan", _("Amount in yuan"), kind="number"),
        Column("state", _("State"), width=18),
    ]
    cells = (
        {
            "period": one.snapshot.period,
            "action": _(one.action.label),
            "yuan": None if one.amount_fen is None else one.amount_fen / FEN,
            "state": _(one.state.label),
        }
        for one in proposals
    )
    return _("What followed"), columns, cells
