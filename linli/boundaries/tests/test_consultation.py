"""Surveys and meetings on record: what adds up, what is withdrawn, and whether representatives took part."""

from datetime import date

import pytest

from linli.boundaries import queries, services
from linli.boundaries.models import ConsultationRecord
from linli.boundaries.queries.consultation import list_records
from linli.boundaries.rules.consultation import Counts, VoiceRefused
from linli.boundaries.samples import NOON
from linli.boundaries.terms import ConsultationKind, ProjectState
from linli.boundaries.tests.voicing import TODAY, ask
from linli.foundation.models import AuditLine

SURVEY, MEETING, PEOPLE = (
    ConsultationKind.SURVEY,
    ConsultationKind.COURTYARD_MEETING,
    ConsultationKind.REPRESENTATIVES,
)


@pytest.fixture
def asked(project, plan):
    """A project in consultation."""
    return ask(project, plan)


@pytest.fixture
def enter(asked, people):
    """Write down a record."""

    def enter(kind=SURVEY, counts=(100, 90, 0, 60, 20, 10), **facts):
        given = {"on": TODAY, "actor": people["planner"], "now": NOON, "today": TODAY} | facts
        return services.enter_record(project=asked, kind=kind, counts=Counts(*counts), **given)

    return enter


def test_sums_are_kept_by_kind_and_the_share_is_of_the_votes_given(asked, plan, enter):
    enter(plan=plan)
    enter(counts=(50, 40, 0, 30, 0, 0), plan=plan)
    enter(MEETING, (30, 20, 3, 0, 0, 0))

    summary = queries.consultation_summary(asked)

    survey, meeting = summary.totals
    assert (survey.kind, survey.records, survey.asked, survey.answered) == (SURVEY, 2, 150, 130)
    assert (survey.in_favour_share, survey.answer_share) == (90 / 120, 130 / 150)
    assert (meeting.representatives, meeting.in_favour_share) == (3, None)
    assert (summary.all.records, summary.all.answered) == (3, 150)
    assert summary.surveys == (("方案一", 130),)


def test_representatives_took_part_throughout_only_if_in_every_meeting(asked, enter):
    enter()
    enter(MEETING, (30, 20, 3, 0, 0, 0))
    assert not queries.consultation_summary(asked).throughout
    enter(PEOPLE, (30, 20, 20, 18, 1, 1))
    assert queries.consultation_summary(asked).throughout
    enter(MEETING, (30, 20, 0, 0, 0, 0))
    assert not queries.consultation_summary(asked).throughout


def test_counts_that_do_not_add_up_are_all_named_and_nothing_is_kept(enter):
    with pytest.raises(services.CountsRefused) as refused:
        enter(counts=(1, 2, 3, 4, 0, 0))

    assert [each.field for each in refused.value.refusals] == ["answered", "representatives", "in_favour"]
    assert not ConsultationRecord.objects.exists()


@pytest.mark.parametrize("facts", [{"on": date(2026, 11, 21)}, {"place": "长" * 101}, {"summary": "长" * 4001}])
def test_a_day_to_come_and_texts_too_long_are_refused(enter, facts):
    with pytest.raises(VoiceRefused) as refused:
        enter(**facts)

    assert refused.value.field == next(iter(facts))


def test_a_withdrawn_record_counts_no_more_and_can_still_be_read(asked, enter, people):
    record = enter()

    services.withdraw_record(pk=record.pk, note="人数登记错误", actor=people["planner"], now=NOON)

    assert queries.consultation_summary(asked).totals == ()
    assert list(list_records(asked)) == []
    assert [each.withdrawal for each in list_records(asked, withdrawn=True)] == ["人数登记错误"]
    assert AuditLine.objects.get(action="boundaries.withdraw").note == "人数登记错误"


def test_a_record_is_withdrawn_once_and_for_a_reason(enter, people):
    record = enter()
    given = {"pk": record.pk, "actor": people["planner"], "now": NOON}
    with pytest.raises(VoiceRefused):
        services.withdraw_record(note=" ", **given)
    services.withdraw_record(note="错", **given)

    with pytest.raises(VoiceRefused) as refused:
        services.withdraw_record(note="错", **given)

    assert refused.value.reason.rule == "boundaries.withdrawn_before"


@pytest.mark.parametrize("state", [ProjectState.PROPOSED, ProjectState.APPROVED, ProjectState.IN_FORCE])
def test_after_the_consultation_its_record_stays_as_it_is(asked, enter, people, state):
    record = enter()
    asked.state, asked.document, asked.document_date, asked.effective_on = state, "东政发〔2026〕1号", TODAY, TODAY
    asked.save()

    for act in (
        enter,
        lambda: services.withdraw_record(pk=record.pk, note="错", actor=people["planner"], now=NOON),
    ):
        with pytest.raises(VoiceRefused) as refused:
            act()
        assert refused.value.reason.rule == "boundaries.consultation_over"
