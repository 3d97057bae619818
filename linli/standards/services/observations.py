"""Figures as lists: taken away as a form, and brought back filled. A row is one figure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext

from linli.foundation import audit
from linli.foundation.imports import Outcome, no_progress
from linli.foundation.sheets import Row, SheetRefused
from linli.standards.models import Metric, Observation, Sheet, Subject
from linli.standards.queries.metrics import ENTERED, asked_in, asked_of
from linli.standards.queries.observations import Key, kept_of, last_before, present_in, said_of
from linli.standards.queries.subjects import named, visible_subjects
from linli.standards.rules import figure_list
from linli.standards.rules.entering import Entered, Kept, weigh
from linli.standards.rules.figure_list import COLUMNS
from linli.standards.services.sheets import CLOSED, tell, touch, write_rows
from linli.standards.terms import SheetState, Source
from linli.values import Span

__all__ = ["COLUMNS", "import_observations", "record_export"]
BATCH = 200
"""How many subjects are looked at together."""
IMPORT = "standards.enter"
LONGEST = 200


class _RowRefused(ValueError):
    """Why one row is set aside, in the reader's language."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the list that could be read: whose figure of what for when, and what is said."""

    row: Row
    subject: Subject
    span: Span
    metric: Metric
    entered: Entered


def record_export(*, what: str, filters: Mapping[str, str], actor: Any, now: datetime) -> None:
    """Leave an audit line that a list of figures was handed out, with the filters it was narrowed by."""
    details = {"filters": dict(filters), "standards.list": what}
    audit.record(actor=actor, action="standards.export", subject=None, at=now, details=details)


@transaction.atomic
def import_observations(
    rows: Iterable[Row],
    *,
    actor: Any,
    now: datetime,
    as_of: Any = None,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Callable[[int], None] = no_progress,
) -> Outcome:
    """
    Take figures over from a list; sheets that are handed in or locked take none. Nothing is handed in by it.

    A row that says what stands there already changes nothing, so the same list twice is no harm. Raises SheetRefused
    for a missing column. On `dry_run` the same is done and taken back; `as_of` and `profile` are not used.
    """
    read = _read(rows)
    outcome = Outcome(total=len(read), columns=list(read[0][0].cells))
    done = 0
    for span, lines in _by_span(_lines(read, actor, now, outcome)).items():
        for some in _in_batches(lines):
            _take(span, some, actor, now, outcome)
            done += sum(len(lines) for lines in some)
            progress(done)
    outcome.rejected.sort(key=lambda each: each.number)
    counts = {name: getattr(outcome, name) for name in ("total", "created", "changed", "unchanged")}
    details = counts | {"rejected": len(outcome.rejected)}
    audit.record(actor=actor, action="standards.import", subject=None, at=now, details=details)
    if dry_run:
        transaction.set_rollback(True)
    return outcome.check()


def _read(rows: Iterable[Row]) -> list[tuple[Row, dict[str, str]]]:
    """Return each row with its cells by key. Raises SheetRefused when the list as a whole is not sound."""
    read: list[tuple[Row, dict[str, str]]] = []
    matched: dict[str, str] = {}
    for row in rows:
        if not read:
            matched = figure_list.match(row.cells)
            if absent := figure_list.missing(matched):
                text = gettext("The list has no column %(columns)s. Nothing was changed.")
                raise SheetRefused("standards.columns", text % {"columns": "、".join(absent)})
        read.append((row, {key: row.cells.get(title, "").strip() for key, title in matched.items()}))
    if not read:
        raise SheetRefused("standards.empty", gettext("The list has no rows."))
    return read


def _lines(read: Sequence[tuple[Row, dict[str, str]]], actor: Any, now: datetime, outcome: Outcome) -> list[_Line]:
    """Return the rows that can be read and lie within the actor's duties; the others are rejected."""
    ids = {int(cells["subject"]) for _row, cells in read if _is_number(cells["subject"])}
    subjects: dict[int, Subject] = {}
    for some in _pieces(sorted(ids)):
        reach = visible_subjects(actor, IMPORT) if actor else named(Subject.objects.all())
        subjects |= reach.in_bulk(some)
    spans: dict[str, Span | None] = {}
    asked: dict[tuple[Span, str], dict[str, Metric]] = {}
    lines: list[_Line] = []
    seen: dict[tuple[int, str, int], int] = {}
    for row, cells in read:
        try:
            subject = _subject(cells, subjects)
            span = spans.setdefault(cells["period"], _span(cells["period"], now))
            metric = _metric(cells, subject, span, asked)
            if row.flaws:
                raise _RowRefused(" ".join(row.flaws))
            first = seen.setdefault((subject.pk, cells["period"], metric.pk), row.number)
            if first != row.number:
                raise _RowRefused(gettext("Row %(row)s says this figure already.") % {"row": first})
        except _RowRefused as refused:
            outcome.reject(row, str(refused))
        else:
            entered = Entered(cells["text"][:LONGEST], cells.get("note", ""))
            lines.append(_Line(row, subject, span or Span.parse(cells["period"]), metric, entered))
    return lines


