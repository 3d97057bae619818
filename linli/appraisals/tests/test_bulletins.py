"""A result is made known inside, opened by decision, and names persons only if two officers allow it."""

from datetime import date

import pytest

from linli.appraisals import samples
from linli.appraisals.models import Bulletin, ConsequenceRule, Proposal, Scheme
from linli.appraisals.queries import public_bulletins
from linli.appraisals.services import bulletins as services
from linli.appraisals.services.deciding import confirm_proposal, waive_proposal
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.terms import ConditionKind, ConsequenceAction, PublicationScope, RoundState
from linli.appraisals.tests.reading import LOST, rules_of, url
from linli.foundation.models import AuditLine
from linli.people.samples import appoint, make_account

NOW = samples.LATER


@pytest.fixture
def contest(contest):
    """A contest whose results may be opened, with a secretary in the community that will be last."""
    Scheme.objects.filter(pk=contest.scheme.pk).update(publication=PublicationScope.PUBLIC)
    ConsequenceRule.objects.create(
        scheme=contest.scheme,
        number=9,
        name="末位公布",
        condition=ConditionKind.LAST,
        k=1,
        action=ConsequenceAction.PUBLICATION,
        clause="003-14",
    )
    secretary = make_account("zhangsan", name="张书记")
    appoint(secretary, "community_worker", area=contest.subjects[-1].area, post="书记", valid_from=date(2025, 1, 1))
    contest.people["second_chief"] = make_account("second_chief")
    appoint(contest.people["second_chief"], "district_commander", area=contest.areas["dongchuan"])
    contest.scheme.refresh_from_db()
    return contest


def publish(contest, snapshot, *, characters=100):
    return services.publish_result(
        snapshot_id=snapshot.pk,
        introduction="七月",
        characters=characters,
        actor=contest.people["chief"],
        now=NOW,
    )


def test_it_is_made_known_inside_and_the_round_goes_on(contest, snapshot, sign_in, max_queries):
    browser = sign_in("chief")
    assert sign_in("worker").get(url("bulletin", snapshot.pk)).status_code == 404

    browser = sign_in("chief")
    assert browser.post(url("publish", snapshot.pk), {"introduction": "七月小结"}).status_code == 302

    snapshot.round.refresh_from_db()
    assert snapshot.round.state is RoundState.PUBLISHED
    made = Bulletin.objects.get()
    assert not made.is_public
    assert sign_in("worker").get(url("bulletin", snapshot.pk)).status_code == 200
    assert list(public_bulletins()) == []
    with max_queries(20):
        sign_in("chief").get(url("bulletin", snapshot.pk))


def test_it_tells_totals_best_last_and_problems(contest, snapshot, sign_in):
    content = sign_in("chief").get(url("bulletin", snapshot.pk)).context["content"]

    assert (content.judged, content.ranked) == (6, 6)
    assert [place.rank for place in content.best] == [1, 2, 3, 3]
    assert [place.rank for place in content.last] == [5, 6]
    assert [problem.name for problem in content.problems] == ["民主议事"]
    assert content.problems[0].lost == 33_00


def test_whoever_sees_no_ranks_reads_none_in_it(contest, snapshot, sign_in):
    Scheme.objects.update(publication=PublicationScope.INTERNAL)
    publish(contest, snapshot)

    text = sign_in("worker").get(url("bulletin", snapshot.pk)).content.decode()

    assert "第6名" not in text
    assert "示例6社区" not in text


def test_a_public_page_opens_only_by_decision(contest, snapshot, sign_in, client):
    made = publish(contest, snapshot)
    client.logout()
    assert client.get(url("public_bulletin", made.token)).status_code == 404

    sign_in("chief").post(url("turn_bulletin", snapshot.pk, "open"))

    client.logout()
    answer = client.get(url("public_bulletin", made.token))
    assert answer.status_code == 200
    assert "第6名" in answer.content.decode()
    assert [one.token for one in public_bulletins()] == [made.token]
    assert client.get(url("public_bulletin", "x" * 24)).status_code == 404


