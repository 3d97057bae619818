from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from linli.cases.models import Case
from linli.foundation.models import AuditLine
from linli.standards import services
from linli.standards.models import Acceptance, Finding
from linli.standards.queries.acceptances import acceptance_results, of_own_area, sheet_of, visible_acceptances
from linli.standards.queries.bulletins import bulletin_of
from linli.standards.queries.items import scored_items
from linli.standards.samples import NOON, make_draft
from linli.standards.samples.acceptances import (
    YEAR,
    decide,
    forbid_reporting,
    lead_to_decision,
    lead_to_visit,
    make_acceptance,
    say_all,
)
from linli.standards.samples.standards import BEGUN
from linli.standards.services import StandardRefused
from linli.standards.terms import AcceptanceState, Outcome, ScorerKind


@pytest.fixture
def sample(db):
    return make_acceptance()


def rules_of(refused):
    return {reason.rule.removeprefix("standards.") for reason in refused.value.reasons}


def item_id(sample, code):
    return next(item.id for item in scored_items(sample.version) if item.code == code)


def find(sample, code="1.1", side=ScorerKind.SUBJECT, who="worker", **said):
    said = {"token": "token-one", "value": Decimal(5), "comment": ""} | said
    return services.record_finding(
        acceptance_id=sample.acceptance.pk,
        item_id=item_id(sample, code),
        side=side,
        actor=sample.people[who],
        now=BEGUN,
        **said,
    )


def name_team(sample, members, head):
    people = [sample.people[name] for name in members]
    return services.set_team(
        acceptance_id=sample.acceptance.pk,
        members=people,
        head=sample.people[head],
        revision=1,
        actor=sample.people["office"],
        now=BEGUN,
    )


def test_only_a_published_version_is_held_against_somebody(sample):
    draft = make_draft(sample.areas["dongchuan"], code="draft")
    said = {"area": sample.areas["dongchuan"], "actor": None, "now": NOON}

    with pytest.raises(StandardRefused) as unpublished:
        services.open_acceptances(version_id=draft.pk, year=YEAR, **said)
    with pytest.raises(StandardRefused) as strange:
        services.open_acceptances(version_id=sample.version.pk, year=1900, **said)
    with pytest.raises(StandardRefused) as nobody:
        services.open_acceptances(version_id=sample.version.pk, year=YEAR, **said | {"area": sample.areas["garden"]})

    assert (rules_of(unpublished), rules_of(strange), rules_of(nobody)) == ({"not_published"}, {"no_year"}, {"nobody"})


@pytest.mark.parametrize(
    ("members", "head", "rule"),
    [
        (("head", "neighbour"), "head", "team_own_area"),
        (("head", "worker"), "head", "team_own_area"),
        (("head",), "head", "team_small"),
        (("head", "member"), "office", "team_small"),
        (("head", "stranger"), "head", "team_duty"),
    ],
)
def test_a_team_that_is_not_seconded_or_not_able_is_refused(sample, members, head, rule):
    with pytest.raises(StandardRefused) as refused:
        name_team(sample, members, head)

    assert rules_of(refused) == {rule}
    assert not sample.acceptance.team.exists()


def test_who_left_the_area_before_may_visit(sample):
    person = sample.people["neighbour"]
    person.appointments.update(valid_to=date(2026, 1, 1))

    assert of_own_area(sample.acceptance.subject, [person], date(2026, 6, 1)) == []


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"value": None}, "nothing_said"),
        ({"token": "short"}, "token"),
        ({"side": ScorerKind.TEAM, "who": "head"}, "not_now"),
        ({"as_case": True}, "case_silent"),
    ],
)
def test_a_finding_that_says_nothing_or_comes_out_of_turn_is_refused(sample, said, rule):
    with pytest.raises(StandardRefused) as refused:
        find(sample, **said)

    assert rules_of(refused) == {rule}
    assert not Finding.objects.exists()


def test_only_the_team_visits(sample):
    lead_to_visit(sample)

    with pytest.raises(StandardRefused) as refused:
        find(sample, side=ScorerKind.TEAM, who="office", token="office-token")

    assert rules_of(refused) == {"not_in_team"}


