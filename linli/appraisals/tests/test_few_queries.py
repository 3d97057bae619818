"""How often the widest pages of the room ask the database, however much there is to be told."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from linli.appraisals import samples
from linli.appraisals.tests.reading import LOST, url
from linli.foundation.figures import all_figures
from linli.standards.samples import make_metric
from linli.standards.samples.plans import accept, enter
from linli.standards.services import IndicatorFacts, add_target, begin_plan, create_indicator, plan_from_preset

MOST = 20
FED = {"1.2": "metric:premises", "1.3": "metric:in-time", "2.1": "metric:again"}
"""Items of the example standard and the metrics that feed them."""


def asked(client, address, said=None):
    """Return what the database is asked for a page with nothing kept; a first look has loaded what outlives pages."""
    assert client.get(address, said).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        assert client.get(address, said).status_code == 200
    return [query["sql"] for query in found]


@pytest.fixture
def fed(db):
    """A contest in which three metrics score, with a value of each for everybody in July."""
    metrics = [make_metric(code.removeprefix("metric:"), now=samples.BEGUN, span_kind="month") for code in FED.values()]
    made = samples.make_contest(count=6, feeds=FED)
    for subject in made.subjects:
        for metric in metrics:
            enter(metric, subject, samples.JULY, 100)
    return made


def test_what_is_behind_the_figures_of_a_subject_is_asked_once(fed, client):
    snapshot, subject = samples.confirmed_round(fed, LOST), fed.subjects[-1]
    client.force_login(fed.people["office"])

    card = asked(client, url("scorecard", snapshot.pk, subject.pk))
    client.force_login(fed.people["first_assessor"])
    grid = asked(client, url("score", snapshot.round_id), {"by": "subject", "at": subject.pk})

    for found in (card, grid):
        assert len([one for one in found if 'FROM "standards_metric"' in one and "code" in one]) <= 2
        assert len(found) <= MOST, "\n".join(found)


def plan_everything(contest, year):
    """Begin a plan that asks every figure of areas, of all rooms, of every community."""
    said = {"actor": contest.people["office"], "now": samples.BEGUN}
    plan = begin_plan(area=contest.areas["tongdu"], name="everything", first_year=year, **said)
    about = {"kind": "per_unit", "subject_kind": "community", "scope_kind": "under", "area": plan.area, "value": 1}
    for number, (code, figure) in enumerate(all_figures().items()):
        if figure.subject == "area":
            facts = IndicatorFacts(name=code, numerator=code)
            create_indicator(code=f"every-{number}", facts=facts, valid_from=samples.VALID, **said)
            due = {"title": code, "indicator": f"every-{number}", "year": year, "due_on": date(year, 12, 31)}
            add_target(plan_id=plan.pk, **said, **about, **due)


def test_a_profile_of_three_schemes_and_three_plans(contest, client):
    subject, office, year = contest.subjects[-1], contest.people["office"], localdate().year
    for each in (contest, *(samples.another_contest(contest, name) for name in ("第二", "第三"))):
        samples.confirmed_round(each, LOST)
    for preset, area in (("chifeng", "kunming"), ("today", "dongchuan")):
        plan_from_preset(preset=preset, area=contest.areas[area], first_year=year, actor=office, now=samples.BEGUN)
    plan_everything(contest, year)
    accept({"city": contest.areas["kunming"]}, year, {subject.area: True})
    client.force_login(office)

    found = asked(client, url("profile", subject.pk))

    page = client.get(url("profile", subject.pk)).context
    assert len(page["courses"]) == 3
    assert len({one.sheet.plan.pk for one in page["targets"]}) == 3
    assert page["is_met"]
    assert len(found) <= MOST, "\n".join(found)
