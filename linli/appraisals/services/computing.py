"""
Computing a round: from what is on record to results that are not frozen yet.

Subjects are read in portions, so that memory does not grow with their number; what stays is one deflated text for each.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.appraisals.models import Result, Round
from linli.appraisals.queries.comments import said_in
from linli.appraisals.queries.frozen import names_of
from linli.appraisals.queries.ground import Ground, found_in, ground_of, open_and_overdue
from linli.appraisals.queries.past import LastPlace, last_places
from linli.appraisals.queries.posts import secretaries_of
from linli.appraisals.queries.replaying import Made, columns, pack, replay
from linli.appraisals.queries.rounds import facts_of
from linli.appraisals.rules.closing import Line, Lines, Policy, Standing, place
from linli.appraisals.rules.passages import against
from linli.appraisals.rules.ranking import Ranked
from linli.appraisals.rules.totals import Totals
from linli.appraisals.services.refusals import AppraisalChanged, AppraisalRefused
from linli.appraisals.services.rounds import hold_round, sign
from linli.appraisals.terms import RoundState

PORTION = 5_000
"""Subjects read at once."""


def compute_round(
    *,
    round_id: int,
    actor: Any,
    now: datetime,
    version: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Round:
    """
    Compute a round anew, whatever was computed before, and sign it. on_progress: subjects done, subjects in all.

    Everything is read and worked out before the transaction begins, which only stores it: others can write meanwhile,
    and what is stopped leaves nothing. Raises AppraisalRefused where the round is not so far, AppraisalChanged if
    somebody led it on meanwhile.
    """
    seen = Round.objects.select_related("scheme", "scheme__standard").get(pk=round_id)
    if version is not None and seen.version != version:
        raise AppraisalChanged(seen)
    _check(seen, actor, now)
    ground = ground_of(seen)
    made: dict[int, Made] = {}
    standings: list[Standing] = []
    for lines, standing in _standings(ground, on_progress):
        made[standing.subject] = pack(lines)
        standings.append(standing)
    with transaction.atomic():
        held = hold_round(round_id, seen.version)
        _check(held, actor, now)
        placed = with_facts(ground, standings)
        store_results(held, (columns(ranked, placing, made.pop(ranked.subject)) for ranked, placing in placed))
        held.appeals_until = None
        sign(held, to=RoundState.COMPUTED, actor=actor, now=now)
    return held


def store_results(held: Round, rows: Iterable[dict[str, Any]]) -> None:
    """Put results, as columns, in place of those before, within the transaction of the caller."""
    Result.objects.filter(round=held).delete()
    batch: list[Result] = []
    for row in rows:
        batch.append(Result(round=held, **row))
        if len(batch) == PORTION:
            Result.objects.bulk_create(batch)
            batch = []
    Result.objects.bulk_create(batch)


def grant_points(held: Round, *, subject: int, item: int, centipoints: int) -> None:
    """
    Put the points that an appeal gave into the results of a round and rank anew, within the transaction of the caller.

    What was announced to all others stands: figures are not read again.
    """
    ground = ground_of(held)
    rows = Result.objects.filter(round=held).order_by("subject_id")
    said = said_in(held, [subject])
    replayed = list(replay(rows, ground.items, ground.policy, {(subject, item): centipoints}, said))
    store_results(held, replayed)
    held.version += 1
    held.save(update_fields=["version"])


def _check(held: Round, actor: Any, now: datetime) -> None:
    """Refuse with everything that stands against computing a round."""
    reasons = against(facts_of(held, actor=actor, today=localdate(now)), RoundState.COMPUTED)
    if reasons:
        raise AppraisalRefused(*reasons)


def with_facts(ground: Ground, standings: list[Standing]) -> Iterator[tuple[Ranked, dict[str, Any]]]:
    """Yield every subject's place with what is frozen beside it: its last place, who leads it since when, its name."""
    before: dict[int, LastPlace] = last_places(ground.round)
    posts = secretaries_of(ground.subjects, ground.span.last)
    policy: Policy = ground.policy
    names = {one.pk: names_of(one) for one in ground.subjects}
    for ranked, placing in place(standings, policy):
        last, post = before.get(ranked.subject), posts.get(ranked.subject)
        placing["previous"] = last._asdict() if last else None
        placing["secretary"] = [post[0], post[1].isoformat()] if post else None
        yield ranked, placing | names[ranked.subject]


def _standings(ground: Ground, on_progress: Callable[[int, int], None] | None) -> Iterator[tuple[list[Line], Standing]]:
    """Yield the lines of every subject and what they come to."""
    maker, count = Lines(ground.items, ground.policy), len(ground.subjects)
    for start in range(0, count, PORTION):
        portion = ground.subjects[start : start + PORTION]
        found, cases = found_in(ground, portion), open_and_overdue(ground, portion)
        for one in portion:
            lines, totals = maker.make(found[one.pk])
            yield lines, _standing(ground, one.pk, totals, cases.get(one.pk, (None, None)))
        if on_progress is not None:
            on_progress(min(start + PORTION, count), count)


def _standing(ground: Ground, subject: int, totals: Totals, cases: tuple[int | None, int | None]) -> Standing:
    return Standing(subject, totals, ground.groups[subject], *cases)
