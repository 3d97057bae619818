"""The page of one case, its pictures, and the logged look at a reporter's contact."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases import queries, services
from linli.cases.models import Case, Event, Evidence
from linli.cases.terms import Act, State
from linli.cases.views.calls import CALLS
from linli.cases.views.finding import StaffRequest, find_case, get_case
from linli.cases.views.rows import NEXT, filing_of, place_of
from linli.foundation import uploads
from linli.foundation.access import requires
from linli.network import queries as network
from linli.people import queries as people
from linli.places import queries as places

POSTED_SHOWN = 6
BY_ITSELF = (Act.ALERT, Act.ESCALATE, Act.HOLD_END, Act.IMPORT, Act.REHOME)
"""Acts that no account did, and no reporter either."""


@dataclass(frozen=True)
class Line:
    """One event of the timeline and who did it."""

    event: Event
    actor: str

    @property
    def moved(self) -> bool:
        """Whether the act changed the state."""
        return self.event.before != self.event.after


class CasePage:
    """Everything the page of a case shows; each part is read once, when first shown."""

    def __init__(self, case: Case, user: Any, now: datetime, *, is_read_only: bool = False) -> None:
        """Take the case, the reader and the moment, and whether it is only there to be read."""
        self.case, self.user, self.now = case, user, now
        self.light = queries.light(case, now)
        self.tiles = settings.TILES
        self.is_read_only = is_read_only
        self.may_reveal = user.may("cases.reveal") and not is_read_only

    @cached_property
    def acts(self) -> list[Any]:
        """Return every act with whether it is allowed and why not."""
        if self.is_read_only:
            return []
        offers = queries.allowed_acts(self.case, self.user, self.now)
        return [offer for offer in offers if offer.action in CALLS]

    @property
    def allowed(self) -> list[Any]:
        """Return the acts that may be done now."""
        return [act for act in self.acts if act.allowed]

    @property
    def primary(self) -> Any | None:
        """Return the act the case waits for, if this person may do it; danger comes first."""
        wanted = [Act.SECURE, NEXT.get(State(self.case.state)), Act.CLOSE, Act.REVISIT]
        return next((act for want in wanted for act in self.allowed if act.action == want), None)

    @property
    def others(self) -> list[Any]:
        """Return the other allowed acts."""
        return [act for act in self.allowed if act is not self.primary]

    @property
    def refused(self) -> list[Any]:
        """Return the acts that start in this state but are refused."""
        return [act for act in self.acts if not act.allowed]

    @property
    def place(self) -> str:
        """Return where the case lies."""
        return place_of(self.case)

    @cached_property
    def posted(self) -> list[Any]:
        """Return who holds a post of the network below the community where the case lies, the nearest first."""
        spot = self.case.place
        chain = network.responsible_chain(spot, timezone.localdate(self.now)) if spot else []
        below = takewhile(lambda each: each[0].pk != self.case.area_id, chain)
        return [posting for _area, held in below for posting in held if posting.holder][:POSTED_SHOWN]

    @property
    def spot(self) -> Any:
        """Return the smallest area known of the case."""
        return self.case.place or self.case.area

    @cached_property
    def reports(self) -> list[Any]:
        """Return the reports, the first one first."""
        return list(self.case.reports.order_by("pk"))

    @property
    def title(self) -> str:
        """Return the short title, else the beginning of the first report."""
        first = self.reports[0].text[:60] if self.reports else ""
        return self.case.summary or first or str(self.case.number)

    @cached_property
    def evidence(self) -> list[tuple[Any, list[Evidence]]]:
        """Return the pictures grouped by what they show."""
        groups: dict[Any, list[Evidence]] = defaultdict(list)
        for picture in self.case.evidence.order_by("pk"):
            groups[picture.kind].append(picture)
        return list(groups.items())

    @cached_property
    def timeline(self) -> list[Line]:
        """Return what happened, the newest first."""
        events = queries.list_events(self.case)[::-1]
        names = people.get_names(event.actor_id for event in events)
        return [Line(event, names.get(event.actor_id or 0) or self._nobody(event)) for event in events]

    @staticmethod
    def _nobody(event: Event) -> str:
        """Return who acts where no account does: the reporter, or the clock."""
        if event.act is Act.WITNESS:
            return _("Steward")
        return _("Automatic") if event.act in BY_ITSELF else _("Reporter")

    @cached_property
    def clocks(self) -> list[queries.Face]:
        """Return the clocks that have not ended, and the whole case's; an ended case has none."""
        return [] if self.case.ended_at else list(queries.clock_faces(self.case, self.now))

    @cached_property
    def tasks(self) -> list[Any]:
        """Return the units' pieces of work."""
        return list(self.case.tasks.select_related("unit", "handler").order_by("pk"))

    @cached_property
    def adjustments(self) -> list[Any]:
        """Return holds, extensions and other requests."""
        return list(self.case.adjustments.order_by("pk"))

    @cached_property
    def oversights(self) -> list[Any]:
        """Return urging, supervision, notices, escalations."""
        return list(self.case.oversights.order_by("pk"))

    @cached_property
    def call_backs(self) -> list[Any]:
        """Return what reporters said about the result; an open case has none yet, unless it was reopened."""
        return queries.list_call_backs(self.case) if self.case.ended_at or self.case.round > 1 else []

    @cached_property
    def revisits(self) -> list[Any]:
        """Return the visits after the closing; most kinds of cases have none."""
        kind, told = self.case.category, any(line.event.act is Act.REVISIT for line in self.timeline)
        return queries.revisits_of(self.case) if told or (kind is not None and kind.revisit_days) else []

    @property
    def is_drawn(self) -> bool:
        """Return whether the answer that lies here was drawn for a check on site."""
        kind = self.case.category
        return (
            self.case.state is State.ANSWERED and kind is not None and kind.desk_check and queries.is_drawn(self.case)
        )

    @cached_property
    def above(self) -> list[Any]:
        """Return the areas from the city down to the one in which the case lies today."""
        return [*places.get_ancestors(self.case.area), self.case.area]

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way from the city to the place."""
        link = reverse("cases:list")
        return [(area.short_name, f"{link}?area={area.key}") for area in self.above]

    @cached_property
    def filed_in(self) -> list[str]:
        """Return the areas of the filing from the city down, as they were called then; empty if all is as it was."""
        area, day = filing_of(self.case)
        then = places.way_on(area, day)
        same = not self.case.area.valid_to and then == [each.name for each in self.above]
        return [] if same else then

    @cached_property
    def heirs(self) -> list[Any]:
        """Return who holds today the area of the case, if it has ended."""
        area = self.case.area
        return places.heirs_of([area])[area.pk] if area.valid_to else []


@requires("cases.view")
@require_safe
def case(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show one case; one of an area that has ended and went into the reader's own, to be read."""
    mine = find_case(request.user, case_id)
    found = mine or find_case(request.user, case_id, forebears=True)
    if found is None:
        raise Http404
    page = CasePage(found, request.user, timezone.now(), is_read_only=mine is None)
    return render(request, "cases/case.html", {"page": page})


