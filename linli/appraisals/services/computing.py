"""
Computing a round: from what is on record to results that are not frozen yet.

Subjects are read in portions, so that memory does not grow with their number; what stays is one deflated text for each.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.appraisals.models import Result, Round
from linli.appraisals.queries.ground import Ground, found_in, ground_of, open_and_overdue
from linli.appraisals.queries.past import LastPlace, last_places
from linli.appraisals.queries.posts import secretaries_of
from linli.appraisals.rules.closing import Line, Lines, Policy, Standing, place
from linli.appraisals.rules.freezing import canonical
from linli.appraisals.rules.passages import against
from linli.appraisals.rules.ranking import Ranked
from linli.appraisals.rules.totals import Totals
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.rounds import facts_of, hold_round, sign
from linli.appraisals.terms import RoundState

PORTION = 5_000
"""Subjects read at once."""
QUICK = 1
"""How hard lines are deflated; harder saves a tenth and takes three times as long."""


@dataclass(frozen=True, slots=True)
class Made:
    """The lines of a subject as they are kept: canonical JSON, deflated, and its SHA-256."""

    lines: bytes
    digest: bytes


@transaction.atomic
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

    Raises AppraisalRefused where the round is not so far, or there is nobody to judge.
    """
    held = hold_round(round_id, version)
    reasons = against(facts_of(held, actor=actor, today=localdate(now)), RoundState.COMPUTED)
    if reasons:
        raise AppraisalRefused(*reasons)
    write_results(ground_of(held), on_progress=on_progress)
    held.appeals_until = None
    sign(held, to=RoundState.COMPUTED, actor=actor, now=now)
    return held


def write_results(ground: Ground, *, on_progress: Callable[[int, int], None] | None = None) -> None:
    """Write the results of a round, one for each subject, in place of those before."""
    Result.objects.filter(round=ground.round).delete()
    made: dict[int, Made] = {}
    standings: list[Standing] = []
    for lines, standing in _standings(ground, on_progress):
        made[standing.subject] = pack(lines)
        standings.append(standing)
    batch: list[Result] = []
    for ranked, placing in with_facts(ground, standings):
        batch.append(Result(round=ground.round, **columns(ranked, placing, made.pop(ranked.subject))))
        if len(batch) == PORTION:
            Result.objects.bulk_create(batch)
            batch = []
    Result.objects.bulk_create(batch)


def columns(ranked: Ranked, placing: dict[str, Any], made: Made) -> dict[str, Any]:
    """Return the columns of a standing."""
    return {
        "subject_id": ranked.subject,
        "rank": ranked.rank,
        "centipoints": ranked.total,
        "lines": made.lines,
        "lines_digest": made.digest,
        "placing": canonical(placing).decode(),
    }


def pack(lines: list[Line]) -> Made:
    """Return lines as they are kept."""
    content = canonical(lines)
    return Made(zlib.compress(content, QUICK), sha256(content).digest())


def with_facts(ground: Ground, standings: list[Standing]) -> Iterator[tuple[Ranked, dict[str, Any]]]:
    """Yield every subject's place with what is frozen beside it: its own last place, and who leads it since when."""
    before: dict[int, LastPlace] = last_places(ground.round)
    posts = secretaries_of(ground.subjects, ground.span.last)
    policy: Policy = ground.policy
    for ranked, placing in place(standings, policy):
        last, post = before.get(ranked.subject), posts.get(ranked.subject)
        placing["previous"] = last._asdict() if last else None
        placing["secretary"] = [post[0], post[1].isoformat()] if post else None
        yield ranked, placing


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