def _subject(cells: Mapping[str, str], subjects: Mapping[int, Subject]) -> Subject:
    """Return whose figure a row is. Raises _RowRefused, also where number and name are of two."""
    found = subjects.get(int(cells["subject"])) if _is_number(cells["subject"]) else None
    if found is None:
        text = gettext("There is no subject with the number “%(number)s” for which you may enter figures.")
        raise _RowRefused(text % {"number": cells["subject"][:20]})
    named = cells.get("name", "")
    if named and named != str(found):
        text = gettext("Number %(number)s is %(is_name)s, not %(name)s. Was the list sorted by half?")
        raise _RowRefused(text % {"number": found.pk, "is_name": found, "name": named[:60]})
    return found


def _span(code: str, now: datetime) -> Span | None:
    """Return the span of a code, None for what is none, or has not begun."""
    try:
        span = Span.parse(code)
    except ValueError:
        return None
    is_known = span.kind in ENTERED and span.code == code and span.first <= localtime(now).date()
    return span if is_known else None


def _metric(
    cells: Mapping[str, str], subject: Subject, span: Span | None, asked: dict[tuple[Span, str], dict[str, Metric]]
) -> Metric:
    """Return what a row tells. Raises _RowRefused where that is not asked of the subject for the span."""
    if span is None:
        text = gettext("“%(period)s” is no month, quarter or year that has begun.")
        raise _RowRefused(text % {"period": cells["period"][:40]})
    key = (span, str(subject.kind))
    if key not in asked:
        asked[key] = {metric.code: metric for metric in asked_in(span, subject.kind)}
    found = asked[key].get(cells["code"])
    if found is None:
        text = gettext("“%(code)s” is not asked of %(subject)s for %(period)s.")
        raise _RowRefused(text % {"code": cells["code"][:40], "subject": subject, "period": span.code})
    return found


def _by_span(lines: Iterable[_Line]) -> dict[Span, list[_Line]]:
    """Return the lines by span."""
    found: dict[Span, list[_Line]] = {}
    for line in lines:
        found.setdefault(line.span, []).append(line)
    return found


def _in_batches(lines: Iterable[_Line]) -> Iterator[list[list[_Line]]]:
    """Yield the lines of some subjects at a time, those of one subject together."""
    by_subject: dict[int, list[_Line]] = {}
    for line in lines:
        by_subject.setdefault(line.subject.pk, []).append(line)
    for some in _pieces(sorted(by_subject)):
        yield [by_subject[pk] for pk in some]


def _take(span: Span, some: Sequence[Sequence[_Line]], actor: Any, now: datetime, outcome: Outcome) -> None:
    """Take the figures of some subjects for a span; count each row."""
    keys = [lines[0].subject.pk for lines in some]
    sheets = {row.subject_id: row for row in _lock(span, keys)}
    here = present_in(span, keys)
    before = last_before(span, keys, {line.metric.pk for lines in some for line in lines})
    for lines in some:
        subject = lines[0].subject
        sheet = sheets.get(subject.pk) or Sheet(subject=subject, period=span.code, ends_on=span.end, version=0)
        kept = _judge(lines, sheet, here, before, outcome)
        if kept:
            touch(sheet, actor, now)
            write_rows(subject, span, kept=kept, here=here, source=Source.IMPORT, actor=actor, now=now)


def _judge(
    lines: Sequence[_Line],
    sheet: Sheet,
    here: Mapping[Key, Observation],
    before: Mapping[Key, Observation],
    outcome: Outcome,
) -> dict[int, Kept]:
    """Return what is to be written of the lines of one subject, by metric; count every row."""
    kept: dict[int, Kept] = {}
    for line in lines:
        key = (line.subject.pk, line.metric.pk)
        verdict = weigh(asked_of(line.metric), line.entered, kept_of(here.get(key)), said_of(before.get(key)))
        if verdict.flaws:
            outcome.reject(line.row, tell(verdict.flaws))
        elif verdict.kept is None:
            outcome.unchanged += 1
        elif why := CLOSED.get(SheetState(sheet.state)):
            outcome.reject(line.row, gettext(why))
        else:
            kept[line.metric.pk] = verdict.kept
            outcome.changed += key in here
            outcome.created += key not in here
    return kept


def _lock(span: Span, keys: Sequence[int]) -> Iterable[Sheet]:
    """Return the sheets of subjects for a span, locked within the transaction of the caller."""
    return Sheet.objects.select_for_update().filter(subject__in=keys, period=span.code).order_by("pk")


def _pieces(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the keys in pieces."""
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _is_number(text: str) -> bool:
    """Tell whether a cell holds a subject's number."""
    return text.isdecimal() and len(text) < 15
