"""A history told by the book leaves the same rows, field by field, as the services leave."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from linli.cases import samples, services
from linli.cases.bulk import Book, acts
from linli.cases.models import Adjustment, CallBack, Case, Category, Event, Oversight, Report, Revisit, StageClock, Task
from linli.cases.terms import ActionCode, DeclineReason, Lasting, RefusalReason, Solved, Urgency
from linli.foundation import audit, search

pytestmark = pytest.mark.django_db

OWN = {
    "id",
    "number",
    "hash",
    "receipt",
    "contact",
    "case",
    "event",
    "task",
    "report",
    "clock",
    "details",
    "merged_into",
    "relapse",
    "relapse_of",
}
NUMBERED = {"report", "clock", "relapse"}
"""Columns that number or seal a row; everything else must be equal."""


def moments(start: datetime = samples.MORNING) -> Iterator[datetime]:
    """Yield one moment for each act, 95 minutes apart."""
    while True:
        yield start
        start += timedelta(minutes=95)


def rows_of(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Return every row of a case without its numbers."""
    events = Event.objects.filter(case=case).order_by("id")
    found = {
        "case": [case],
        "reports": Report.objects.filter(case=case),
        "tasks": Task.objects.filter(case=case).order_by("id"),
        "events": events,
        "clocks": StageClock.objects.filter(event__in=events).order_by("event_id"),
        "adjustments": Adjustment.objects.filter(case=case).order_by("event_id"),
        "oversights": Oversight.objects.filter(case=case).order_by("event_id"),
        "revisits": Revisit.objects.filter(case=case).order_by("event_id"),
        "call_backs": CallBack.objects.filter(report__case=case),
    }
    return {name: [_facts(row) for row in rows] for name, rows in found.items()}


def _facts(row: Any) -> dict[str, Any]:
    facts = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in OWN}
    details = json.loads(getattr(row, "details", "") or "{}")
    told = {key: value for key, value in details.items() if key not in NUMBERED}
    return facts | {"contact": getattr(row, "contact", None), "told": told}


@pytest.fixture
def district() -> samples.SampleDistrict:
    return samples.make_case_district()


def opened(district: samples.SampleDistrict, at: datetime) -> tuple[Case, Any, Book]:
    """Take the same report twice: by the service, and in a book."""
    place, area = district.areas["garden"], district.areas["nanyuan"]
    facts = {"text": "单元门口路面塌了一块", "address": "桂苑小区东门", "contact": "13000001234"}
    report = services.take_report(now=at, token="by the service", place=place, **facts)
    book = Book()
    address = facts.pop("address")
    life = book.open(token="by the book", at=at, area=area, place=place, address=address, **facts)
    return report.case, life, book


def same(case: Case, book: Book, life: Any) -> None:
    """Check that both histories left the same rows."""
    book.write()
    case.refresh_from_db()
    told = Case.objects.get(pk=life.case.pk)
    assert rows_of(told) == rows_of(case)


def test_the_long_way_with_refusal_failure_rating_and_reopening(district):
    people, unit = district.people, district.organisations["urban_management"]
    road, at = district.kinds["road"], moments()
    first = next(at)
    case, life, book = opened(district, first)
    steps = [
        ("linjie", services.claim, {}, acts.claim, ()),
        ("linjie", services.send_verify, {"note": "看现场"}, acts.send_verify, ("看现场",)),
        ("linjie", services.report_verified, {"note": "属实"}, acts.report_verified, ("属实",)),
        ("linjie", services.file_case, {"category": road, "urgency": Urgency.URGENT}, _file_urgently, (road,)),
        ("zhaomin", services.dispatch, {"unit": unit, "note": "按职责"}, _dispatch, (unit, "按职责")),
        ("sunwei", services.sign, {}, acts.sign, ()),
        ("sunwei", services.refuse, _refusal(), acts.refuse, tuple(_refusal().values())),
        ("zhaomin", services.dispatch, {"unit": unit, "note": "仍由你办"}, _dispatch, (unit, "仍由你办")),
        ("sunwei", services.sign, {}, acts.sign, ()),
        ("sunwei", services.answer, {"note": "已修", "outcome": ActionCode.FIXED}, acts.answer, ("已修",)),
        ("zhaomin", services.rework, {"note": "没修平"}, acts.rework, ("没修平",)),
        ("sunwei", services.answer, {"note": "再修", "outcome": ActionCode.FIXED}, acts.answer, ("再修",)),
        ("zhaomin", services.send_check, {}, acts.send_check, ()),
        ("wuting", services.fail, {"note": "松了"}, acts.fail, ("松了",)),
        ("sunwei", services.answer, {"note": "三修", "outcome": ActionCode.FIXED}, acts.answer, ("三修",)),
        ("zhaomin", services.send_check, {}, acts.send_check, ()),
        ("wuting", services.close, {"reply": "好了", "criterion_met": True}, acts.close, ("好了",)),
        (None, services.reopen, {"note": "又坏了"}, acts.reopen, ("又坏了",)),
    ]
    for (name, service, brought, act, words), now in zip(steps, at, strict=False):
        actor = people[name] if name else None
        case = service(case_id=case.pk, actor=actor, now=now, **brought)
        act(life.at(now, actor, by_reporter=name is None), *words)

    same(case, book, life)


