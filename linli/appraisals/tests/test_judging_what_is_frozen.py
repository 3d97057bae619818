"""A frozen round is judged by what was frozen with it, not by what its scheme says today."""

import json

from linli.appraisals import samples
from linli.appraisals.models import ConsequenceRule, Scheme, Snapshot
from linli.appraisals.queries.frozen import rule_from, rules_of, streak_policy_of
from linli.appraisals.queries.judging import judge_snapshot
from linli.appraisals.rules.streaks import StreakPolicy
from linli.appraisals.tests.reading import LOST


def test_what_a_head_keeps_comes_back_the_same(contest):
    head = json.loads(samples.confirmed_round(contest, LOST).head)

    assert [rule_from(each) for each in head["rules"]] == rules_of(contest.scheme)
    assert StreakPolicy(**head["streak"]) == streak_policy_of(contest.scheme)


def test_it_is_judged_the_same_whatever_becomes_of_the_scheme(contest):
    snapshot = samples.confirmed_round(contest, LOST)
    before = judge_snapshot(snapshot)
    ConsequenceRule.objects.update(k=1, is_active=False)
    Scheme.objects.update(min_ranked=100, streak_shared=True)

    assert judge_snapshot(Snapshot.objects.get(pk=snapshot.pk)) == before
    assert before.proposals
