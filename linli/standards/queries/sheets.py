"""How far the figures of many subjects are: a matrix of sheets by span, who is missing, and what happened to one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.foundation.access import in_subtree
from linli.people import queries as people
from linli.places import queries as places
from linli.standards.models import Observation, Sheet, Subject
from linli.standards.queries.entry import asked_now, count_asked, count_filled
from linli.standards.queries.subjects import in_force, visible_subjects
from linli.standards.terms import SheetState, SubjectKind
from linli.values import Span

MISSING = "missing"
"""What the filter calls a sheet that nobody handed in."""
COLUMNS = 6
MOST_NAMED = 5
MOST_LISTED = 5000
MOST_STANDINGS = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One subject in one span: the sheet, if there is one, and how much of it says something."""

    span: Span
    sheet: Sheet | None
    filled: int
    asked: int

    @property
    def state(self) -> SheetState | None:
        """Return the state of the sheet, None where nobody began it."""
        return SheetState(self.sheet.state) if self.sheet else None


@dataclass(frozen=True, slots=True)
class Line:
    """One subject with its cells, the newest span first, and who could enter where nothing was handed in."""

    subject: Subject
    cells: tuple[Cell, ...]
    who: tuple[Any, ...] = ()

    @property
    def newest(self) -> Cell:
        """Return the cell of the span that is looked at."""
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the figures of one kind of subjects are for a span: `counts` as `count_states` gives them."""

    span: Span
    kind: SubjectKind
    counts: Mapping[str, int]


def how_it_stands(user: Any, today: date, *, area: str = "") -> list[Standing]:
    """Return how far the last span that ended of each kind is, for whom the user checks; two queries each."""
    found = []
    for span, asked in asked_now(today).items():
        for kind in sorted(asked):
            rows = list_asked(user, "standards.check", span, kind=kind, area=area)
            counts = count_states(rows, span)
            if counts["all"]:
                found.append(Standing(span, SubjectKind(kind), counts))
    return found[:MOST_STANDINGS]


def list_asked(user: Any, action: str, span: Span, *, kind: str, area: str = "", search: str = "") -> QuerySet[Subject]:
    """Return the subjects of a kind that the user may see and that existed on the last day of a span."""
    rows = in_force(visible_subjects(user, action, kind), span.last)
    if area:
        rows = rows.filter(in_subtree("area__path", area))
    if text := search.strip():
        named = Q(area__name__contains=text) | Q(unit__name__contains=text) | Q(area__code__startswith=text)
        rows = rows.filter(named | Q(appointment__account__name__contains=text))
    return rows


def in_state(rows: QuerySet[Subject], span: Span, state: str) -> QuerySet[Subject]:
    """Return those of the subjects whose sheet for the span stands so; `missing`: not handed in, or not begun."""
    sheets = Sheet.objects.filter(subject=OuterRef("pk"), period=span.code)
    if state == MISSING:
        return rows.filter(~Exists(sheets.filter(state__in=(SheetState.SUBMITTED, SheetState.LOCKED))))
    return rows.filter(Exists(sheets.filter(state=state))) if state else rows


def count_states(rows: QuerySet[Subject], span: Span) -> dict[str, int]:
    """Return how many of the subjects there are (`all`), and how many sheets of theirs stand in each state."""
    mine = Sheet.objects.filter(period=span.code, subject__in=rows.order_by().select_related(None).values("pk"))
    counts = {state.value: 0 for state in SheetState}
    counts |= {SheetState(code).value: count for code, count in mine.values_list("state").annotate(n=Count("pk"))}
    total = rows.order_by().count()
    done = counts[SheetState.SUBMITTED.value] + counts[SheetState.LOCKED.value]
    return {**counts, "all": total, "done": done, MISSING: total - done}


def lines_of(
    subjects: Sequence[Subject], span: Span, *, kind: str, today: date | None = None, columns: int = COLUMNS
) -> list[Line]:
    """Return subjects with their sheets of a span and of those before it; with a day also with who can enter."""
    spans = [span]
    while len(spans) < columns:
        spans.append(spans[-1].previous())
    codes = [each.code for each in spans]
    rows = Sheet.objects.filter(subject__in=[one.pk for one in subjects], period__in=codes)
    sheets = {(row.subject_id, row.period): row for row in rows}
    filled = count_filled(subjects, codes[:1])
    asked = count_asked(span).get(kind, 0)
    who = names_of_enterers({one.area_id for one in subjects}, today) if today else {}
    return [
        Line(
            one,
            tuple(
                Cell(each, sheets.get((one.pk, each.code)), filled.get((one.pk, each.code), 0), asked) for each in spans
            ),
            tuple(who.get(one.area_id, ())),
        )
        for one in subjects
    ]


def names_of_enterers(areas: Iterable[int], today: date) -> dict[int, list[Any]]:
    """Return the accounts that can enter the figures of areas, appointed for exactly them; one query."""
    held = people.Appointment.objects.in_force(today).filter(area__in=list(areas), account__is_active=True)
    found: dict[int, list[Any]] = {}
    for row in held.select_related("account", "role").order_by("account__name", "pk"):
        known = found.setdefault(row.area_id or 0, [])
        if "standards.enter" in row.role.actions and row.account not in known and len(known) < MOST_NAMED:
            known.append(row.account)
    return found


def who_enters(subject: Subject, today: date) -> list[Any]:
    """Return some people who can enter the figures of a subject."""
    return names_of_enterers([subject.area_id], today).get(subject.area_id, [])


def sheet_trail(subject: Subject, span: Span) -> list[Observation]:
    """Return the corrections of a sheet that superseded something, the newest first."""
    rows = Observation.objects.filter(subject=subject, period=span.code, supersedes__isnull=False)
    return list(rows.select_related("metric", "by", "supersedes").order_by("-pk")[:50])


def list_missing(
    rows: QuerySet[Subject], span: Span, today: date
) -> Iterator[tuple[Subject, SheetState | None, list[str], str]]:
    """Yield those subjects with where their sheet stands, who can enter for them, and what they are part of."""
    subjects = list(rows[:MOST_LISTED])
    sheets = Sheet.objects.filter(subject__in=[one.pk for one in subjects], period=span.code)
    states = {row.subject_id: SheetState(row.state) for row in sheets}
    areas = {one.area_id: one.area for one in subjects}
    above = places.lineages_of(areas.values())
    who = names_of_enterers(areas, today)
    for one in subjects:
        path = " ".join(area.short_name for area in above.get(one.area_id, []))
        yield one, states.get(one.pk), [str(each) for each in who.get(one.area_id, [])], path
