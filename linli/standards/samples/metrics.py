"""Example metrics and what was entered of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from linli.standards.models import Metric, Sheet, Subject
from linli.standards.rules.entering import Entered
from linli.standards.services.metrics import Facts, create_metric
from linli.standards.services.sheets import save_sheet
from linli.standards.terms import Direction, ValueKind
from linli.values import Span, SpanKind

METRICS: dict[str, Facts] = {
    "visits": Facts(
        "入户走访户数", unit="户", low=Decimal(0), high=Decimal(5000), max_change=0.5, help="同一户当月只计一次。"
    ),
    "disputes_settled": Facts("调解成功矛盾纠纷", unit="件", low=Decimal(0), max_change=1.0),
    "service_space": Facts(
        "社区服务用房面积", unit="平方米", value_kind=ValueKind.DECIMAL, low=Decimal(0), clause="001-6"
    ),
    "assembly_held": Facts("召开居民议事会", value_kind=ValueKind.YES_NO, help="本月至少召开一次。"),
    "notice_board": Facts(
        "公开栏状况", value_kind=ValueKind.CHOICE, choices={"good": "完好", "old": "陈旧", "none": "没有"}
    ),
    "handbook": Facts("居民公约上墙", value_kind=ValueKind.EVIDENCE, span_kind=SpanKind.YEAR),
    "volunteers": Facts(
        "注册志愿者", unit="人", span_kind=SpanKind.QUARTER, direction=Direction.HIGHER, low=Decimal(0)
    ),
}
"""Metrics of a community by their codes; five are asked every month, one every quarter, one every year."""


def make_metric(code: str = "visits", *, now: datetime, valid_from: date = date(2025, 1, 1), **changes: Any) -> Metric:
    """Begin one of the example metrics, or whatever `changes` make of it."""
    facts = METRICS.get(code) or Facts(name=code)
    given = Facts(**{**facts.columns(), **changes})
    return create_metric(code=code, facts=given, valid_from=valid_from, actor=None, now=now)


def make_metrics(*, now: datetime) -> dict[str, Metric]:
    """Begin every example metric; return them by code."""
    return {code: make_metric(code, now=now) for code in METRICS}


def fill_sheet(
    subject: Subject, period: str, values: dict[Metric, str], *, now: datetime, actor: Any = None, hand_in: bool = False
) -> Sheet:
    """Enter values into a sheet, a note with each so that no doubt stops them."""
    found = Sheet.objects.filter(subject=subject, period=period).first()
    saved = save_sheet(
        subject=subject,
        span=Span.parse(period),
        version=found.version if found else 0,
        entries={metric.pk: Entered(text, "示例") for metric, text in values.items()},
        actor=actor,
        now=now,
        hand_in=hand_in,
    )
    return saved.sheet
