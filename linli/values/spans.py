"""
Spans of the calendar that figures and rounds belong to: a week, a month, a quarter, a year, or any days.

A span is written as one short code: `2026-W30` (weeks of ISO 8601, Monday first), `2026-07`, `2026-Q3`, `2026`, and
`2026-07-10..2026-07-25` with both days included for an irregular one (003-19: July's assessment after the 25th).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from linli.values.term import Term, noop

DAY = timedelta(days=1)


class SpanKind(Term):
    """How long a span is."""

    WEEK = "week", noop("Week")
    MONTH = "month", noop("Month")
    QUARTER = "quarter", noop("Quarter")
    YEAR = "year", noop("Year")
    IRREGULAR = "irregular", noop("Irregular")


_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"\d{4}")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_MONTHS = {SpanKind.MONTH: 1, SpanKind.QUARTER: 3, SpanKind.YEAR: 12}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """
    Days from `first` (included) to `end` (excluded), of one kind.

    Sorts by its days. Raises ValueError if it would hold no day.
    """

    first: date
    end: date
    kind: SpanKind

    def __post_init__(self) -> None:
        """Refuse a span without days."""
        if self.end <= self.first:
            raise ValueError(f"A span must end after it begins: {self.first} to {self.end}")

    @classmethod
    def of(cls, kind: SpanKind, day: date) -> "Span":
        """Return the span of a kind that holds the day; an irregular one is the day alone."""
        if kind is SpanKind.WEEK:
            monday = day - timedelta(days=day.weekday())
            return cls(monday, monday + 7 * DAY, kind)
        if kind is SpanKind.IRREGULAR:
            return cls(day, day + DAY, kind)
        months = _MONTHS[kind]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        return cls(first, _later(first, months), kind)

    @classmethod
    def between(cls, first: date, last: date) -> "Span":
        """Return the irregular span of the days from first to last, both included."""
        return cls(first, last + DAY, SpanKind.IRREGULAR)

    @classmethod
    def parse(cls, code: str) -> "Span":
        """Return the span of a code. Raises ValueError where it is none."""
        if found := _WEEK.fullmatch(code):
            return cls.of(SpanKind.WEEK, date.fromisocalendar(int(found[1]), int(found[2]), 1))
        if found := _MONTH.fullmatch(code):
            return cls.of(SpanKind.MONTH, date(int(found[1]), int(found[2]), 1))
        if found := _QUARTER.fullmatch(code):
            return cls.of(SpanKind.QUARTER, date(int(found[1]), 3 * int(found[2]), 1))
        if _YEAR.fullmatch(code):
            return cls.of(SpanKind.YEAR, date(int(code), 1, 1))
        if found := _DAYS.fullmatch(code):
            return cls.between(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
        raise ValueError(f"Not a span: {code!r}")

    @property
    def code(self) -> str:
        """Return the span as one short word; `parse` reads it back."""
        if self.kind is SpanKind.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        if self.kind is SpanKind.MONTH:
            return f"{self.first:%Y-%m}"
        if self.kind is SpanKind.QUARTER:
            return f"{self.first:%Y}-Q{(self.first.month + 2) // 3}"
        return f"{self.first:%Y}" if self.kind is SpanKind.YEAR else f"{self.first}..{self.last}"

    @property
    def last(self) -> date:
        """Return the last day."""
        return self.end - DAY

    def next(self) -> "Span":
        """Return the span right after this one; after an irregular one, as many days again."""
        if self.kind is SpanKind.IRREGULAR:
            return Span(self.end, self.end + (self.end - self.first), self.kind)
        return Span.of(self.kind, self.end)

    def previous(self) -> "Span":
        """Return the span right before this one; before an irregular one, as many days."""
        if self.kind is SpanKind.IRREGULAR:
            return Span(self.first - (self.end - self.first), self.first, self.kind)
        return Span.of(self.kind, self.first - DAY)

    def spans_within(self, kind: SpanKind) -> Iterator["Span"]:
        """Yield the spans of a kind that begin within this one, in their order."""
        each = Span.of(kind, self.first)
        while each.first < self.end:
            if each.first >= self.first:
                yield each
            each = each.next()

    def __contains__(self, day: date) -> bool:
        """Tell whether the day lies in the span."""
        return self.first <= day < self.end


def _later(first: date, months: int) -> date:
    """Return the first day of the month so many months later."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
