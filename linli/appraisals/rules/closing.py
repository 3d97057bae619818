"""
What a round comes to: from what is on record to lines, totals and places. Pure; the same record gives the same bytes.

A line is kept with everything it was made of (the figure, every assessor's points, an appeal), so that any frozen
round can be computed again from itself. `found_of` reads that back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from linli.appraisals.rules.combining import AssessorScore, combine
from linli.appraisals.rules.freezing import plain
from linli.appraisals.rules.normalising import Normalised, Scored, normalise
from linli.appraisals.rules.ranking import STANDARD, Entry, Ranked, rank
from linli.appraisals.rules.totals import SubjectLine, Totals, total_of
from linli.appraisals.rules.validity import band_of
from linli.appraisals.terms import AssessorAggregation, LineSource, Normalisation, TieBreaker
from linli.values import Reason, noop

Scorer = Callable[[Decimal | None], tuple[int | None, bool]]
Line = dict[str, Any]
NO_FIGURE = Reason("appraisals.no_figure", noop("The records have no figure for it."))
NOT_SCORED = Reason("appraisals.not_scored", noop("No assessor has scored it."))


class Found(NamedTuple):  # a tuple, because a closing makes millions of them
    """
    What is on record for one item of one subject.

    raw: the figure an item is fed with. scores: points of assessors. occurred: how many of them saw a veto happen.
    granted: points that an appeal gave it; they replace all others. said: what assessors wrote beside it, with the
    digests of their pictures; nothing is computed from it.
    """

    raw: Decimal | None = None
    scores: tuple[AssessorScore, ...] = ()
    occurred: int = 0
    granted: int | None = None
    said: tuple[Mapping[str, Any], ...] = ()


NOTHING = Found()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the scheme's standard. score: figure -> (points, is vetoed), None if assessors give the points."""

    id: int
    max_centipoints: int
    dimension: str = ""
    is_key: bool = False
    is_veto: bool = False
    score: Scorer | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """
    What a scheme says of the way from lines to places.

    weights: of assessors' roles. least_scored_percent: as for `total_of`. bands: lower bounds of green and yellow.
    """

    aggregation: str = AssessorAggregation.MEAN
    weights: Mapping[str, int] = field(default_factory=dict)
    least_scored_percent: int = 100
    normalisation: str = Normalisation.NONE
    tie_breakers: tuple[str, ...] = ()
    bands: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A subject before it is placed. group: its band or type; open_cases, overdue_cases: for tie-breakers."""

    subject: int
    totals: Totals
    group: str = ""
    open_cases: int | None = None
    overdue_cases: int | None = None


class Lines:
    """Makes the lines of one subject after the other; built once a round, because it runs for millions of lines."""

    def __init__(self, items: Sequence[Item], policy: Policy) -> None:
        """Take the items in the order in which their lines shall stand."""
        self.items, self.policy = items, policy

    def make(self, found: Mapping[int, Found]) -> tuple[list[Line], Totals]:
        """Return the lines of a subject as they are frozen, and what they come to. found: by item."""
        kept: list[Line] = []
        counted: list[SubjectLine] = []
        for item in self.items:
            mine = found.get(item.id, NOTHING)
            line, points, veto = self._line(item, mine)
            if mine.said:
                line["said"] = list(mine.said)
            kept.append(line)
            counted.append(
                SubjectLine(item.id, points, item.max_centipoints, veto, item.is_key, dimension=item.dimension)
            )
        return kept, total_of(counted, least_scored_percent=self.policy.least_scored_percent)

    def _line(self, item: Item, found: Found) -> tuple[Line, int | None, bool]:
        """Return one line with its points and whether it vetoes."""
        if item.score is None:
            line, points, veto = self._by_hand(item, found)
        else:
            points, veto = item.score(found.raw)
            line = {"item": item.id, "from": "system", "points": points, "raw": _text(found.raw)}
        if veto:
            line["veto"] = True
        if found.granted is None:
            return line, points, veto
        line |= {"from": str(LineSource.APPEAL), "before": points, "points": found.granted, "granted": found.granted}
        return line, found.granted, False

    def _by_hand(self, item: Item, found: Found) -> tuple[Line, int | None, bool]:
        """Return a line of assessors' points; those of a veto are 0 where somebody looked."""
        line: Line = {"item": item.id, "from": str(LineSource.ASSESSOR)}
        if item.is_veto:
            points = 0 if found.scores else None
            line |= {"points": points, "occurred": found.occurred, "scores": _rows(found.scores)}
            return line, points, found.occurred > 0
        combined = combine(found.scores, self.policy.aggregation, self.policy.weights)
        line |= {"points": combined.centipoints, "scores": _rows(found.scores)}
        if combined.spread_centipoints is not None:
            line["spread"] = combined.spread_centipoints
        return line, combined.centipoints, False


