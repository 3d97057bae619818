"""A small city as plans see it: three districts and a banner with five communities each, and what was found there."""

from datetime import UTC, date, datetime
from typing import Any

from linli.places.queries import Area
from linli.places.samples import make_area
from linli.standards.models import Acceptance, Metric, Observation, Plan, Standard, StandardVersion, Subject
from linli.standards.services.plans import plan_from_preset
from linli.standards.services.subjects import ensure_subjects
from linli.standards.terms import AcceptanceState, Outcome, Source, VersionState
from linli.values import Span

NEW_YEAR = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
DISTRICTS = ("红山区", "松山区", "元宝山区", "喀喇沁旗")
EACH = 5
HOUSEHOLDS = 1600


def make_small_city() -> dict[str, Any]:
    """
    Build a city; keys: city, districts (3 and a banner), communities (20, five of each district in turn).

    Names of districts are real ones of Chifeng, everything else is not.
    """
    city = make_area("赤峰市", "city", code="150400", province="内蒙古自治区")
    districts, communities = [], []
    for place, name in enumerate(DISTRICTS):
        district = make_area(name, "district", city, code=f"15040{place + 2}")
        street = make_area(f"{name}一街道", "subdistrict", district, code=f"15040{place + 2}001")
        districts.append(district)
        for number in range(EACH):
            code = f"15040{place + 2}00100{number + 1}"
            facts = {"code": code, "households": HOUSEHOLDS}
            communities.append(make_area(f"{name[0]}{'甲乙丙丁戊'[number]}社区", "community", street, **facts))
    return {"city": city, "districts": districts, "communities": communities}


def make_ramp(city: dict[str, Any], *, actor: Any = None) -> Plan:
    """Begin the ramp of document 001 in the small city, 2026 to 2028."""
    return plan_from_preset(preset="chifeng", area=city["city"], first_year=2026, actor=actor, now=NEW_YEAR)


def observe(metric: str, year: int, values: dict[Area, Any]) -> None:
    """Enter what was found of a yearly metric."""
    row = Metric.objects.get(code=metric)
    span = Span.parse(str(year))
    subjects = ensure_subjects(kind=row.subject_kind, areas=list(values))
    for subject, value in zip(subjects, values.values(), strict=True):
        enter(row, subject, span, value)


def enter(metric: Metric, subject: Subject, span: Span, value: Any) -> Observation:
    """Enter one value, superseding the present one."""
    present = Observation.objects.filter(metric=metric, subject=subject, period=span.code, superseded_by=None).first()
    return Observation.objects.create(
        metric=metric,
        subject=subject,
        period=span.code,
        ends_on=span.end,
        value=value,
        source=Source.FORM,
        at=NEW_YEAR,
        supersedes=present,
    )


def accept(city: dict[str, Any], year: int, met: dict[Area, bool]) -> None:
    """Decide the acceptance of communities in a year."""
    standard, _made = Standard.objects.get_or_create(
        code="sample", defaults={"name": "和谐社区标准", "area": city["city"]}
    )
    version, _made = StandardVersion.objects.get_or_create(
        standard=standard,
        number=1,
        defaults={"state": VersionState.PUBLISHED, "published_at": NEW_YEAR, "digest": "0" * 64},
    )
    for area, is_met in met.items():
        Acceptance.objects.create(
            version=version,
            subject=ensure_subjects(kind="community", areas=[area])[0],
            year=year,
            state=AcceptanceState.DECIDED,
            outcome=Outcome.MET if is_met else Outcome.NOT_MET,
            decided_at=datetime.combine(date(year, 12, 20), NEW_YEAR.timetz()),
        )