def test_a_finding_sent_twice_is_kept_once_and_its_token_serves_nothing_else(sample):
    one = find(sample)
    again = find(sample, value=Decimal(9))

    with pytest.raises(StandardRefused) as refused:
        find(sample, code="2.2")

    assert again == one
    assert Finding.objects.get().value == 5
    assert rules_of(refused) == {"token_reused"}
    assert AuditLine.objects.filter(action="standards.assess").count() == 1


def test_a_finding_is_never_changed_and_the_newest_counts(sample):
    find(sample)
    find(sample, token="token-two", value=Decimal(8))

    with pytest.raises(DatabaseError), transaction.atomic():
        Finding.objects.update(value=1)
    row = next(row for row in sheet_of(sample.acceptance).rows if row.item.code == "1.1")
    assert (row.own.value, row.own_scored.centipoints) == (8, 800)


def test_nothing_is_handed_in_while_items_say_nothing_or_prove_nothing(sample):
    find(sample)

    with pytest.raises(StandardRefused) as refused:
        services.submit_assessment(
            acceptance_id=sample.acceptance.pk, revision=1, actor=sample.people["worker"], now=BEGUN
        )

    assert rules_of(refused) == {"items_silent", "items_bare"}


def test_who_saw_another_state_does_not_lead_on(sample):
    say_all(sample.acceptance, ScorerKind.SUBJECT, sample.people["worker"])

    with pytest.raises(StandardRefused) as refused:
        services.submit_assessment(
            acceptance_id=sample.acceptance.pk, revision=7, actor=sample.people["worker"], now=BEGUN
        )

    assert rules_of(refused) == {"acceptance_moved"}


def test_only_the_head_closes_a_visit_and_not_ahead_of_it(sample):
    found = lead_to_visit(sample)
    say_all(found, ScorerKind.TEAM, sample.people["member"])
    said = {"acceptance_id": found.pk, "revision": found.revision, "now": BEGUN}

    with pytest.raises(StandardRefused) as member:
        services.finish_visit(visited_on=BEGUN.date(), actor=sample.people["member"], **said)
    with pytest.raises(StandardRefused) as ahead:
        services.finish_visit(visited_on=BEGUN.date() + timedelta(7), actor=sample.people["head"], **said)

    assert (rules_of(member), rules_of(ahead)) == ({"not_head"}, {"visit_ahead"})


def test_who_visited_does_not_decide_and_a_document_is_needed(sample):
    found = lead_to_decision(sample)
    said = {"acceptance_id": found.pk, "revision": found.revision, "now": BEGUN}

    with pytest.raises(StandardRefused) as own:
        services.decide_acceptance(document="1号", actor=sample.people["head"], **said)
    with pytest.raises(StandardRefused) as bare:
        services.decide_acceptance(document=" ", actor=sample.people["office"], **said)

    assert (rules_of(own), rules_of(bare)) == ({"own_visit"}, {"no_document"})


@pytest.mark.parametrize(
    ("changes", "outcome", "points", "rule"),
    [
        ({}, Outcome.MET, 93_50, "verdict_points"),
        ({"i2_2": 10}, Outcome.NOT_MET, 76_50, "verdict_points"),
        ({"i3_1": 1}, Outcome.NOT_MET, 93_50, "verdict_veto"),
        ({"i3_2": 0}, Outcome.NOT_MET, 93_50, "verdict_failed"),
    ],
)
def test_points_vetoes_and_bounds_give_the_result(sample, changes, outcome, points, rule):
    found = decide(sample, **changes)

    assert (found.state, found.outcome, found.centipoints) == (AcceptanceState.DECIDED, outcome, points)
    assert f"standards.{rule}" in {reason.rule for reason in sheet_of(found).verdict.reasons}
    assert acceptance_results(YEAR, [found.subject]) == {found.subject_id: outcome}
    assert acceptance_results(YEAR + 1, [found.subject]) == {}