def place(standings: Iterable[Standing], policy: Policy) -> Iterator[tuple[Ranked, dict[str, Any]]]:
    """Yield every subject with its place and what is frozen of it, the ranked first; nobody is left out."""
    by_subject = {one.subject: one for one in standings}
    scored = [Scored(one.subject, one.totals.total, one.group) for one in by_subject.values()]
    moved = {one.subject: one for one in normalise(scored, policy.normalisation)}
    entries = [
        Entry(subject, moved[subject].total, _keys(one, policy.tie_breakers), _missing(one))
        for subject, one in by_subject.items()
    ]
    for one in rank(entries, [STANDARD[code] for code in policy.tie_breakers]):
        yield one, _placing(one, by_subject[one.subject], moved[one.subject], policy.bands)


def placed(ranked: Ranked) -> dict[str, Any]:
    """Return what is frozen of a place in a round and in a year alike."""
    return {
        "subject": ranked.subject,
        "rank": ranked.rank,
        "shared": ranked.shared,
        "places": ranked.places,
        "below": ranked.below,
        "is_last": ranked.is_last,
        "total": ranked.total,
        "reason": plain(ranked.reason),
        "trace": plain(ranked.trace),
        "to_next": ranked.points_to_next,
    }


def _missing(one: Standing) -> Reason | None:
    """Return why a subject has no total; a total that is scaled to what could be scored has its reason elsewhere."""
    return one.totals.reason if one.totals.total is None else None


def found_of(line: Mapping[str, Any]) -> Found:
    """Return what a frozen line was made of."""
    return Found(
        raw=Decimal(line["raw"]) if line.get("raw") else None,
        scores=tuple(AssessorScore(*row) for row in line.get("scores", ())),
        occurred=line.get("occurred", 0),
        granted=line.get("granted"),
        said=tuple(line.get("said", ())),
    )


def _rows(scores: Sequence[AssessorScore]) -> list[list[Any]]:
    return [list(score) for score in sorted(scores)]


def _text(raw: Decimal | None) -> str:
    """Return a figure as text without zeros that say nothing, so that 95 and 95.0000 are the same bytes."""
    if raw is None:
        return ""
    text = f"{raw:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _keys(one: Standing, tie_breakers: Sequence[str]) -> tuple[int | None, ...]:
    known = {
        TieBreaker.VETO_FREE: len(one.totals.vetoes),
        TieBreaker.KEY_ITEMS: one.totals.key_total,
        TieBreaker.OPEN_CASES: one.open_cases,
        TieBreaker.OVERDUE_CASES: one.overdue_cases,
    }
    return tuple(known[TieBreaker(code)] for code in tie_breakers)


def _placing(ranked: Ranked, one: Standing, moved: Normalised, bands: tuple[int, int] | None) -> dict[str, Any]:
    """Return what is frozen of a subject's place."""
    totals = one.totals
    band = band_of(ranked.total, green_from=bands[0], yellow_from=bands[1]) if bands else None
    return placed(ranked) | {
        "scored": totals.total,
        "moved": moved.delta,
        "why_moved": plain(moved.reason),
        "group": one.group,
        "full": totals.max_total,
        "band": str(band) if band else None,
        "said": plain(totals.reason) if totals.reason else None,
        "keys": {"open_cases": one.open_cases, "overdue_cases": one.overdue_cases, "key_items": totals.key_total},
        "dimensions": {name: list(pair) for name, pair in totals.by_dimension.items()},
        "vetoes": list(totals.vetoes),
        "missing": list(totals.missing),
    }
