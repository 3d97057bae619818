"""The scorecard of one subject: every line with what it was made of, the way to the score, and what is behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linli.appraisals.models.rounds import Standing
from linli.appraisals.queries.frozen import policy_from
from linli.appraisals.queries.past import lines_of, placing_of
from linli.appraisals.queries.results import Placed, Sheet
from linli.appraisals.rules.closing import NO_FIGURE, NOT_SCORED, Line
from linli.appraisals.rules.combining import AssessorScore, combine
from linli.appraisals.rules.freezing import reason_from
from linli.appraisals.rules.points import in_points
from linli.appraisals.rules.totals import SubjectLine, Totals, total_of
from linli.appraisals.rules.waterfall import Step, Waterfall, waterfall
from linli.appraisals.terms import LineSource
from linli.foundation.figures import Evidence
from linli.standards import queries as standards
from linli.standards.queries import Subject
from linli.standards.terms import RuleKind, ScorerKind
from linli.values import Reason, Span, noop

MOVED = noop("Made comparable within its group")


@dataclass(frozen=True, slots=True)
class Said:
    """What an assessor wrote beside a line, without the name: role, points, words, pictures and cases."""

    line: int
    role: ScorerKind
    centipoints: int
    comment: str
    file: str
    cases: Sequence[str]


@dataclass(frozen=True, slots=True)
class CardLine:
    """One item of a scorecard. why: in words; evidence: where the rows behind a figure are listed."""

    item: Mapping[str, Any]
    points: int | None
    source: LineSource
    raw: str
    why: Reason
    veto: bool
    spread: int | None
    scores: tuple[AssessorScore, ...]
    evidence: Evidence | None
    said: tuple[Said, ...]

    @property
    def lost(self) -> int | None:
        """Return how many hundredths of a point are missing to full marks, None without points."""
        return None if self.points is None else int(self.item["full"]) - self.points


@dataclass(frozen=True)
class Card(Placed):
    """A scorecard: the lines by dimension, the way from full marks to the score, and the place with its reasons."""

    lines: tuple[CardLine, ...]
    totals: Totals
    way: Waterfall

    @property
    def by_dimension(self) -> list[tuple[str, int, int, list[CardLine]]]:
        """Return dimension, points, full marks and lines, in the order of the standard."""
        found: dict[str, list[CardLine]] = {}
        for line in self.lines:
            found.setdefault(line.item["dimension"], []).append(line)
        return [(name, *self.totals.by_dimension.get(name, (0, 0)), lines) for name, lines in found.items()]


def card_of(sheet: Sheet, one: Standing) -> Card:
    """Return the scorecard of a standing; what it says is computed from what is frozen and nothing else."""
    kept, placing = lines_of(one), placing_of(one)
    behind = _behind(sheet, one.subject, kept)
    lines = tuple(_line(sheet, line, behind) for line in kept)
    counted = [_counted(line) for line in lines]
    totals = total_of(counted, least_scored_percent=sheet.head["policy"]["least_scored_percent"])
    return Card(one.subject, placing, lines, totals, _way(sheet, placing, counted, totals, lines))


def _behind(sheet: Sheet, subject: Subject, lines: Sequence[Line]) -> dict[str, Evidence]:
    """Return, by feed, where the rows behind the figures of some lines are listed; asked for all of them at once."""
    items = (sheet.items[line["item"]] for line in lines if line.get("raw"))
    feeds = {item["feed"] for item in items if item["is_fed"] and item["feed"]}
    return standards.feeds_evidence(feeds, subject, Span.parse(sheet.period)) if feeds else {}


def _way(
    sheet: Sheet,
    placing: Mapping[str, Any],
    counted: Sequence[SubjectLine],
    totals: Totals,
    lines: Sequence[CardLine],
) -> Waterfall:
    """Return the way from full marks to the score."""
    before = placing.get("previous") or {}
    moved = placing.get("moved")
    later = [Step(None, MOVED, moved, reason_from(placing["why_moved"]))] if moved else []
    return waterfall(
        counted,
        totals,
        labels={number: item["name"] for number, item in sheet.items.items()},
        later=later,
        last_own=before.get("total"),
        points_to_next=placing["to_next"],
        spreads=[(line.spread, len(line.scores)) for line in lines if line.spread is not None],
    )


def _counted(line: CardLine) -> SubjectLine:
    item = line.item
    return SubjectLine(
        item["id"],
        line.points,
        item["full"],
        line.veto and line.source != LineSource.APPEAL,
        item["is_key"],
        line.raw,
        line.why,
        item["dimension"],
    )


def _line(sheet: Sheet, line: Line, behind: Mapping[str, Evidence]) -> CardLine:
    item = sheet.items[line["item"]]
    return CardLine(
        item=item,
        points=line["points"],
        source=LineSource(line["from"]),
        raw=line.get("raw", ""),
        why=_why(sheet, item, line),
        veto=bool(line.get("veto")),
        spread=line.get("spread"),
        scores=tuple(AssessorScore(*row) for row in line.get("scores", ())),
        evidence=behind.get(item["feed"]) if item["is_fed"] and line["raw"] else None,
        said=tuple(_said(each) for each in line.get("said", ())),
    )


def _why(sheet: Sheet, item: Mapping[str, Any], line: Line) -> Reason:
    """Return in words how a line came to its points, worked out again from what is frozen."""
    if line["from"] == LineSource.APPEAL:
        text = noop("Granted on appeal: %(after)s points in place of %(before)s.")
        if sheet.snapshot is not None and sheet.snapshot.revises_id is not None:
            text = noop("Corrected or granted on appeal: %(after)s points in place of %(before)s.")
        before = "–" if line["before"] is None else in_points(line["before"])
        return Reason("appraisals.granted", text, {"after": in_points(line["granted"]), "before": before})
    if item["is_fed"]:
        if not line["raw"]:
            return NO_FIGURE
        return standards.score(item["rule_kind"], item["rule"], item["full"], Decimal(line["raw"])).reason
    if item["rule_kind"] == RuleKind.VETO and line.get("scores"):
        return _of_veto(line)
    policy = sheet.head["policy"]
    scores = [AssessorScore(*row) for row in line.get("scores", ())]
    return combine(scores, policy["aggregation"], policy_from(policy).weights).reason if scores else NOT_SCORED


def _of_veto(line: Line) -> Reason:
    """Return whether assessors saw a veto happen."""
    params = {"count": line.get("occurred", 0), "all": len(line["scores"])}
    if not params["count"]:
        return Reason("appraisals.veto_absent", noop("It has not happened."), params)
    text = noop("It happened: %(count)s of %(all)s assessors say so. This vetoes.")
    return Reason("appraisals.veto_seen", text, params)


def _said(kept: Mapping[str, Any]) -> Said:
    """Return what was frozen of an assessor's words."""
    role = ScorerKind(kept["role"])
    return Said(kept["line"], role, kept["points"], kept["comment"], kept["file"], kept["cases"])
