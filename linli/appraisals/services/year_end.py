"""Closing a year: totals out of the frozen months, ranks, prizes and base awards as proposals (003-17, 003-18)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.appraisals.models import Round, Scheme, Snapshot, SnapshotPart
from linli.appraisals.queries.frozen import names_of, rules_of
from linli.appraisals.queries.past import dropped_periods, standing_snapshots
from linli.appraisals.queries.replaying import Made, columns, pack
from linli.appraisals.queries.splits import successions_of
from linli.appraisals.rules.closing import placed
from linli.appraisals.rules.consequences import Context
from linli.appraisals.rules.freezing import plain
from linli.appraisals.rules.year_end import Month, YearEnd, Yearly, YearPolicy, close_year
from linli.appraisals.services.freezing import freeze, propose
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.terms import ConsequenceSpan, RoundState
from linli.foundation import audit
from linli.standards import queries as standards
from linli.values import Reason, Span, SpanKind, noop


@transaction.atomic
def close_scheme_year(*, scheme_id: int, year: int, actor: Any, now: datetime) -> Snapshot:
    """
    Freeze a year of a scheme and propose what follows from it.

    Raises AppraisalRefused while rounds of the year are on their way, without any, or if the year is closed.
    """
    scheme = Scheme.objects.select_related("standard").get(pk=scheme_id)
    span = Span.of(SpanKind.YEAR, date(year, 1, 1))
    reasons = tuple(_against(scheme, span))
    if reasons:
        raise AppraisalRefused(*reasons)
    months = months_of(scheme, span)
    context = Context(period=span.code, min_ranked=scheme.min_ranked, span=ConsequenceSpan.YEAR)
    ended = close_year(
        months,
        rules_of(scheme),
        context,
        policy=YearPolicy(least_months=scheme.year_least_rounds),
        successions=successions_of(scheme),
    )
    snapshot = freeze(
        scheme=scheme,
        span=ConsequenceSpan.YEAR,
        period=span,
        rows=list(_rows(ended)),
        actor=actor,
        now=now,
        more={"months": [[month.period, month.state] for month in months]},
    )
    propose(snapshot, ended.judgement, now=now, actor=actor)
    audit.record(
        actor=actor, action="appraisals.close_year", subject=snapshot, at=now, details={"appraisals.period": span.code}
    )
    return snapshot


def months_of(scheme: Scheme, span: Span) -> list[Month]:
    """Return the rounds of a year as they were frozen, and those that were skipped or annulled."""
    frozen = {}
    for one in standing_snapshots(scheme).filter(round__ends_on__gt=span.first, round__ends_on__lte=span.end):
        rows = SnapshotPart.objects.filter(snapshot=one).values_list("subject_id", "rank", "centipoints")
        frozen[one.period] = {subject: total if rank is not None else None for subject, rank, total in rows}
    known = [Month(period, RoundState.CONFIRMED, totals) for period, totals in frozen.items()]
    everybody = {subject for totals in frozen.values() for subject in totals}
    dropped = dropped_periods(scheme, f"{span.code}~")
    nothing = dict.fromkeys(everybody)
    lost = [Month(period, state, nothing) for period, state in dropped.items() if Span.parse(period).last in span]
    return sorted([*known, *lost], key=lambda month: month.period)


def _against(scheme: Scheme, span: Span) -> Iterator[Reason]:
    """Yield what stands against closing a year."""
    rounds = Round.objects.filter(scheme=scheme, ends_on__gt=span.first, ends_on__lte=span.end)
    settled = (RoundState.CONFIRMED, RoundState.PUBLISHED, RoundState.SKIPPED, RoundState.ANNULLED)
    if Snapshot.objects.filter(scheme=scheme, span=ConsequenceSpan.YEAR, period=span.code).exists():
        yield Reason("appraisals.year_twice", noop("That year is closed already."))
    if not standing_snapshots(scheme).filter(round__in=rounds).exists():
        yield Reason("appraisals.year_empty", noop("No round of that year was confirmed."))
    waiting = ", ".join(rounds.exclude(state__in=settled).order_by("period").values_list("period", flat=True))
    if waiting:
        text = noop("Rounds of that year are still on their way: %(periods)s.")
        yield Reason("appraisals.year_waiting", text, {"periods": waiting})


def _rows(ended: YearEnd) -> Iterator[dict[str, Any]]:
    """Yield the columns of every subject; in place of lines a year keeps which months count."""
    yearly = {one.subject: one for one in ended.yearly}
    subjects = standards.by_key(yearly)
    for ranked in ended.ranked:
        mine = yearly[ranked.subject]
        placing = placed(ranked) | {"said": plain(mine.reason), "vetoes": []} | names_of(subjects[ranked.subject])
        yield columns(ranked, placing, _months(mine))


def _months(mine: Yearly) -> Made:
    return pack([{"counted": list(mine.counted), "left_out": plain(mine.left_out)}])
