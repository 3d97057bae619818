"""A round from the plan to the frozen result, by its services: what is frozen, and that nothing changes it later."""

import json
from datetime import timedelta
from unittest.mock import patch

import pytest

from linli.appraisals import samples, services
from linli.appraisals.models import Passage, Proposal, Result
from linli.appraisals.queries import ground
from linli.appraisals.queries.frozen import differences_when_recomputed, flaws_of
from linli.appraisals.services import AppraisalChanged, AppraisalRefused
from linli.appraisals.terms import ConsequenceAction, ProposalState, RoundState
from linli.foundation.access import all_details, all_records
from linli.foundation.models import AuditLine
from linli.standards import queries as standards
from linli.values import Span


def test_a_round_is_scored_computed_announced_confirmed_and_frozen(contest):
    snapshot = samples.confirmed_round(contest, [0, 1, 2, 2, 3, 5])

    ranks = list(snapshot.parts.order_by("subject__area__path").values_list("rank", flat=True))
    assert ranks == [1, 2, 3, 3, 5, 6]
    assert list(flaws_of(snapshot)) == []
    assert list(differences_when_recomputed(snapshot)) == []
    assert not Result.objects.exists()
    round_ = snapshot.round
    assert round_.state is RoundState.CONFIRMED
    assert [each.after for each in Passage.objects.order_by("pk")] == [
        "open",
        "submitted",
        "checked",
        "computed",
        "announced",
        "confirmed",
    ]
    money = Proposal.objects.filter(action=ConsequenceAction.PRIZE).order_by("subject__area__path")
    assert [each.amount_fen for each in money] == [2_000_000, 1_500_000, 500_000, 500_000]


def test_every_step_leaves_its_line_with_known_details(contest):
    samples.confirmed_round(contest, [0, 1, 2, 2, 3, 5])
    known = all_details()
    lines = list(AuditLine.objects.filter(action__startswith="appraisals."))

    assert {line.action for line in lines} <= all_records().keys()
    assert all(key in known for line in lines if line.details for key in json.loads(line.details))
    assert AuditLine.objects.filter(action="appraisals.lead").count() == Passage.objects.count() == 6


def test_whoever_handed_in_does_not_check_and_whoever_computed_does_not_confirm(contest, july):
    samples.score_all(contest, july)
    office = contest.people["office"]
    services.lead_round(round_id=july.pk, to=RoundState.SUBMITTED, actor=office, now=samples.CLOSE)

    def refused(act):
        with pytest.raises(AppraisalRefused) as caught:
            act()
        return {reason.rule for reason in caught.value.reasons}

    said = {"round_id": july.pk, "actor": office, "now": samples.CLOSE}
    assert refused(lambda: services.lead_round(to=RoundState.CHECKED, **said)) == {"appraisals.same_person"}
    assert refused(lambda: services.compute_round(**said)) == {"appraisals.no_way"}
    services.lead_round(**said | {"actor": contest.people["second"]}, to=RoundState.CHECKED)
    early = said | {"now": samples.BEGUN}
    assert refused(lambda: services.compute_round(**early)) == {"appraisals.not_over"}
    services.compute_round(**said)
    services.lead_round(to=RoundState.ANNOUNCED, **said)
    late = said | {"now": samples.LATER}
    assert refused(lambda: services.confirm_round(**late)) == {"appraisals.same_person"}
    assert refused(lambda: services.lead_round(to=RoundState.ANNULLED, **late)) == {"appraisals.reason"}


def test_an_unfinished_round_is_handed_in_only_with_a_reason(contest, july):
    said = {"round_id": july.pk, "to": RoundState.SUBMITTED, "actor": contest.people["office"], "now": samples.CLOSE}
    with pytest.raises(AppraisalRefused) as caught:
        services.lead_round(**said)
    assert caught.value.reasons[0].rule == "appraisals.silent"
    assert services.lead_round(**said, note="一名评分人病假").state is RoundState.SUBMITTED


def test_a_page_that_is_no_longer_true_is_not_obeyed(contest, july):
    with pytest.raises(AppraisalChanged):
        services.lead_round(
            round_id=july.pk, to=RoundState.SKIPPED, actor=contest.people["office"], now=samples.CLOSE, version=1
        )