def test_a_scheme_that_keeps_results_inside_is_never_opened(contest):
    Scheme.objects.filter(pk=contest.scheme.pk).update(publication=PublicationScope.INTERNAL)
    snapshot = samples.confirmed_round(contest, LOST)
    made = publish(contest, snapshot)

    with pytest.raises(AppraisalRefused) as refused:
        services.open_bulletin(bulletin_id=made.pk, characters=10, actor=contest.people["chief"], now=NOW)

    assert rules_of(refused) == {"appraisals.bulletin.inside"}


def test_a_bulletin_that_is_too_long_is_refused(contest, snapshot, sign_in):
    with pytest.raises(AppraisalRefused) as refused:
        publish(contest, snapshot, characters=4001)
    assert rules_of(refused) == {"appraisals.bulletin.long"}

    answer = sign_in("chief").post(url("publish", snapshot.pk), {"introduction": "长" * 3990})
    assert answer.status_code == 422
    assert "通报最多4000字" in answer.content.decode()
    assert not Bulletin.objects.exists()


def test_persons_are_named_only_by_two_different_officers(contest, snapshot, client, sign_in):
    chief, second = contest.people["chief"], contest.people["second_chief"]
    confirm_proposal(proposal_id=Proposal.objects.get(action=ConsequenceAction.PUBLICATION).pk, actor=chief, now=NOW)
    made = publish(contest, snapshot)
    services.open_bulletin(bulletin_id=made.pk, characters=10, actor=chief, now=NOW)
    assert "张书记" not in client.get(url("public_bulletin", made.token)).content.decode()

    services.allow_names(bulletin_id=made.pk, actor=chief, now=NOW)
    with pytest.raises(AppraisalRefused) as refused:
        services.allow_names(bulletin_id=made.pk, actor=chief, now=NOW)
    assert rules_of(refused) == {"appraisals.naming_same"}
    assert "张书记" not in client.get(url("public_bulletin", made.token)).content.decode()

    sign_in("second_chief").post(url("turn_bulletin", snapshot.pk, "allow-names"))
    client.logout()
    assert "张书记" in client.get(url("public_bulletin", made.token)).content.decode()
    assert AuditLine.objects.filter(action="appraisals.allow_names").count() == 2

    services.forbid_names(bulletin_id=made.pk, actor=second, now=NOW)
    assert "张书记" not in client.get(url("public_bulletin", made.token)).content.decode()


def test_only_confirmed_consequences_are_told(contest, snapshot, sign_in):
    chief = contest.people["chief"]
    flags = list(Proposal.objects.filter(action=ConsequenceAction.FLAG).order_by("pk"))
    confirm_proposal(proposal_id=flags[0].pk, actor=chief, now=NOW)
    waive_proposal(proposal_id=flags[1].pk, reason="自愿让出", actor=chief, now=NOW)

    content = sign_in("chief").get(url("bulletin", snapshot.pk)).context["content"]

    assert [(one.action, one.name) for one in content.followed] == [(ConsequenceAction.FLAG, str(flags[0].subject))]


def test_a_withdrawn_bulletin_is_gone_and_may_come_back_elsewhere(contest, snapshot, sign_in, client):
    made = publish(contest, snapshot)
    chief = contest.people["chief"]
    services.open_bulletin(bulletin_id=made.pk, characters=10, actor=chief, now=NOW)
    with pytest.raises(AppraisalRefused) as refused:
        services.withdraw_bulletin(bulletin_id=made.pk, reason=" ", actor=chief, now=NOW)
    assert rules_of(refused) == {"appraisals.bulletin.reason"}

    sign_in("chief").post(url("withdraw_bulletin", snapshot.pk), {"reason": "数据有误"})

    client.logout()
    assert client.get(url("public_bulletin", made.token)).status_code == 404
    assert sign_in("worker").get(url("bulletin", snapshot.pk)).status_code == 404
    assert publish(contest, snapshot).token != made.token
    assert not Bulletin.objects.get().is_public


@pytest.mark.parametrize("name", ["office", "worker", "stranger"])
def test_only_publishers_make_known(contest, snapshot, sign_in, name):
    browser = sign_in(name)

    assert browser.post(url("publish", snapshot.pk), {"introduction": ""}).status_code == 403
    assert browser.post(url("turn_bulletin", snapshot.pk, "open")).status_code == 403
    assert browser.post(url("withdraw_bulletin", snapshot.pk), {"reason": "x"}).status_code == 403
    assert not Bulletin.objects.exists()
