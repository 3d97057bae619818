"""What rules propose is decided by a named officer whom it does not concern; help stands beside every card."""

from datetime import date

import pytest

from linli.appraisals import samples
from linli.appraisals.models import ConsequenceRule, HelpPlan, Proposal
from linli.appraisals.services.deciding import change_help, confirm_proposal, waive_proposal
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.revising import revise_snapshot
from linli.appraisals.terms import ConditionKind, ConsequenceAction, HelpState, ProposalState
from linli.appraisals.tests.reading import LOST, cells_of, rules_of, url
from linli.foundation.models import AuditLine
from linli.people.samples import appoint

NOW = samples.LATER


@pytest.fixture
def snapshot(contest):
    ConsequenceRule.objects.create(
        scheme=contest.scheme,
        number=9,
        name="末位公布",
        condition=ConditionKind.LAST,
        k=1,
        action=ConsequenceAction.PUBLICATION,
        clause="003-14",
    )
    ConsequenceRule.objects.create(
        scheme=contest.scheme,
        number=10,
        name="绩效工资",
        condition=ConditionKind.RANK_AT_MOST,
        k=1,
        action=ConsequenceAction.PAY,
    )
    return samples.confirmed_round(contest, LOST)


def proposed(action):
    return Proposal.objects.filter(action=action).order_by("pk").first()


def test_the_inbox_shows_every_proposal_with_its_derivation(contest, snapshot, sign_in, max_queries):
    browser = sign_in("chief")
    with max_queries(20):
        answer = browser.get(url("proposals"), {"snapshot": snapshot.pk})

    text = answer.content.decode()
    assert answer.context["counts"][ProposalState.PROPOSED] == Proposal.objects.count()
    assert answer.context["money"] == 4_500_000
    assert "合并第3名奖金共10000元：每个5000元" in text
    harsh = {one.action: plan for one, plan in answer.context["rows"] if plan}
    assert ConsequenceAction.YELLOW_CARD in harsh


def test_filters_narrow_the_inbox_and_its_workbook(snapshot, sign_in):
    browser = sign_in("chief")
    answer = browser.get(url("proposals"), {"action": "flag"})
    assert {one.action for one, _plan in answer.context["rows"]} == {ConsequenceAction.FLAG}

    book = browser.get(url("proposals_book"), {"action": "prize"})
    rows = cells_of(book)
    assert [row[4] for row in rows[1:]] == [20_000, 15_000, 5_000, 5_000]
    assert browser.get(url("proposals"), {"q": "无此社区"}).context["rows"] == []


def test_an_officer_confirms_and_it_is_written_down(contest, snapshot, sign_in):
    flag = proposed(ConsequenceAction.FLAG)

    answer = sign_in("chief").post(url("confirm_proposal", flag.pk), {"note": "授旗"}, follow=True)

    flag.refresh_from_db()
    assert answer.status_code == 200
    assert (flag.state, flag.decided_by, flag.reason) == (ProposalState.CONFIRMED, contest.people["chief"], "授旗")
    assert AuditLine.objects.filter(action="appraisals.confirm_proposal").count() == 1


def test_waiving_needs_a_reason(contest, snapshot, sign_in):
    card = proposed(ConsequenceAction.YELLOW_CARD)
    browser = sign_in("chief")

    assert browser.post(url("waive_proposal", card.pk), {"reason": " "}).status_code == 422
    with pytest.raises(AppraisalRefused) as refused:
        waive_proposal(proposal_id=card.pk, reason=" ", actor=contest.people["chief"], now=NOW)
    assert rules_of(refused) == {"appraisals.waive_reason"}

    browser.post(url("waive_proposal", card.pk), {"reason": "当月洪灾"})
    card.refresh_from_db()
    assert (card.state, card.reason) == (ProposalState.WAIVED, "当月洪灾")


def test_nothing_is_decided_twice(contest, snapshot):
    flag = proposed(ConsequenceAction.FLAG)
    confirm_proposal(proposal_id=flag.pk, actor=contest.people["chief"], now=NOW)

    with pytest.raises(AppraisalRefused) as refused:
        waive_proposal(proposal_id=flag.pk, reason="改", actor=contest.people["chief"], now=NOW)

    assert rules_of(refused) == {"appraisals.decided"}


def test_a_secretary_does_not_decide_about_his_own_community(contest):
    chief = contest.people["chief"]
    area = contest.subjects[-1].area
    appoint(chief, "district_commander", area=area, post="书记", valid_from=date(2025, 1, 1))
    samples.confirmed_round(contest, LOST)
    card = Proposal.objects.get(action=ConsequenceAction.YELLOW_CARD, subject=contest.subjects[-1])

    with pytest.raises(AppraisalRefused) as refused:
        confirm_proposal(proposal_id=card.pk, actor=chief, now=NOW)

    assert rules_of(refused) == {"appraisals.concerned"}