def test_holds_extensions_and_attention(district):
    people, unit, road = district.people, district.organisations["urban_management"], district.kinds["road"]
    at = moments()
    case, life, book = opened(district, next(at))
    until = samples.MORNING + timedelta(days=9)
    steps = [
        ("linjie", services.file_case, {"category": road}, acts.file_case, (road,)),
        ("zhaomin", services.dispatch, {"unit": unit, "note": "按职责"}, _dispatch, (unit, "按职责")),
        ("sunwei", services.sign, {}, acts.sign, ()),
        ("sunwei", services.ask_extension, {"note": "缺料"}, acts.ask_extension, ("缺料",)),
        ("zhaomin", services.decide_extension, {"granted": True}, acts.grant_extension, ()),
        ("zhaomin", services.supervise, {"note": "快办"}, acts.supervise, ("快办",)),
        (None, services.urge, {"note": "催"}, acts.urge, ("催",)),
        ("zhaomin", services.give_notice, {"note": "整改", "until": until}, acts.give_notice, ("整改", until)),
        ("sunwei", services.ask_hold, {"note": "等件", "until": until}, acts.ask_hold, ("等件", until)),
        ("zhaomin", services.decide_hold, {"granted": True}, acts.grant_hold, ()),
        ("sunwei", services.end_hold, {}, acts.end_hold, ()),
    ]
    for (name, service, brought, act, words), now in zip(steps, at, strict=False):
        actor = people[name] if name else None
        case = service(case_id=case.pk, actor=actor, now=now, **brought)
        act(life.at(now, actor, by_reporter=name is None), *words)

    same(case, book, life)


def test_danger_averted_and_a_relapse_found(district):
    people, at = district.people, moments()
    Category.objects.filter(code="0901").update(safe_limit="30m", revisit_days=3)
    litter, committee = Category.objects.get(code="0901"), district.organisations["nanyuan_committee"]
    worker = samples.make_account("tangmei")
    samples.appoint(worker, "community_worker", organisation=committee, area=district.areas["nanyuan"])
    case, life, book = opened(district, next(at))
    steps = [
        (people["linjie"], services.file_case, {"category": litter}, acts.file_case, (litter,)),
        (worker, services.secure, {"note": "已围挡"}, acts.secure, ("已围挡",)),
        (people["zhaomin"], services.dispatch, {"unit": committee}, acts.dispatch, (committee,)),
        (worker, services.sign, {}, acts.sign, ()),
        (worker, services.answer, {"note": "清了", "outcome": ActionCode.FIXED}, acts.answer, ("清了",)),
        (people["zhaomin"], services.close, {"reply": "好了", "criterion_met": True}, acts.close, ("好了",)),
    ]
    for (actor, service, brought, act, words), now in zip(steps, at, strict=False):
        case = service(case_id=case.pk, actor=actor, now=now, **brought)
        act(life.at(now, actor), *words)
    later = next(at) + timedelta(days=5)
    found = {"finding": Lasting.RELAPSED, "note": "又堆满了"}
    other = samples.make_account("xuning")
    samples.appoint(other, "community_worker", organisation=committee, area=district.areas["nanyuan"])

    case = services.revisit(case_id=case.pk, actor=other, now=later, **found)
    relapse = acts.revisit(life.at(later, other), **found)

    same(case, book, life)
    by_service = Case.objects.get(relapse_of=case)
    by_book = Case.objects.get(relapse_of__pk=life.case.pk)
    assert by_book == relapse.case
    assert rows_of(by_service) == rows_of(by_book)


def test_declined_and_called_back(district):
    at = moments()
    case, life, book = opened(district, next(at))
    now, linjie = next(at), district.people["linjie"]

    case = services.decline(case_id=case.pk, actor=linjie, now=now, reason=DeclineReason.NOT_FOUND, reply="没找到")
    acts.decline(life.at(now, linjie), DeclineReason.NOT_FOUND, "没找到")

    same(case, book, life)


def test_a_rating_names_the_report_it_belongs_to(district):
    at = moments()
    _case, life, book = opened(district, next(at))
    linjie = district.people["linjie"]
    acts.file_case(life.at(next(at), linjie), district.kinds["litter"])
    acts.rate(life.at(next(at), None, by_reporter=True), 5, Solved.YES, "好")

    book.write()

    event = Event.objects.get(case=life.case, act="rate")
    assert f'"report":{life.report.pk}' in event.details
    assert CallBack.objects.get(report=life.report).stars == 5


def test_the_chain_is_whole_and_in_the_order_of_time(district):
    book = Book()
    for number in range(5):
        at = samples.MORNING + timedelta(hours=number)
        life = book.open(text=f"第{number}件", token=f"token {number}", at=at, area=district.areas["nanyuan"])
        acts.claim(life.at(at + timedelta(hours=3), district.people["linjie"]))

    book.write()

    times = list(Event.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
    assert audit.verify(Event).is_ok


def test_what_was_told_is_found_by_two_characters(district):
    book = Book()
    book.open(text="单元门口路灯不亮", token="lamp", at=samples.MORNING, area=district.areas["nanyuan"])
    book.open(text="井盖坏了", token="lid", at=samples.MORNING, area=district.areas["nanyuan"])

    book.write()

    assert search.filter(Case.objects.all(), "cases_case", "路灯").count() == 1


def _file_urgently(life, category):
    acts.file_case(life, category, urgency=Urgency.URGENT)


def _dispatch(life, unit, note):
    acts.dispatch(life, unit, note=note)


def _refusal() -> dict[str, Any]:
    return {"reason": RefusalReason.NOT_OURS, "note": "不归我们", "proposal": "住建局"}
