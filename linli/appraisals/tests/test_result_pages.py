"""What people see of results: the table, the scorecard, the profile, and what is not theirs."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from linli.appraisals import samples
from linli.appraisals.models import Scheme
from linli.values import Span

LOST = [0, 1, 2, 2, 3, 5]
AUGUST = Span.parse("2026-08")
SEPTEMBER = datetime(2026, 9, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def snapshot(contest):
    return samples.confirmed_round(contest, LOST)


@pytest.fixture
def sign_in(contest, client):
    def go(name):
        client.force_login(contest.people[name])
        return client

    return go


def url(name, *args):
    return reverse(f"appraisals:{name}", args=args)


def rows_of(answer):
    return {str(row.subject): row for row in answer.context["rows"]}


def test_whoever_compares_sees_ranks_of_all(contest, snapshot, sign_in, max_queries):
    browser = sign_in("office")

    with max_queries(20):
        answer = browser.get(url("ranking", snapshot.pk))

    assert [row.rank for row in answer.context["rows"]] == [1, 2, 3, 3, 5, 6]
    assert answer.context["sound"] is True
    assert "第6名" in answer.content.decode()
