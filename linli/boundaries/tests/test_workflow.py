"""From a draft to an approval: every passage, who may take it, and what is missing for it, all of it at once."""

from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse

from linli.boundaries import services
from linli.boundaries.models import Comment, Passage
from linli.boundaries.queries.workflow import for_project, standing_step
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.rules.workflow import WAYS, Brought, Facts, judge
from linli.boundaries.samples import NOON
from linli.boundaries.services import PassageRefused, ProjectChanged
from linli.boundaries.services.plans import add_step
from linli.boundaries.terms import CommentKind, ConsultationKind, EditAct, Moderation, ProjectState
from linli.boundaries.tests.leading import APPROVAL, TODAY, lead, record
from linli.foundation import audit
from linli.foundation.models import AuditLine
from linli.people.samples import appoint

S = ProjectState
MAY = {
    (S.DRAFT, S.CONSULTATION): {"planner", "guide"},
    (S.DRAFT, S.ARCHIVED): {"planner", "guide"},
    (S.CONSULTATION, S.PROPOSED): {"planner"},
    (S.CONSULTATION, S.CONSULTATION): {"planner", "guide"},
    (S.CONSULTATION, S.DRAFT): {"planner", "guide"},
    (S.PROPOSED, S.APPROVED): {"commander"},
    (S.PROPOSED, S.CONSULTATION): {"commander"},
    (S.PROPOSED, S.DRAFT): {"commander"},
    (S.APPROVED, S.IN_FORCE): {"commander"},
    (S.APPROVED, S.DRAFT): {"commander"},
    (S.IN_FORCE, S.ARCHIVED): {"commander"},
}
"""Passage -> who of the four levels may take it. Sources: 002-4; today.md, fact 2."""
WELL = {
    "introduction": "河西河东拆分",
    "comments_until": TODAY + timedelta(days=7),
    "document": "东政复〔2026〕8号",
    "document_date": TODAY,
    "effective_on": TODAY,
    "note": "情况有变",
}


def advance(project, to, actor, **facts):
    return services.advance(project_id=project.pk, to=to, actor=actor, now=NOON, **facts)


def refused(project, to, actor, **facts):
    with pytest.raises(PassageRefused) as caught:
        advance(project, to, actor, **facts)
    return [(reason.rule, reason.text) for reason in caught.value.reasons]


def put(project, plan, state):
    """Put a project into a state without leading it there, with all that its constraints ask for."""
    facts = APPROVAL if state in (S.APPROVED, S.IN_FORCE) else {}
    type(project).objects.filter(pk=project.pk).update(state=state, chosen=plan, **facts)
    project.refresh_from_db()


def test_the_table_holds_exactly_these_passages():
    assert {(way.before, way.after) for way in WAYS} == set(MAY)


@pytest.mark.parametrize("who", ["planner", "guide", "commander", "stranger"])
def test_every_passage_is_open_to_its_roles_only(client, project, plan, people, who):
    client.force_login(people[who])

    for before, after in product(S, S):
        put(project, plan, before)
        status = client.post(reverse("boundaries:advance", args=[project.pk, after.value])).status_code
        project.refresh_from_db()
        expected = (404,) if who == "stranger" else (302,) if (before, after) not in MAY else (403,)
        if who in MAY.get((before, after), ()):
            assert status in (302, 422), (before, after)
        else:
            assert (status, project.state) == (expected[0], before), (before, after)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.before.value}-{way.after.value}")
def test_every_check_of_a_passage_can_refuse_and_can_be_met(way):
    bad = Facts(way.before, TODAY, has_plan=True, free=1, wrong=1, unanswered=1, waiting=1, is_proposer=True)
    good = Facts(way.before, TODAY, has_plan=True, survey=1, meetings=1, effective_on=TODAY)

    least = {"_plan"}  # without a plan nothing else is said of it
    refusals = judge(way, bad, Brought())
    assert len(refusals) == len([check for check in way.checks if check.__name__ not in least])
    assert judge(way, good, Brought(**WELL)) == ()
    assert judge(way, Facts(S.ARCHIVED, TODAY), Brought()) != ()


