"""Scoring: what an assessor may write, what is refused, and that nothing is ever edited."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse

from linli.appraisals import samples, services
from linli.appraisals.models import ScoreLine
from linli.appraisals.queries.progress import owed_in
from linli.appraisals.queries.scoring import task_of
from linli.appraisals.rules.scoring import Given, asked_of, given
from linli.appraisals.services import AppraisalRefused, Entry
from linli.appraisals.services.schemes import add_assessor
from linli.appraisals.terms import Asked, RoundState
from linli.foundation.models import AuditLine
from linli.people.samples import appoint
from linli.standards.terms import ItemKind, RuleKind, ScorerKind


@pytest.fixture
def task(contest, july):
    """What the first assessor scores in July."""
    return task_of(july, contest.assessors["first_assessor"])


def item_of(task, code):
    return next(item for item in task.items if item.code == code)


def enter(contest, july, entries, who="first_assessor", **said):
    return services.score_lines(
        round_id=july.pk,
        assessor_id=contest.assessors["first_assessor"].pk,
        entries=entries,
        actor=contest.people[who],
        now=samples.CLOSE,
        **said,
    )


def rules_of(saved):
    return {reason.rule for reasons in saved.refused.values() for reason in reasons}


def refused_rules(act):
    with pytest.raises(AppraisalRefused) as caught:
        act()
    return {reason.rule for reason in caught.value.reasons}


def test_only_while_it_is_scored_and_only_in_ones_own_role(contest, july, task):
    entry = Entry(contest.subjects[0].pk, item_of(task, "2.2").id, Decimal(5))
    assert refused_rules(lambda: enter(contest, july, [entry], "second_assessor")) == {"appraisals.score.role"}
    assert refused_rules(lambda: enter(contest, july, [entry], "stranger")) == {"appraisals.score.role"}

    services.end_assessor(
        assessor_id=contest.assessors["first_assessor"].pk, actor=contest.people["office"], now=samples.CLOSE
    )
    assert refused_rules(lambda: enter(contest, july, [entry])) == {"appraisals.score.role"}

    add_assessor(
        scheme_id=contest.scheme.pk,
        account=contest.people["first_assessor"],
        role=ScorerKind.TEAM,
        actor=contest.people["office"],
        now=samples.CLOSE,
    )
    services.lead_round(
        round_id=july.pk,
        to=RoundState.SUBMITTED,
        actor=contest.people["office"],
        now=samples.CLOSE,
        note="两名评分人请假",
    )
    assert refused_rules(lambda: enter(contest, july, [entry])) == {"appraisals.score.closed"}
    assert not ScoreLine.objects.exists()


def test_nobody_scores_his_own_community_and_nobody_owes_it(contest, july):
    judge = contest.people["first_assessor"]
    appoint(judge, "community_worker", area=contest.areas["nanyuan"])
    task = task_of(july, contest.assessors["first_assessor"])

    assert contest.areas["nanyuan"] not in [one.area for one in task.subjects]
    owed = {one.assessor.account.username: one.all for one in owed_in(july)}
    assert owed["first_assessor"] == owed["second_assessor"] - len(task.items)
    own = next(one for one in contest.subjects if one.area == contest.areas["nanyuan"])
    saved = enter(contest, july, [Entry(own.pk, item_of(task, "2.2").id, Decimal(5))])
    assert (saved.count, rules_of(saved)) == (0, {"appraisals.own"})


def test_each_kind_of_item_takes_what_it_asks_for_and_refuses_the_rest():
    full = 20_00
    assert asked_of(ItemKind.PASS_FAIL, RuleKind.VETO) is Asked.HAPPENED
    assert asked_of(ItemKind.PASS_FAIL, RuleKind.MANUAL) is Asked.PASSED
    assert asked_of(ItemKind.POINTS, RuleKind.DEDUCTION) is Asked.OCCURRENCES
    assert asked_of(ItemKind.POINTS, RuleKind.MANUAL) is Asked.POINTS
    assert asked_of(ItemKind.POINTS, RuleKind.BANDS) is Asked.VALUE

    def come(asked, typed):
        made = given(asked, full, Decimal(typed), lambda value: full - 250 * int(value))
        return made if isinstance(made, Given) else made.rule

    assert come(Asked.POINTS, "8.25") == Given(None, 825)
    assert come(Asked.POINTS, "20.01") == come(Asked.POINTS, "-1") == "appraisals.score.range"
    assert come(Asked.POINTS, "8.255") == "appraisals.score.places"
    assert come(Asked.OCCURRENCES, "2") == Given(Decimal(2), 1500)
    assert come(Asked.OCCURRENCES, "1.5") == come(Asked.OCCURRENCES, "-1") == "appraisals.score.whole"
    assert come(Asked.HAPPENED, "1") == Given(Decimal(1), 0)
    assert come(Asked.PASSED, "0") == Given(Decimal(0), 0)


def test_what_cannot_stand_comes_back_and_the_rest_is_written(contest, july, task):
    one, other = contest.subjects[0].pk, contest.subjects[1].pk
    talk, halls = item_of(task, "2.2").id, item_of(task, "1.1").id
    saved = enter(
        contest,
        july,
        [
            Entry(one, talk, Decimal(25)),
            Entry(other, talk, Decimal(31)),
            Entry(one, halls, Decimal(9)),
            Entry(other, halls, None),
        ],
    )

    assert saved.count == 1
    assert {key: [each.rule for each in reasons] for key, reasons in saved.refused.items()} == {
        (other, talk): ["appraisals.score.range"],
        (one, halls): ["appraisals.score.evidence"],
    }
    assert AuditLine.objects.filter(action="appraisals.score").count() == 1


def test_a_correction_supersedes_with_a_reason_and_the_first_line_stays(contest, july, task):
    one, talk = contest.subjects[0].pk, item_of(task, "2.2").id
    enter(contest, july, [Entry(one, talk, Decimal(25))])
    first = ScoreLine.objects.get()

    assert rules_of(enter(contest, july, [Entry(one, talk, Decimal(20), seen=first.pk)])) == {"appraisals.score.why"}
    assert rules_of(enter(contest, july, [Entry(one, talk, None, seen=first.pk)])) == {"appraisals.score.empty"}
    assert rules_of(enter(contest, july, [Entry(one, talk, Decimal(20))])) == {"appraisals.score.changed"}
    assert enter(contest, july, [Entry(one, talk, Decimal(25), seen=first.pk)]).count == 0
    assert enter(contest, july, [Entry(one, talk, Decimal(20), "漏看一次会议", seen=first.pk)]).count == 1

    second = ScoreLine.objects.get(supersedes=first)
    assert (first.centipoints, second.centipoints, second.comment) == (2500, 2000, "漏看一次会议")
    with pytest.raises((OperationalError, IntegrityError, Exception)), transaction.atomic():
        ScoreLine.objects.filter(pk=first.pk).update(centipoints=1)
    first.refresh_from_db()
    assert first.centipoints == 2500


def test_two_assessors_never_see_each_others_points(client, contest, july):
    samples.score_all(contest, july, [0, 1, 2, 3, 4, 5])
    second = contest.assessors["second_assessor"]
    client.force_login(contest.people["first_assessor"])
    task = task_of(july, contest.assessors["first_assessor"])

    assert {line.assessor_id for line in task.lines.values()} == {contest.assessors["first_assessor"].pk}
    page = client.get(reverse("appraisals:score", args=[july.pk]))
    assert f'value="{ScoreLine.objects.filter(assessor=second).first().pk}"' not in page.content.decode()
    assert client.get(reverse("appraisals:score", args=[july.pk]), {"role": second.pk}).status_code == 404


def test_the_page_keeps_what_was_typed_and_writes_the_rest(client, contest, july, task, max_queries):
    client.force_login(contest.people["first_assessor"])
    item = item_of(task, "2.2")
    address = f"{reverse('appraisals:score', args=[july.pk])}?by=item&at={item.id}"
    names = [f"{one.pk}-{item.id}" for one in contest.subjects]
    typed = {f"value-{name}": value for name, value in zip(names, ["25", "31", "x", "0"], strict=False)}
    page = client.post(address, typed | {f"comment-{names[1]}": "写错了"})

    text = page.content.decode()
    assert page.status_code == 422
    assert ScoreLine.objects.count() == 2
    assert 'value="31"' in text
    assert 'value="x"' in text
    assert "写错了" in text
    again = {"then": "next"}
    for line in ScoreLine.objects.all():
        name = f"{line.subject_id}-{item.id}"
        again |= {f"value-{name}": line.centipoints // 100, f"seen-{name}": line.pk}
    done = client.post(address, again)
    assert (done.status_code, "at=" in done["Location"]) == (302, True)
    with max_queries(20):
        client.get(address)


def test_cases_beside_a_line_must_be_within_reach(client, contest, july, task):
    client.force_login(contest.people["first_assessor"])
    item = item_of(task, "2.2")
    name = f"{contest.subjects[0].pk}-{item.id}"
    address = f"{reverse('appraisals:score', args=[july.pk])}?by=item&at={item.id}"
    page = client.post(address, {f"value-{name}": "25", f"cases-{name}": "2026999999"})

    assert page.status_code == 422
    assert not ScoreLine.objects.exists()


def test_the_office_sees_how_far_it_is_but_a_stranger_nothing(client, contest, july):
    for who, status in (("office", 200), ("worker", 200), ("stranger", 200)):
        client.force_login(contest.people[who])
        page = client.get(reverse("appraisals:round", args=[july.pk]))
        assert page.status_code == status
        assert ('data-testid="owed"' in page.content.decode()) is (who == "office")
    for who in ("office", "worker"):
        client.force_login(contest.people[who])
        assert client.get(reverse("appraisals:score", args=[july.pk])).status_code in (403, 404)
