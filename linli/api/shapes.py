"""From the cases room's queries to what the interface shows."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.api.problems import Problem
from linli.api.schemas import CaseDetail, CaseFilter, CaseOut, CasePage, EventOut, ReportStatus
from linli.cases import queries
from linli.cases.terms import Light, OwnerClass, State
from linli.foundation import paging
from linli.people import queries as people
from linli.places import queries as places
from linli.values import Term

SHORT = 1000


def report_status(report: Any, now: datetime) -> ReportStatus:
    """Return what the public may know of a report."""
    view = queries.view_report(report, now)
    return ReportStatus(
        receipt=view.receipt,
        state=view.state,
        state_label=_(view.state.label),
        words=_(view.words),
        unit=view.unit,
        reply=view.reply,
        reported_at=view.reported_at,
        due_at=view.due_at,
        ended_at=view.ended_at,
    )


def case_page(account: Any, filters: CaseFilter, now: datetime) -> CasePage:
    """Return one page of the cases an account may see, the newest first. Raises Problem 422 for an unknown word."""
    _count, found = queries.counted(
        account,
        now=now,
        limit=SHORT,
        also={"ended_at__isnull": True} if filters.open else {},
        q=filters.q,
        states=[one for one in [_term(State, "state", filters.state)] if one],
        area_path=_area_path(filters.area),
        category_code=filters.category,
        owner_class=_term(OwnerClass, "owner_class", filters.owner_class),
        light=_term(Light, "light", filters.light),
        since=filters.since,
        until=filters.until,
    )
    page = paging.page(found, order=("-id",), after=filters.after, size=filters.size)
    lights = queries.lights(page.items, now)
    words = queries.first_words([case.pk for case in page.items if not case.summary])
    items = [CaseOut(**_facts(case, lights[case.pk], words.get(case.pk, ""))) for case in page.items]
    return CasePage(items=items, next=page.next or None)


def case_detail(account: Any, number: str, now: datetime) -> CaseDetail:
    """Return one case with its history. Raises Problem 404 for what does not exist or lies out of reach."""
    rows = queries.visible_cases(account).select_related("area", "category", "holder", "unit")
    case = rows.filter(number=int(number)).first() if number.isdecimal() and len(number) < 16 else None
    if case is None:
        raise Problem(404)
    events = queries.list_events(case)
    names = people.get_names({event.actor_id for event in events})
    words = queries.first_words([case.pk]).get(case.pk, "")
    return CaseDetail(
        **_facts(case, queries.light(case, now), words),
        events=[
            EventOut(
                at=event.at,
                act=event.act,
                act_label=_(event.act.label),
                actor=names.get(event.actor_id or 0, ""),
                note=event.note,
            )
            for event in events
        ],
    )


def _facts(case: Any, light: Light, words: str) -> dict[str, Any]:
    """Return the columns of a case as the interface names them."""
    return {
        "number": str(case.number),
        "state": case.state,
        "state_label": _(case.state.label),
        "category": case.category.code if case.category else None,
        "category_name": case.category.name if case.category else "",
        "owner_class": case.owner_class or None,
        "summary": case.summary or words[:120],
        "address": case.address,
        "area": case.area.name,
        "holder": case.holder.name,
        "unit": case.unit.name if case.unit else None,
        "urgency": case.urgency,
        "light": light,
        "longitude": case.longitude,
        "latitude": case.latitude,
        "reported_at": case.reported_at,
        "due_at": case.due_at,
        "overall_due_at": case.overall_due_at,
        "ended_at": case.ended_at,
        "round": case.round,
        "refusals": case.refusals,
    }


def _term(term: type[Term], field: str, value: str) -> Any:
    """Return the member of a word in the address. Raises Problem 422 that lists the words."""
    if not value:
        return None
    try:
        return term(value)
    except ValueError:
        known = ", ".join(code for code, _label in term.choices())
        message = _("is none of %(known)s") % {"known": known}
        raise Problem(422, f"{field} {message}", errors=[{"field": field, "message": message}]) from None


def _area_path(code: str) -> str:
    """Return the path of an area in force by its code. Raises Problem 422 for an unknown one."""
    if not code:
        return ""
    area = places.find_by_code(code)
    if area is None:
        message = _("is not the code of an area in force")
        raise Problem(422, f"area {message}", errors=[{"field": "area", "message": message}])
    return str(area.path)
