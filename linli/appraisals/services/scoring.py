"""Scoring: an assessor's lines are written as a page at a time; what cannot stand comes back with its reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from linli.appraisals.models import Assessor, Round, ScoreLine
from linli.appraisals.queries.scoring import Task, come_to, is_open, task_of
from linli.appraisals.rules.scoring import Given
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.rounds import hold_round
from linli.appraisals.terms import LineSource
from linli.foundation import audit
from linli.standards.queries import Item
from linli.values import Reason, noop

MOST_CASES = 20
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """
    What an assessor typed for one item of one subject.

    typed: None where the field is empty. file: stored path of a photo. cases: numbers of cases that he may see.
    seen: the line that stood there when he began, None for none; another one by now is somebody's, maybe his own.
    """

    subject: int
    item: int
    typed: Decimal | None
    comment: str = ""
    file: str = ""
    cases: tuple[str, ...] = ()
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """How many lines were written, and why others were not, by subject and item."""

    count: int
    refused: Mapping[Key, tuple[Reason, ...]]


@transaction.atomic
def score_lines(*, round_id: int, assessor_id: int, entries: Iterable[Entry], actor: Any, now: datetime) -> Saved:
    """
    Write what an assessor gives; a line that stands there is superseded, with a reason. Nothing else is lost.

    Raises AppraisalRefused if the round takes no points, or it is not his role.
    """
    held = hold_round(round_id)
    assessor = Assessor.objects.select_related("account").get(pk=assessor_id, scheme=held.scheme_id)
    if reasons := tuple(_against(held, assessor, actor)):
        raise AppraisalRefused(*reasons)
    task = task_of(held, assessor)
    items = {item.id: item for item in task.items}
    judged = {one.pk for one in task.subjects}
    refused: dict[Key, tuple[Reason, ...]] = {}
    written = 0
    for entry in entries:
        item = items.get(entry.item)
        made = _judge(task, item, entry) if item and entry.subject in judged else (NOT_YOURS,)
        if isinstance(made, Given):
            _write(task, entry, made, actor=actor, now=now)
            written += 1
        elif made:
            refused[entry.subject, entry.item] = made
    if written:
        details = {"appraisals.period": held.period, "appraisals.lines": written}
        audit.record(actor=actor, action="appraisals.score", subject=held, at=now, details=details)
    return Saved(written, refused)


NOT_YOURS = Reason("appraisals.own", noop("Nobody scores his own community, organisation or post."))
CHANGED = Reason("appraisals.score.changed", noop("It was changed meanwhile; look at what stands there now."))
WHY = Reason("appraisals.score.why", noop("Say why the points are changed."))
EVIDENCE = Reason("appraisals.score.evidence", noop("This item needs evidence: a photo or the number of a case."))
MANY = Reason("appraisals.score.cases", noop("At most %(count)s cases beside one line."), {"count": MOST_CASES})


def _against(held: Round, assessor: Assessor, actor: Any) -> Iterator[Reason]:
    """Yield what stands against scoring at all."""
    if not is_open(held):
        text = noop("Points are taken while a round is being scored; this one is: %(state)s.")
        yield Reason("appraisals.score.closed", text, {"state": held.state})
    if assessor.account_id != actor.pk or not assessor.is_active:
        yield Reason("appraisals.score.role", noop("You do not score in this role."))


def _judge(task: Task, item: Item, entry: Entry) -> Given | tuple[Reason, ...]:
    """Return what an entry comes to, () if nothing of it is new, or why it cannot stand."""
    line = task.lines.get((entry.subject, entry.item))
    if (line.pk if line else None) != entry.seen:
        return (CHANGED,)
    if entry.typed is None:
        return _without_a_number(line, entry)
    made = come_to(item, entry.typed)
    if isinstance(made, Reason):
        return (made,)
    if line is not None and not _is_new(line, entry, made):
        return ()
    reasons = tuple(_missing(item, line, entry, made))
    return reasons or made


def _without_a_number(line: ScoreLine | None, entry: Entry) -> tuple[Reason, ...]:
    """Return why an empty field cannot stand: nothing typed at all is not an entry, no value never becomes zero."""
    if line is not None:
        text = noop("Points that were given are not taken back; type the right ones and say why.")
        return (Reason("appraisals.score.empty", text),)
    if entry.comment or entry.file or entry.cases:
        return (Reason("appraisals.score.number", noop("Type the points as well.")),)
    return ()


def _is_new(line: ScoreLine, entry: Entry, made: Given) -> bool:
    said = entry.comment.strip() and entry.comment.strip() != line.comment
    return bool(said or entry.file or _differs(line, made) or (entry.cases and list(entry.cases) != line.cases))


def _differs(line: ScoreLine, made: Given) -> bool:
    return line.centipoints != made.centipoints or line.raw != made.raw


def _missing(item: Item, line: ScoreLine | None, entry: Entry, made: Given) -> Iterator[Reason]:
    """Yield what an entry must bring along and does not."""
    if line is not None and _differs(line, made) and not entry.comment.strip():
        yield WHY
    has_evidence = entry.file or entry.cases or (line is not None and (line.file or line.cases))
    if item.needs_evidence and not has_evidence:
        yield EVIDENCE
    if len(entry.cases) > MOST_CASES:
        yield MANY


def _write(task: Task, entry: Entry, made: Given, *, actor: Any, now: datetime) -> None:
    """Write a line; it takes over what the superseded one had and the new one does not bring."""
    line = task.lines.get((entry.subject, entry.item))
    task.lines[entry.subject, entry.item] = ScoreLine.objects.create(
        round=task.round,
        subject_id=entry.subject,
        item_id=entry.item,
        source=LineSource.ASSESSOR,
        assessor=task.assessor,
        raw=made.raw,
        centipoints=made.centipoints,
        comment=entry.comment.strip() or (line.comment if line else ""),
        file=entry.file or (line.file if line else ""),
        cases=list(entry.cases) or (line.cases if line else []),
        by=actor,
        at=now,
        supersedes=line,
    )
