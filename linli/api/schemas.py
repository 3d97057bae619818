"""What goes in and comes out of the interface, as types."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from linli.cases.services import ADDRESS_MAX, CONTACT_MAX, TEXT_MAX


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

    text: Text = Field(max_length=TEXT_MAX, description="What is wrong, in the reporter's own words.")
    category: Line | None = Field(None, max_length=40, description="Code of a category, if it is known.")
    longitude: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False, description="Degrees, CGCS2000/WGS 84.")
    latitude: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False, description="Degrees, CGCS2000/WGS 84.")
    address: Line = Field("", max_length=ADDRESS_MAX, description="Where, in words.")
    contact: Line = Field("", max_length=CONTACT_MAX, description="How to reach the reporter; stored encrypted.")
    token: Line = Field("", max_length=64, description="Your own key of this report; sent twice, it counts once.")


class ReportOut(Schema):
    """The receipt of a report."""

    receipt: str
    track_url: str


class ReportStatus(Schema):
    """What the public may know of a report."""

    receipt: str
    state: str
    state_label: str
    words: str = Field(description="The state in plain words.")
    unit: str
    reply: str
    reported_at: datetime
    due_at: datetime | None
    ended_at: datetime | None


class CaseFilter(Schema):
    """How the list of cases is narrowed; the same words as on the list page."""

    state: str = ""
    category: str = ""
    area: str = Field("", description="Division code of an area; everything in it is meant.")
    owner_class: str = ""
    q: str = Field("", max_length=100, description="Words to search for; two characters are enough.")
    since: date | None = Field(None, description="Reported on or after this day.")
    until: date | None = Field(None, description="Reported on or before this day.")
    light: str = Field("", description="red is overdue; yellow, blue and green.")
    open: bool = Field(False, description="Only cases that have not ended.")
    after: str = Field("", max_length=100, description="What the previous page gave as `next`.")
    size: int = Field(50, ge=1, le=200)


class CaseOut(Schema):
    """One case as staff see it in a list."""

    number: str
    state: str
    state_label: str
    category: str | None
    category_name: str
    owner_class: str | None
    summary: str
    address: str
    area: str
    holder: str
    unit: str | None
    urgency: str
    light: str
    longitude: float | None
    latitude: float | None
    reported_at: datetime
    due_at: datetime | None
    overall_due_at: datetime | None
    ended_at: datetime | None
    round: int
    refusals: int


class CasePage(Schema):
    """One page of a list; `next` goes into `after` for the following page, null at the end."""

    items: list[CaseOut]
    next: str | None


class EventOut(Schema):
    """One line of a case's history."""

    at: datetime
    act: str
    act_label: str
    actor: str
    note: str


class CaseDetail(CaseOut):
    """One case with its history."""

    events: list[EventOut]


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str
    message: str


class ProblemOut(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None