def test_a_consultation_needs_everything_at_once(project, people):
    told = refused(project, S.CONSULTATION, people["planner"])

    assert [rule for rule, _ in told] == ["today.md 0.2", "002-3", "002-3"]


def test_a_plan_that_is_incomplete_or_wrong_does_not_go_on(project, plan, people):
    for labels, rule in (([-1] + [0] * 31, "002-2"), ([0] * 32, "002-1")):
        add_step(plan=plan, act=EditAct.ASSIGN, sheet=Sheet.of(labels), params={}, actor=None, now=NOON)
        told = refused(project, S.CONSULTATION, people["planner"], chosen=plan, **WELL_TOLD)
        assert rule in [each for each, _ in told]


WELL_TOLD = {"introduction": "河西河东拆分", "comments_until": TODAY}


def test_a_proposal_needs_a_survey_a_meeting_and_every_objection_answered(project, plan, people):
    project = lead_bare(project, plan, people)
    objection = Comment.objects.create(
        project=project, plan=plan, kind=CommentKind.OBJECTION, text="不同意", sent_at=NOON, state=Moderation.SHOWN
    )

    told = refused(project, S.PROPOSED, people["planner"])
    assert [rule for rule, _ in told] == ["002-3"] * 3

    record(project, ConsultationKind.SURVEY)
    record(project, ConsultationKind.ROUND_TABLE, representatives=0)
    told = refused(project, S.PROPOSED, people["planner"])
    assert len(told) == 2

    record(project, ConsultationKind.REPRESENTATIVES)
    objection.reply = "已调整"
    objection.save()
    assert advance(project, S.PROPOSED, people["planner"]).state is S.PROPOSED


def lead_bare(project, plan, people):
    """Lead a draft to its consultation, without any record of it."""
    return advance(project, S.CONSULTATION, people["planner"], chosen=plan, **WELL_TOLD)


def test_what_was_proposed_is_frozen_even_if_the_plan_is_changed_behind_its_back(project, plan, people):
    lead(project, plan, people, S.PROPOSED)
    proposed = plan.head
    add_step(plan=plan, act=EditAct.ASSIGN, sheet=Sheet.of([0] * 32), params={}, actor=None, now=NOON)

    project.refresh_from_db()

    assert standing_step(project) == proposed
    assert Passage.objects.get(after=S.PROPOSED).step == proposed


def test_during_the_consultation_the_plan_may_still_change(project, plan, people):
    project = lead_bare(project, plan, people)
    add_step(plan=plan, act=EditAct.RENAME, sheet=Sheet.from_json(plan.head.sheet), params={}, actor=None, now=NOON)
    record(project, ConsultationKind.SURVEY)
    record(project, ConsultationKind.REPRESENTATIVES)

    advance(project, S.PROPOSED, people["planner"])

    first, second = Passage.objects.order_by("pk")
    assert first.step != second.step == plan.head


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ({}, 3),
        ({"document": "8号"}, 2),
        (APPROVAL | {"document_date": TODAY + timedelta(days=1)}, 2),
        (APPROVAL | {"effective_on": TODAY - timedelta(days=1)}, 1),
    ],
)
def test_an_approval_needs_number_date_and_day_in_order(project, plan, people, facts, count):
    lead(project, plan, people, S.PROPOSED)

    told = refused(project, S.APPROVED, people["commander"], **facts)

    assert [rule for rule, _ in told] == ["today.md 0.2"] * count


def test_whoever_proposed_does_not_approve(district, project, plan, people):
    appoint(people["planner"], "district_commander", area=district.areas["dongchuan"])
    lead(project, plan, people, S.PROPOSED)

    assert [rule for rule, _ in refused(project, S.APPROVED, people["planner"], **APPROVAL)] == ["002-4"]


def test_what_was_sent_back_is_judged_anew_and_the_trail_says_why(project, plan, people):
    lead(project, plan, people, S.PROPOSED)

    project = advance(project, S.CONSULTATION, people["commander"], note="桥头小区应整体划入")
    assert refused(project, S.APPROVED, people["commander"], **APPROVAL)

    last = Passage.objects.order_by("-pk")[0]
    assert (last.before, last.after, last.note, last.actor) == (
        S.PROPOSED,
        S.CONSULTATION,
        "桥头小区应整体划入",
        people["commander"],
    )
    assert refused(project, S.DRAFT, people["planner"])[0][0] == "002-4"


