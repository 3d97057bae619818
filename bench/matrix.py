"""The matrix of a plan: 300 communities, 40 indicators, 3 years; the page as a signed-in office opens it."""

from datetime import date
from typing import Any

from bench.server import apart, reply
from bench.timing import asking, clocked, figures, spent

DISTRICTS, EACH = 12, 25
INDICATORS, YEARS = 40, 3
REPEATS, WARM = 40, 3
MOST_MS, MOST_QUERIES = 300, 20
"""What the page may take at the 95th percentile, and how often it may ask the database (issue 4)."""


def measure() -> dict[str, Any]:
    """Return the figures, measured in a process of its own on a fresh installation."""
    return apart("bench.matrix")


def show(found: dict[str, Any]) -> None:
    """Print how long the page takes."""
    print(f"{'matrix':>18} {'p50 ms':>8} {'p95 ms':>8}  ({found['communities']} communities, {found['queries']})")
    for name in ("first", "years page", "areas page", "after a new value"):
        print(f"{name:>18} {found[name]['p50_ms']:8.1f} {found[name]['p95_ms']:8.1f}")


def _city(first_year: int) -> Any:
    """Return a plan of 120 targets over 300 communities, every value of its 40 metrics entered in every year."""
    from linli.places.samples import make_area
    from linli.standards.services.subjects import ensure_tier

    city = make_area("样本市", "city")
    for number in range(DISTRICTS):
        district = make_area(f"{number + 1}区", "district", city)
        street = make_area(f"{number + 1}街道", "subdistrict", district)
        for place in range(EACH):
            make_area(f"{number + 1}区{place + 1}社区", "community", street, households=1500 + place)
    ensure_tier(kind="community", under=city)
    return _plan(city, first_year)


def _plan(city: Any, first_year: int) -> Any:
    """Return a plan with 40 rows of targets, by turns of every community and of a share of them."""
    from linli.standards.models import Indicator, Metric, Plan, Target
    from linli.standards.terms import ScopeKind, TargetKind

    begun = date(first_year - 1, 1, 1)
    names = range(2 * INDICATORS)
    metrics = [Metric(code=f"m{n}", name=f"数{n}", span_kind="year", valid_from=begun) for n in names]
    Metric.objects.bulk_create(metrics)
    Indicator.objects.bulk_create(
        Indicator(
            code=f"i{n}",
            name=f"指标{n}",
            numerator=f"m{2 * n}",
            denominator=f"m{2 * n + 1}",
            factor=100,
            valid_from=begun,
        )
        for n in range(INDICATORS)
    )
    plan = Plan.objects.create(name="样本规划", area=city, first_year=first_year, years=YEARS, made_at=_moment())
    Target.objects.bulk_create(
        Target(
            plan=plan,
            order=n,
            title=f"目标{n}",
            kind=TargetKind.SHARE if n % 2 else TargetKind.PER_UNIT,
            indicator=f"i{n}",
            scope_kind=ScopeKind.UNDER,
            area=city,
            year=first_year + year,
            due_on=date(first_year + year, 12, 31),
            value=0.4 + 0.1 * year if n % 2 else 40,
            unit_value=50 if n % 2 else None,
        )
        for n in range(INDICATORS)
        for year in range(YEARS)
    )
    _fill(first_year)
    return plan


def _fill(first_year: int) -> None:
    """Enter every metric of every community for every year, as a fixed sequence of numbers."""
    from linli.standards.models import Metric, Observation, Subject
    from linli.standards.terms import Source
    from linli.values import Span

    spans = [Span.parse(str(first_year + year)) for year in range(YEARS)]
    subjects = list(Subject.objects.values_list("pk", flat=True))
    Observation.objects.bulk_create(
        (
            Observation(
                metric_id=metric,
                subject_id=subject,
                period=span.code,
                ends_on=span.end,
                value=(metric * 31 + subject * 17 + span.end.year) % 97 + 3,
                source=Source.FORM,
                at=_moment(),
            )
            for metric in Metric.objects.values_list("pk", flat=True)
            for subject in subjects
            for span in spans
        ),
        batch_size=500,
    )


def _moment() -> Any:
    from django.utils import timezone

    return timezone.now()


def _here() -> dict[str, Any]:
    """Measure in this process: with everything kept, right after a new value, and from the areas' side."""
    from django.test import Client
    from django.urls import reverse

    from linli.people.samples import appoint, make_account

    first_year = _moment().year - YEARS + 1
    plan = _city(first_year)
    office = make_account("office")
    appoint(office, "appraisal_office", area=plan.area)
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-hans"})
    client.force_login(office)
    address = reverse("standards:plan", args=[plan.pk])
    found: dict[str, Any] = {
        "communities": DISTRICTS * EACH,
        "indicators": INDICATORS,
        "years": YEARS,
        "most_ms": MOST_MS,
        "first": spent(asking(client, address), 1),
        "years page": spent(asking(client, address), REPEATS, WARM),
        "areas page": spent(asking(client, f"{address}?by=areas&year={first_year + 1}"), REPEATS, WARM),
        "after a new value": _after_new_value(client, address),
    }
    return found | {"queries": _queries(client, address)}


def _after_new_value(client: Any, address: str) -> dict[str, float]:
    """Return milliseconds a page when a value was entered just before each."""
    from linli.standards.models import Observation
    from linli.standards.terms import Source

    clock: list[float] = []
    for number in range(8):
        held = Observation.objects.filter(superseded_by=None).order_by("pk")[number]
        facts = {"metric_id": held.metric_id, "subject_id": held.subject_id, "period": held.period}
        Observation.objects.create(
            **facts, ends_on=held.ends_on, value=number, source=Source.FORM, at=_moment(), supersedes=held
        )
        clock += clocked(asking(client, address), 1)[0]
    return figures(clock)


def _queries(client: Any, address: str) -> dict[str, int]:
    """Return how often the database is asked: with everything kept, and with nothing kept."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as kept:
        client.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as anew:
        client.get(address)
    return {"kept": len(kept), "anew": len(anew)}


if __name__ == "__main__":
    reply(_here)