@requires("cases.reveal")
@require_POST
def reveal(request: StaffRequest, case_id: int, report_id: int) -> HttpResponse:
    """Show one reporter's contact in full and leave a line in the log."""
    found = get_case(request.user, case_id)
    report = found.reports.filter(pk=report_id).first()
    if report is None:
        raise Http404
    contact = services.reveal_contact(report_id=report.pk, actor=request.user, now=timezone.now())
    context = {"report": report, "revealed": contact}
    if request.htmx:
        return render(request, "cases/_contact.html", context)
    return render(request, "cases/contact.html", {**context, "case": found})


def _picture(request: StaffRequest, case_id: int, evidence_id: int) -> Evidence:
    """Return a picture of a case that the person may read."""
    found = find_case(request.user, case_id) or find_case(request.user, case_id, forebears=True)
    picture = found.evidence.filter(pk=evidence_id).first() if found else None
    if picture is None:
        raise Http404
    return picture


@requires("cases.view")
@require_safe
def evidence(request: StaffRequest, case_id: int, evidence_id: int) -> Any:
    """Answer with a picture."""
    return uploads.serve(_picture(request, case_id, evidence_id).file)


@requires("cases.view")
@require_safe
def thumbnail(request: StaffRequest, case_id: int, evidence_id: int) -> Any:
    """Answer with the small form of a picture."""
    return uploads.serve(uploads.thumbnail_of(_picture(request, case_id, evidence_id).file))