def test_a_withdrawn_approval_leaves_no_document_behind(project, plan, people):
    lead(project, plan, people, S.APPROVED)

    project = advance(project, S.DRAFT, people["commander"], note="底数有变")

    assert (project.document, project.document_date, project.effective_on) == ("", None, None)


def test_a_consultation_can_be_reopened_for_longer(project, plan, people):
    project = lead_bare(project, plan, people)
    longer = TODAY + timedelta(days=30)

    project = advance(project, S.CONSULTATION, people["planner"], comments_until=longer, note="居民要求延长")

    assert project.comments_until == longer
    assert Passage.objects.count() == 2


def test_who_is_second_learns_what_happened_and_changes_nothing(client, project, plan, people):
    seen = project.version
    lead_bare(project, plan, people)

    with pytest.raises(ProjectChanged) as conflict:
        advance(project, S.DRAFT, people["planner"], note="x", version=seen)
    assert [passage.after for passage in conflict.value.passages] == [S.CONSULTATION]

    client.force_login(people["planner"])
    page = client.post(reverse("boundaries:advance", args=[project.pk, "draft"]), {"version": seen, "note": "撤回"})
    assert page.status_code == 409
    project.refresh_from_db()
    assert project.state is S.CONSULTATION


def test_each_passage_leaves_one_line_and_the_chain_verifies(project, plan, people):
    lines = AuditLine.objects.count()
    lead(project, plan, people, S.APPROVED)

    actions = list(AuditLine.objects.order_by("pk").values_list("action", flat=True))[lines:]
    assert actions == ["boundaries.consult", "boundaries.propose", "boundaries.approve"]
    assert audit.verify(AuditLine).is_ok


def test_the_page_says_what_is_next_who_may_do_it_and_what_is_missing(project, plan, people):
    lead_bare(project, plan, people)
    project.refresh_from_db()

    told = for_project(project, people["guide"], TODAY)["workflow"]

    assert (told["next"].way.after, told["next"].may) == (S.PROPOSED, False)
    assert "街道划界领导小组" in told["next"].roles or told["next"].roles
    assert len(told["next"].reasons) == 2
    assert {one.way.after for one in told["others"]} == {S.CONSULTATION, S.DRAFT}
    assert [place for _, place in told["states"]] == ["done", "now", "ahead", "ahead", "ahead", "ahead"]


def test_whoever_may_not_learns_which_role_may(client, project, plan, people):
    put(project, plan, S.PROPOSED)
    client.force_login(people["planner"])

    page = client.get(reverse("boundaries:advance", args=[project.pk, "approved"]))

    assert page.status_code == 403
    assert "区" in page.content.decode()
    assert 'data-action="boundaries.approve"' in page.content.decode()


def test_the_form_keeps_what_was_typed_and_names_everything_missing(client, project, plan, people):
    put(project, plan, S.PROPOSED)
    client.force_login(people["commander"])

    page = client.post(
        reverse("boundaries:advance", args=[project.pk, "approved"]), {"document": "8号", "version": project.version}
    )

    html = page.content.decode()
    assert page.status_code == 422
    assert 'value="8号"' in html
    assert html.count("<li>") >= 2


def test_a_boundary_that_missed_its_day_says_so(client, project, plan, people):
    lead(project, plan, people, S.APPROVED)
    project.refresh_from_db()

    assert not for_project(project, people["commander"], TODAY)["workflow"]["is_late"]
    assert for_project(project, people["commander"], TODAY + timedelta(days=1))["workflow"]["is_late"]


def test_a_project_is_not_put_away_while_cases_wait(project, plan, people, monkeypatch):
    put(project, plan, S.IN_FORCE)
    monkeypatch.setattr("linli.boundaries.queries.workflow.count_waiting", lambda _project: 2)

    assert [rule for rule, _ in refused(project, S.ARCHIVED, people["commander"])] == ["002-4"]