def test_a_case_that_changes_afterwards_changes_nothing(contest):
    made = samples.announced_round(contest, [0, 1, 2, 2, 3, 5])
    before = [(each.subject_id, each.centipoints) for each in Result.objects.order_by("subject_id")]
    snapshot = services.confirm_round(round_id=made.pk, actor=contest.people["chief"], now=samples.LATER)
    kept = [bytes(part.digest) for part in snapshot.parts.order_by("subject_id")]
    with patch.object(ground.standards, "feed_values", return_value={"cases.rework": {}}):
        assert list(differences_when_recomputed(snapshot)) == []
        services.revise_snapshot(
            snapshot_id=snapshot.pk,
            corrections={(contest.subjects[5].pk, item_called(contest, "2.2").id): 30_00},
            reason="经查记录有误",
            actor=contest.people["chief"],
            now=samples.LATER,
        )

    assert [(each.subject_id, each.centipoints) for each in snapshot.parts.order_by("subject_id")] == before
    assert [bytes(part.digest) for part in snapshot.parts.order_by("subject_id")] == kept


def test_a_revision_stands_beside_what_it_corrects(contest):
    old = samples.confirmed_round(contest, [0, 1, 2, 2, 3, 5])
    said = {"snapshot_id": old.pk, "actor": contest.people["chief"], "now": samples.LATER}
    last, item = contest.subjects[5].pk, item_called(contest, "2.2").id
    for wrong in ({"corrections": {}, "reason": "x"}, {"corrections": {(last, item): 31_00}, "reason": " "}):
        with pytest.raises(AppraisalRefused):
            services.revise_snapshot(**said, **wrong)
    waived = Proposal.objects.filter(snapshot=old).first()
    Proposal.objects.filter(pk=waived.pk).update(
        state=ProposalState.WAIVED, reason="已帮扶", decided_by=contest.people["chief"], decided_at=samples.LATER
    )
    new = services.revise_snapshot(**said, corrections={(last, item): 30_00}, reason="经查记录有误")

    assert (new.revises, new.parts.get(subject=last).rank, old.parts.get(subject=last).rank) == (old, 1, 6)
    assert list(flaws_of(new)) == list(differences_when_recomputed(new)) == []
    states = set(Proposal.objects.filter(snapshot=old).values_list("state", flat=True))
    assert states == {ProposalState.WAIVED, ProposalState.OVERTURNED}
    assert Proposal.objects.filter(snapshot=new, action=ConsequenceAction.FLAG, subject=last).exists()
    with pytest.raises(AppraisalRefused):
        services.revise_snapshot(**said, corrections={(last, item): 29_00}, reason="再改")


def test_a_year_is_closed_from_its_frozen_rounds_once(contest):
    contest.scheme.__class__.objects.update(year_least_rounds=2)
    for number, (code, lost) in enumerate((("2026-06", [0, 1, 2, 2, 3, 5]), ("2026-07", [5, 1, 2, 2, 3, 0]))):
        now = samples.CLOSE + timedelta(days=40 * number)
        samples.confirmed_round(contest, lost, span=Span.parse(code), now=now)
    waiting = samples.open_round(contest, Span.parse("2026-08"))
    said = {"scheme_id": contest.scheme.pk, "actor": contest.people["chief"], "now": samples.LATER}

    for year, rule in ((2026, "appraisals.year_waiting"), (2025, "appraisals.year_empty")):
        with pytest.raises(AppraisalRefused) as caught:
            services.close_scheme_year(**said, year=year)
        assert rule in {reason.rule for reason in caught.value.reasons}
    services.lead_round(
        round_id=waiting.pk, to=RoundState.SKIPPED, actor=contest.people["office"], now=samples.CLOSE, note="防汛"
    )
    snapshot = services.close_scheme_year(**said, year=2026)
    ranks = list(snapshot.parts.order_by("subject__area__path").values_list("rank", flat=True))
    assert ranks == [4, 1, 2, 2, 6, 4]
    assert list(flaws_of(snapshot)) == []
    with pytest.raises(AppraisalRefused):
        services.close_scheme_year(**said, year=2026)


def test_a_round_is_planned_once_in_a_period_of_its_kind(contest, july):
    said = {"scheme": contest.scheme, "actor": contest.people["office"], "now": samples.CLOSE}
    for code, rule in (("2026-07", "round_twice"), ("2026-Q3", "other_span"), ("2025-07", "not_valid")):
        with pytest.raises(AppraisalRefused) as caught:
            services.plan_round(span=Span.parse(code), **said)
        assert f"appraisals.{rule}" in {reason.rule for reason in caught.value.reasons}
    services.lead_round(
        round_id=july.pk, to=RoundState.ANNULLED, actor=contest.people["office"], now=samples.CLOSE, note="灾情"
    )
    services.end_scheme(
        scheme_id=contest.scheme.pk, on=samples.CLOSE.date(), actor=contest.people["office"], now=samples.CLOSE
    )
    contest.scheme.refresh_from_db()
    with pytest.raises(AppraisalRefused):
        services.plan_round(span=Span.parse("2026-06"), **said)


def item_called(contest, code):
    return next(item for item in standards.scored_items(contest.scheme.standard) if item.code == code)
