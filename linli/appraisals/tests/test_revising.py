"""A frozen result is corrected by an officer whom it does not concern; both stay visible."""

import json

import pytest

from linli.appraisals import samples
from linli.appraisals.models import Proposal, Snapshot
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.revising import revise_snapshot
from linli.appraisals.terms import ProposalState
from linli.appraisals.tests.reading import LOST, rules_of, url
from linli.foundation.models import AuditLine
from linli.people.samples import appoint


def item_of(snapshot, code="2.2"):
    return next(each["id"] for each in json.loads(snapshot.head)["items"] if each["code"] == code)


def test_an_officer_previews_and_then_corrects(contest, snapshot, sign_in):
    last, browser = contest.subjects[-1], sign_in("chief")
    page = url("correct", snapshot.pk, last.pk)
    said = {f"item_{item_of(snapshot)}": "30", "reason": "登记错误"}
    assert page in browser.get(url("scorecard", snapshot.pk, last.pk)).content.decode()

    seen = browser.post(page, said)

    assert seen.status_code == 200
    assert [(one.rank_before, one.rank) for one in seen.context["revision"].moved if one.name == str(last)] == [(6, 1)]
    assert Snapshot.objects.count() == 1
    answer = browser.post(page, said | {"seen": "1"}, follow=True)
    new = Snapshot.objects.get(revises=snapshot)
    assert answer.redirect_chain[-1][0] == url("scorecard", new.pk, last.pk)
    assert "更正或申诉改判" in answer.content.decode()
    assert browser.get(url("ranking", snapshot.pk)).status_code == 200
    assert set(Proposal.objects.filter(snapshot=snapshot).values_list("state", flat=True)) == {"overturned"}
    assert Proposal.objects.filter(snapshot=new, state=ProposalState.PROPOSED).exists()
    line = AuditLine.objects.get(action="appraisals.revise")
    assert (line.note, json.loads(line.details)["appraisals.lines"]) == ("登记错误", 1)


def test_what_was_corrected_once_is_not_corrected_again(contest, snapshot, sign_in):
    last, browser = contest.subjects[-1], sign_in("chief")
    page, said = url("correct", snapshot.pk, last.pk), {f"item_{item_of(snapshot)}": "30", "reason": "登记错误"}
    browser.post(page, said | {"seen": "1"})

    answer = browser.post(page, said | {"seen": "1"})

    assert answer.status_code == 422
    assert "该结果已更正" in answer.content.decode()
    assert page not in browser.get(url("scorecard", snapshot.pk, last.pk)).content.decode()
    assert Snapshot.objects.count() == 2


@pytest.mark.parametrize("said", [{}, {"reason": "错"}, {"points": "30"}, {"points": "31", "reason": "错"}])
def test_the_page_says_what_is_missing(contest, snapshot, sign_in, said):
    given = {"reason": said.get("reason", ""), f"item_{item_of(snapshot)}": said.get("points", "")}

    answer = sign_in("chief").post(url("correct", snapshot.pk, contest.subjects[-1].pk), given | {"seen": "1"})

    assert answer.status_code == 422
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize("name", ["office", "second"])
def test_neither_who_checked_nor_who_computed_corrects(contest, snapshot, name):
    with pytest.raises(AppraisalRefused) as refused:
        _revise(contest, snapshot, contest.people[name], contest.subjects[-1])
    assert rules_of(refused) == {"appraisals.same_person"}


def test_nobody_corrects_what_concerns_himself(contest, sign_in):
    chief, last, third = contest.people["chief"], contest.subjects[-1], contest.subjects[2]
    appoint(chief, "community_worker", organisation=chief.home_unit, area=third.area, post="书记")
    snapshot = samples.confirmed_round(contest, LOST)

    with pytest.raises(AppraisalRefused) as refused:
        _revise(contest, snapshot, chief, third)
    assert rules_of(refused) == {"appraisals.concerned"}
    with pytest.raises(AppraisalRefused) as refused:  # the last one rises above his own
        _revise(contest, snapshot, chief, last)
    assert rules_of(refused) == {"appraisals.concerned"}


def test_others_find_no_such_page(contest, snapshot, sign_in):
    page = url("correct", snapshot.pk, contest.subjects[0].pk)
    assert sign_in("worker").get(page).status_code == 403
    assert sign_in("office").get(page).status_code == 403


def _revise(contest, snapshot, actor, subject):
    return revise_snapshot(
        snapshot_id=snapshot.pk,
        corrections={(subject.pk, item_of(snapshot)): 30_00},
        reason="登记错误",
        actor=actor,
        now=samples.LATER,
    )