def test_money_that_no_rule_sets_is_set_by_the_officer(contest, snapshot, sign_in):
    pay = proposed(ConsequenceAction.PAY)
    with pytest.raises(AppraisalRefused) as refused:
        confirm_proposal(proposal_id=pay.pk, actor=contest.people["chief"], now=NOW)
    assert rules_of(refused) == {"appraisals.amount_missing"}

    sign_in("chief").post(url("confirm_proposal", pay.pk), {"yuan": "1200.50"})

    pay.refresh_from_db()
    assert (pay.state, pay.amount_fen) == (ProposalState.CONFIRMED, 120_050)


def test_what_the_rule_sets_is_not_overruled(contest, snapshot):
    prize = proposed(ConsequenceAction.PRIZE)

    confirm_proposal(proposal_id=prize.pk, actor=contest.people["chief"], now=NOW, amount_fen=1)

    assert Proposal.objects.get(pk=prize.pk).amount_fen == 2_000_000


@pytest.mark.parametrize(("name", "status"), [("office", 403), ("worker", 403), ("stranger", 403)])
def test_only_officers_of_the_area_decide(snapshot, sign_in, name, status):
    flag = proposed(ConsequenceAction.FLAG)

    assert sign_in(name).post(url("confirm_proposal", flag.pk)).status_code == status
    assert sign_in(name).post(url("waive_proposal", flag.pk), {"reason": "x"}).status_code == status


def test_the_inbox_of_another_subdistrict_is_empty(snapshot, sign_in):
    browser = sign_in("stranger")

    assert browser.get(url("proposals")).context["rows"] == []
    assert browser.get(url("proposal", proposed(ConsequenceAction.FLAG).pk)).status_code == 404
    assert sign_in("worker").get(url("proposals")).status_code == 403


def test_a_correction_overturns_and_proposes_anew(contest, snapshot, sign_in):
    prize = proposed(ConsequenceAction.PRIZE)
    item = contest.scheme.standard.items.get(code="2.2").pk
    chief = contest.people["chief"]
    new = revise_snapshot(
        snapshot_id=snapshot.pk,
        corrections={(contest.subjects[0].pk, item): 0},
        reason="登记错误",
        actor=chief,
        now=NOW,
    )

    answer = sign_in("chief").get(url("proposal", prize.pk))

    assert "因更正撤销" in answer.content.decode()
    assert answer.context["may_decide"] is False
    assert Proposal.objects.filter(snapshot=new, action=ConsequenceAction.PRIZE).exists()


def test_what_is_withheld_is_shown_with_its_reason(contest, sign_in, max_queries):
    ConsequenceRule.objects.create(
        scheme=contest.scheme,
        number=9,
        name="末位公布",
        condition=ConditionKind.LAST,
        k=1,
        action=ConsequenceAction.PUBLICATION,
    )
    snapshot = samples.confirmed_round(contest, [0, 1, 2, 3, 9, 9])

    browser = sign_in("chief")
    browser.get(url("proposals"))
    with max_queries(20):
        answer = browser.get(url("withheld", snapshot.pk))

    assert {one.action for one in answer.context["withheld"]} == {ConsequenceAction.PUBLICATION}
    assert "本应执行，但" in answer.content.decode()


def test_a_help_plan_is_agreed_whole_and_followed(contest, snapshot, sign_in):
    plan = HelpPlan.objects.get(subject=contest.subjects[-1])
    helper = contest.people["chief"].home_unit
    office = contest.people["office"]
    facts = {"plan_id": plan.pk, "actor": office, "now": NOW}
    with pytest.raises(AppraisalRefused) as refused:
        change_help(**facts, text="结对帮扶", helper=None, due_on=None, to=HelpState.AGREED)
    assert rules_of(refused) == {"appraisals.help_incomplete"}

    said = {"text": "结对帮扶", "helper": helper.pk, "due_on": "2026-09-30", "state": "agreed"}
    assert sign_in("office").post(url("help_change", plan.pk), said).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.helper, plan.due_on) == (HelpState.AGREED, helper, date(2026, 9, 30))
    with pytest.raises(AppraisalRefused) as refused:
        change_help(**facts, text="", helper=helper, due_on=plan.due_on, to=HelpState.PROPOSED)
    assert rules_of(refused) == {"appraisals.help_way"}

    answer = sign_in("office").get(url("help_plans"))
    assert answer.context["overdue"] == 1
    book = sign_in("office").get(url("help_book"), {"state": "agreed"})
    rows = cells_of(book)
    assert [row[0] for row in rows[1:]] == [str(plan.subject)]
    assert AuditLine.objects.filter(action="appraisals.help").count() == 1


def test_help_of_others_is_not_found(contest, snapshot, sign_in):
    plan = HelpPlan.objects.get(subject=contest.subjects[-1])

    assert sign_in("worker").get(url("help_plan", plan.pk)).status_code == 404
    assert sign_in("worker").post(url("help_change", plan.pk), {}).status_code == 403
    assert sign_in("stranger").post(url("help_change", plan.pk), {}).status_code == 404
