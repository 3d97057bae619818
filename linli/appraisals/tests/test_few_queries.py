"""How often the widest pages of the room ask the database, however much there is to be told."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appraisals import samples
from linli.appraisals.tests.reading import LOST, url
from linli.standards.samples import make_metric
from linli.standards.samples.plans import enter

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