def test_an_item_without_a_value_is_neither_zero_nor_full_and_nothing_is_decided(sample):
    found = lead_to_visit(sample)
    say_all(found, ScorerKind.TEAM, sample.people["head"])
    find(sample, side=ScorerKind.TEAM, who="head", token="no-value-now", value=None, comment="当日未见台账")
    services.finish_visit(
        acceptance_id=found.pk,
        revision=found.revision,
        visited_on=BEGUN.date(),
        actor=sample.people["head"],
        now=BEGUN,
    )

    with pytest.raises(StandardRefused) as refused:
        services.decide_acceptance(
            acceptance_id=found.pk,
            revision=found.revision + 1,
            document="1号",
            actor=sample.people["office"],
            now=BEGUN,
        )

    assert "verdict_missing" in rules_of(refused)


def test_a_finding_becomes_a_case_at_the_place_of_the_community_once(sample):
    lead_to_visit(sample)
    said = {"side": ScorerKind.TEAM, "who": "head", "comment": "楼道堆放杂物", "as_case": True}

    one = find(sample, token="case-token", **said)
    again = find(sample, token="case-token", **said)

    case = Case.objects.get()
    assert again == one
    assert one.case == case.number
    assert (case.area, case.reports.get().channel) == (sample.areas["nanyuan"], "campaign")


def test_a_finding_is_made_a_case_afterwards_and_keeps_the_number(sample):
    lead_to_visit(sample)
    finding = find(sample, side=ScorerKind.TEAM, who="head", comment="楼道堆放杂物")

    made = services.make_case(finding_id=finding.pk, actor=sample.people["head"], now=BEGUN)

    assert made.case == Case.objects.get().number
    assert made.value == finding.value
    row = next(row for row in sheet_of(sample.acceptance).rows if row.item.code == "1.1")
    assert row.team == made


def test_who_may_not_report_cases_is_told_so_and_nothing_is_kept(sample):
    lead_to_visit(sample)
    forbid_reporting()

    with pytest.raises(StandardRefused) as refused:
        find(sample, side=ScorerKind.TEAM, who="member", token="member-token", comment="杂物", as_case=True)

    assert rules_of(refused) == {"no_cases"}
    assert not Finding.objects.filter(side=ScorerKind.TEAM).exists()


def test_what_records_said_is_kept_at_the_decision(db):
    sample = make_acceptance(feeds={"2.1": "cases.rework"})
    found = decide(sample)

    kept = Finding.objects.get(side=ScorerKind.SYSTEM)
    assert (kept.item.code, kept.value, kept.centipoints) == ("2.1", 0, 20_00)
    assert found.centipoints == 96_00


def test_everybody_sees_what_lies_in_their_area_and_teams_what_they_visit(sample):
    lead_to_visit(sample)

    def seen(who, action="standards.view"):
        return {row.subject.area.name for row in visible_acceptances(sample.people[who], action)}

    assert seen("worker") == {"南苑社区"}
    assert seen("stranger") == {"龙洞社区"}
    assert seen("member") == {"龙洞社区", "南苑社区"}
    assert seen("office") == {"南苑社区", "石羊社区", "龙洞社区"}
    assert seen("worker", "standards.decide") == set()


def test_opening_again_adds_only_who_is_missing(sample):
    again = services.open_acceptances(
        version_id=sample.version.pk, year=YEAR, area=sample.areas["kunming"], actor=None, now=NOON
    )

    assert again == 0
    assert Acceptance.objects.count() == 3


def test_the_bulletin_counts_results_and_names_the_weakest_items(sample, django_assert_max_num_queries):
    decide(sample, i1_1=4, i3_1=1)

    with django_assert_max_num_queries(8):
        found = bulletin_of(sample.people["office"], version=sample.version, year=YEAR)

    assert (found.opened, found.decided, len(found.met), len(found.not_met)) == (3, 1, 0, 1)
    assert [(each.item.code, each.percent) for each in found.weakest] == [
        ("3.1", "100.0"),
        ("1.1", "60.0"),
        ("2.1", "12.5"),
        ("2.2", "10.0"),
    ]


def test_an_acceptance_is_read_in_few_statements(sample, django_assert_max_num_queries):
    lead_to_decision(sample)

    with django_assert_max_num_queries(4):
        sheet = sheet_of(Acceptance.objects.select_related("version", "subject").get(pk=sample.acceptance.pk))

    assert len(sheet.rows) == 7
