"""How often the widest pages ask the database: everything that can be counted, over years, with nothing kept."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from linli.cases.samples import make_case, make_case_district
from linli.cases.terms import State
from linli.foundation.figures import all_figures
from linli.organisations.samples import make_organisation
from linli.people.samples import appoint, make_account
from linli.standards.models import Indicator, Metric, Plan, Selection, Target
from linli.standards.queries import indicator_pages
from linli.standards.services import ensure_subjects
from linli.standards.terms import AREA_KINDS, Missing, ScopeKind

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
MOST, SPANS, YEARS = 20, 14, 3
LONG_AGO = date(2019, 1, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    """Build a district with a case closed and one open, and a metric of every kind of area."""
    made = make_case_district()
    make_case(made, State.CLOSED)
    make_case(made, State.FILED, token="open")
    for kind in AREA_KINDS:
        facts = {"subject_kind": kind, "span_kind": "year", "valid_from": LONG_AGO, "missing": Missing.CARRY}
        Metric.objects.create(code=f"counted-{kind}", name=f"counted {kind}", **facts)
    return made


@pytest.fixture
def office(client, district):
    return sign_in(client, district, "appraisal_office", "kunming")


def sign_in(client, district, role, area):
    account = make_account("kaohe")
    appoint(account, role, organisation=district.organisations["headquarters"], area=district.areas[area])
    client.force_login(account)
    return client


@pytest.fixture
def subjects(district):
    """Return subjects of every kind of area and organisation, by kind."""
    names = {"city": "kunming", "district": "dongchuan", "subdistrict": "tongdu", "community": "nanyuan"}
    made = {kind: ensure_subjects(kind=kind, areas=[district.areas[name]])[0] for kind, name in names.items()}
    [made["compound"]] = ensure_subjects(kind="compound", areas=[district.areas["garden"]])
    workstation = make_organisation("南苑工作站", "workstation", district.areas["nanyuan"])
    for kind, unit in (("department", district.organisations["urban_management"]), ("workstation", workstation)):
        [made[kind]] = ensure_subjects(kind=kind, units=[unit])
    return made


def figures_about(*what):
    """Return the codes of all figures about something, the shortest first."""
    return sorted(
        (code for code, one in all_figures().items() if one.subject in what), key=lambda code: (len(code), code)
    )


def formulas_of(codes, most=300):
    """Return sums that hold as many names as fit into a formula, until all of them are used."""
    found = [""]
    for code in codes:
        longer = f"{found[-1]}+{code}" if found[-1] else code
        if len(longer) <= most:
            found[-1] = longer
        else:
            found.append(code)
    return found


def make_indicator(code, numerator, denominator="", kind="community", every="year"):
    facts = {"numerator": numerator, "denominator": denominator, "subject_kind": kind, "span_kind": every}
    return Indicator.objects.create(code=code, name=code, valid_from=LONG_AGO, **facts)


def asked(client, address, said=None):
    """Return what the database is asked for a page with nothing kept; a first look has loaded what outlives pages."""
    assert client.get(address, said).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        assert client.get(address, said).status_code == 200
    return [query["sql"] for query in found]


@pytest.mark.parametrize("kind", ["community", "compound", "district", "workstation"])
def test_an_indicator_of_everything_over_many_spans(office, district, subjects, monkeypatch, kind):
    monkeypatch.setattr(indicator_pages, "TREND", SPANS)
    own = kind if kind != "district" else "community"
    names = figures_about("area", "organisation") if kind == "workstation" else figures_about("area")
    metric = [] if kind == "workstation" else [f"counted_{own}"]
    above, below, *_left = [*formulas_of([*metric, *names]), "1", "1"]
    make_indicator("all", above, below, own, "month")

    found = asked(office, reverse("standards:indicator", args=["all"]), {"kind": kind, "subject": subjects[kind].pk})

    assert len(found) <= MOST, "\n".join(found)


@pytest.fixture
def plan(district, subjects):
    return make_plan(district, subjects, localdate().year - YEARS + 1)


@pytest.mark.parametrize("by", ["years", "areas"])
@pytest.mark.parametrize("role", ["appraisal_office", "community_worker"])
def test_a_plan_of_everything_over_begun_years(client, district, plan, by, role):
    sign_in(client, district, role, "kunming" if role == "appraisal_office" else "nanyuan")
    said = {"by": by, "year": plan.first_year + 1}

    found = asked(client, reverse("standards:plan", args=[plan.pk]), said)

    assert len(found) <= MOST, "\n".join(found)


@pytest.mark.parametrize("name", ["target", "target_units", "target_unit", "plan_file"])
def test_the_pages_below_a_plan_of_everything(office, plan, subjects, name):
    target = plan.targets.filter(kind="per_unit", subject_kind="community").first()
    args = {"plan_file": [plan.pk], "target_unit": [target.pk, subjects["community"].pk]}.get(name, [target.pk])

    found = asked(office, reverse(f"standards:{name}", args=args))

    assert len(found) <= MOST, "\n".join(found)


@pytest.mark.parametrize("role", ["appraisal_office", "community_worker"])
def test_who_answers_for_several_plans(client, district, plan, subjects, role):
    for name in ("second", "third"):
        make_plan(district, subjects, plan.first_year, name)
    unit = district.organisations["urban_management"]
    Target.objects.update(responsible=unit)
    sign_in(client, district, role, "kunming" if role == "appraisal_office" else "nanyuan")

    found = asked(client, reverse("standards:answers", args=[unit.key]))

    assert len(found) <= MOST, "\n".join(found)


def make_plan(district, subjects, first_year, name="everything"):
    """Make a plan that asks everything of everybody in each of its years, in its own area and of a selection."""
    area = district.areas["kunming"]
    plan = Plan.objects.create(name=name, area=area, first_year=first_year, years=YEARS, made_at=NOON)
    selection = Selection.objects.create(name=f"chosen for {name}", area=area)
    selection.subjects.add(*subjects.values())
    chosen = {"kind": "share", "scope_kind": ScopeKind.SUBSET, "selection": selection, "unit_value": 1}
    indicators = [(kind, row.code) for kind in subjects for row in indicators_of(kind, name)]
    for year in range(first_year, first_year + YEARS):
        shared = {"plan": plan, "area": area, "year": year, "due_on": date(year, 12, 31)}
        for order, (kind, code) in enumerate(indicators):
            facts = shared | {"title": code, "indicator": code, "subject_kind": kind, "order": order, "value": 1}
            Target.objects.create(**facts | {"kind": "per_unit"})
            Target.objects.create(**facts | chosen)
        Target.objects.create(kind="milestone", title="done", order=99, subject_kind="district", **shared)
    return plan


def indicators_of(kind, plan):
    """Make indicators of a kind of subject that use all its figures, and a metric of every kind of area below it."""
    about = {"department": ["organisation"], "workstation": ["area", "organisation"]}.get(kind, ["area"])
    below = AREA_KINDS[AREA_KINDS.index(kind) :] if kind in AREA_KINDS else ()
    names = [*figures_about(*about), *(f"counted_{one}" for one in below)]
    return [make_indicator(f"{plan}-{kind}-{place}", text, kind=kind) for place, text in enumerate(formulas_of(names))]
