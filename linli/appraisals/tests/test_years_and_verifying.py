"""A year is closed from its months; frozen results prove themselves, and say so when somebody changed them."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from linli.appraisals import samples
from linli.appraisals.models import ConsequenceRule, Proposal, Scheme, SnapshotPart
from linli.appraisals.queries.verifying import examine_all
from linli.appraisals.terms import ConditionKind, ConsequenceAction, ConsequenceSpan
from linli.appraisals.tests.reading import LOST, url
from linli.foundation.audit import protect, unprotect
from linli.foundation.models import AuditLine
from linli.values import Span

AUGUST = Span.parse("2026-08")
SEPTEMBER = datetime(2026, 9, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def two_months(contest):
    Scheme.objects.filter(pk=contest.scheme.pk).update(year_least_rounds=2)
    contest.scheme.refresh_from_db()
    ConsequenceRule.objects.create(
        scheme=contest.scheme,
        number=9,
        name="年度奖金",
        span=ConsequenceSpan.YEAR,
        condition=ConditionKind.RANK_AT_MOST,
        k=1,
        action=ConsequenceAction.PRIZE,
        amounts_fen=[10_000_000],
    )
    july = samples.confirmed_round(contest, LOST)
    return july, samples.confirmed_round(contest, [2, 0, 0, 0, 0, 0], span=AUGUST, now=SEPTEMBER)


def run_command():
    out = StringIO()
    call_command("appraisals_verify", stdout=out)
    return out.getvalue()


def test_a_year_is_closed_and_ranked_by_the_mean_of_its_months(contest, two_months, sign_in, max_queries):
    scheme = contest.scheme
    browser = sign_in("chief")

    assert browser.post(url("close_year", scheme.pk, 2026)).status_code == 302

    with max_queries(20):
        answer = browser.get(url("year", scheme.pk, 2026))
    lines = [(row.rank, row.total, len(counted.periods)) for row, counted in answer.context["rows"]]
    assert lines == [(1, 99_50, 2), (2, 99_00, 2), (2, 99_00, 2), (2, 99_00, 2), (5, 98_50, 2), (6, 87_50, 2)]
    prize = Proposal.objects.get(snapshot=answer.context["closed"])
    assert (prize.action, prize.amount_fen) == (ConsequenceAction.PRIZE, 10_000_000)
    assert AuditLine.objects.filter(action="appraisals.close_year").count() == 1
    assert browser.post(url("close_year", scheme.pk, 2026)).status_code == 422
    assert browser.get(url("ranking", answer.context["closed"].pk)).status_code == 200
    assert browser.get(url("verify", answer.context["closed"].pk)).context["finding"].is_sound


def test_a_year_is_not_closed_while_a_round_is_on_its_way(contest, two_months, sign_in):
    samples.open_round(contest, Span.parse("2026-09"))

    answer = sign_in("chief").post(url("close_year", contest.scheme.pk, 2026))

    assert answer.status_code == 422
    assert "2026-09" in answer.content.decode()


def test_only_officers_close_a_year(contest, two_months, sign_in):
    for name in ("office", "worker", "stranger"):
        assert sign_in(name).post(url("close_year", contest.scheme.pk, 2026)).status_code == 403
    assert sign_in("chief").get(url("year", contest.scheme.pk, 1)).status_code == 404


def test_the_appraised_see_the_year_as_they_see_a_month(contest, two_months, sign_in):
    sign_in("chief").post(url("close_year", contest.scheme.pk, 2026))

    rows = sign_in("worker").get(url("year", contest.scheme.pk, 2026)).context["rows"]

    assert [row.rank for row, _counted in rows if row.rank is not None] == [2]


def test_frozen_results_prove_themselves(contest, two_months, sign_in):
    said = run_command()

    assert said.count("与冻结时一致") == 2
    assert all(finding.is_sound for finding in examine_all())
    answer = sign_in("worker").get(url("verify", two_months[0].pk))
    assert answer.context["finding"].is_sound


def test_whoever_changes_one_is_found_out(contest, two_months, sign_in):
    part = SnapshotPart.objects.filter(snapshot=two_months[0]).order_by("rank").last()
    _change(part)

    with pytest.raises(SystemExit) as ended:
        run_command()

    assert ended.value.code == 1
    browser = sign_in("office")
    assert f"{part.name}：名次被改动" in browser.get(url("verify", two_months[0].pk)).content.decode()
    assert browser.get(url("ranking", two_months[0].pk)).context["sound"] is False
    assert 'data-testid="is-unsound"' in browser.get(url("verify", two_months[0].pk)).content.decode()
    assert browser.get(url("ranking", two_months[1].pk)).context["sound"] is True


def _change(part):
    """Change a place in the database as an intruder could, past the triggers."""
    unprotect("appraisals_snapshotpart")
    SnapshotPart.objects.filter(pk=part.pk).update(placing=part.placing.replace('"rank":6', '"rank":1'))
    protect("appraisals_snapshotpart")
