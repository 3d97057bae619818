"""What goes in and comes out of the interface, as types."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from linli.cases.services import ADDRESS_MAX, CONTACT_MAX, TEXT_MAX
from linli.values import noop


def _readable(value: str) -> str:
    """Refuse what no reader could see: NUL and other control characters; lone surrogates never get this far."""
    if any((char < " " and char not in "\n\r\t") or char == "\x7f" for char in value):
        raise PydanticCustomError("unreadable", "holds control characters")
    return value.replace("\r\n", "\n").strip()


def _said(value: str) -> str:
    """Refuse a text of nothing but spaces."""
    if not value:
        raise PydanticCustomError("empty", "is empty")
    return value


def _whole(value: object) -> object:
    """Refuse a text that is no Unicode (lone surrogates), before anything else looks at it."""
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise PydanticCustomError("string_unicode", "is not valid Unicode") from None
    return value


Line = Annotated[str, BeforeValidator(_whole), AfterValidator(_readable)]
Text = Annotated[Line, AfterValidator(_said)]


class ReportIn(Schema):
    """A resident's report as another system sends it."""

    text: Text = Field(max_length=TEXT_MAX, description=noop("What is wrong, in the reporter's own words."))
    category: Line | None = Field(None, max_length=40, description=noop("Code of a category, if it is known."))
    longitude: float | None = Field(
        None, ge=-180, le=180, allow_inf_nan=False, description=noop("Degrees, CGCS2000/WGS 84.")
    )
    latitude: float | None = Field(
        None, ge=-90, le=90, allow_inf_nan=False, description=noop("Degrees, CGCS2000/WGS 84.")
    )
    address: Line = Field("", max_length=ADDRESS_MAX, description=noop("Where, in words."))
    contact: Line = Field("", max_length=CONTACT_MAX, description=noop("How to reach the reporter; stored encrypted."))
    token: Line = Field("", max_length=64, description=noop("Your own key of this report; sent twice, it counts once."))


class ReportOut(Schema):
    """The receipt of a report."""

    receipt: str = Field(description=noop("The receipt; keep it, nobody can look it up."))
    track_url: str = Field(description=noop("Address of the page that follows the report."))


class ReportStatus(Schema):
    """What the public may know of a report."""

    receipt: str = Field(description=noop("The receipt; keep it, nobody can look it up."))
    state: str = Field(description=noop("Code of the state."))
    state_label: str = Field(description=noop("The state by its name."))
    words: str = Field(description=noop("The state in plain words."))
    unit: str = Field(description=noop("Who works on it."))
    reply: str = Field(description=noop("What the reporter was answered."))
    reported_at: datetime = Field(description=noop("When it was reported."))
    due_at: datetime | None = Field(description=noop("When the present step must be done; null while nothing runs."))
    ended_at: datetime | None = Field(description=noop("When it ended; null while it is open."))


class CaseFilter(Schema):
    """How the list of cases is narrowed; the same words as on the list page."""

    state: str = Field("", description=noop("Code of a state."))
    category: str = Field("", description=noop("Code of a category."))
    area: str = Field("", description=noop("Division code of an area; everything in it is meant."))
    owner_class: str = Field("", description=noop("Code of an owner class."))
    q: str = Field("", max_length=100, description=noop("Words to search for; two characters are enough."))
    since: date | None = Field(None, description=noop("Reported on or after this day."))
    until: date | None = Field(None, description=noop("Reported on or before this day."))
    light: str = Field("", description=noop("red is overdue; yellow, blue and green."))
    open: bool = Field(False, description=noop("Only cases that have not ended."))
    after: str = Field("", max_length=100, description=noop("What the previous page gave as `next`."))
    size: int = Field(50, ge=1, le=200, description=noop("How many cases a page holds."))


class CaseOut(Schema):
    """One case as staff see it in a list."""

    number: str = Field(description=noop("Number of the case."))
    state: str = Field(description=noop("Code of the state."))
    state_label: str = Field(description=noop("The state by its name."))
    category: str | None = Field(description=noop("Code of the category; null before it is known."))
    category_name: str = Field(description=noop("The category by its name."))
    owner_class: str | None = Field(description=noop("Code of the owner class; null before it is known."))
    summary: str = Field(description=noop("What it is about, in one line."))
    address: str = Field(description=noop("Where, in words."))
    area: str = Field(description=noop("The area by its name."))
    holder: str = Field(description=noop("Who must act now."))
    unit: str | None = Field(description=noop("Who answers for it; null before it is dispatched."))
    urgency: str = Field(description=noop("How urgent it is."))
    light: str = Field(description=noop("red is overdue; yellow, blue and green."))
    longitude: float | None = Field(description=noop("Degrees, CGCS2000/WGS 84."))
    latitude: float | None = Field(description=noop("Degrees, CGCS2000/WGS 84."))
    reported_at: datetime = Field(description=noop("When it was reported."))
    due_at: datetime | None = Field(description=noop("When the present step must be done; null while nothing runs."))
    overall_due_at: datetime | None = Field(description=noop("When the whole case must be done."))
    ended_at: datetime | None = Field(description=noop("When it ended; null while it is open."))
    round: int = Field(description=noop("How often it was taken up."))
    refusals: int = Field(description=noop("How often a unit sent it back."))


class CasePage(Schema):
    """One page of a list; `next` goes into `after` for the following page, null at the end."""

    items: list[CaseOut] = Field(description=noop("The cases of this page."))
    next: str | None = Field(description=noop("Goes into `after` for the following page; null at the end."))


class EventOut(Schema):
    """One line of a case's history."""

    at: datetime = Field(description=noop("When it was done."))
    act: str = Field(description=noop("Code of the act."))
    act_label: str = Field(description=noop("The act by its name."))
    actor: str = Field(description=noop("Who did it; empty for the clock or a reporter."))
    note: str = Field(description=noop("What was said."))


class CaseDetail(CaseOut):
    """One case with its history."""

    events: list[EventOut] = Field(description=noop("What happened, the oldest first."))


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str = Field(description=noop("Name of the field."))
    message: str = Field(description=noop("What is wrong with it."))


class ProblemOut(Schema):
    """An error (RFC 9457)."""

    type: str = Field(description=noop("Always about:blank."))
    title: str = Field(description=noop("The status in words."))
    status: int = Field(description=noop("The status of the answer."))
    detail: str = Field(description=noop("One sentence to show."))
    errors: list[FieldProblem] | None = Field(None, description=noop("What is wrong with single fields."))
