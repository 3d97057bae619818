"""Schemes: what a draft may say, what must stand there before it is used, and who may set one up."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from linli.appraisals import samples, services
from linli.appraisals.models import Assessor, ConsequenceRule, Scheme, SchemeSubject
from linli.appraisals.queries.presets import list_presets
from linli.appraisals.queries.schemes import against_using, possible_assessors, warnings_about
from linli.appraisals.services import AppraisalChanged, AppraisalRefused
from linli.appraisals.services.presets import open_scheme
from linli.appraisals.terms import ConditionKind, ConsequenceAction, PublicationScope, SchemeState
from linli.foundation.models import AuditLine
from linli.standards.queries.standard_presets import preset_of
from linli.standards.samples import make_draft
from linli.standards.services import ensure_subjects, publish_version
from linli.standards.terms import ScorerKind, SubjectKind

DAY = date(2026, 8, 3)


@pytest.fixture
def draft(db):
    """The contest before it is used."""
    return samples.make_contest(count=3, active=False)


def by(contest, who="office"):
    return {"actor": contest.people[who], "now": samples.CLOSE}


def rules(act):
    with pytest.raises(AppraisalRefused) as caught:
        act()
    return {reason.rule for reason in caught.value.reasons}


def test_a_scheme_is_used_only_with_its_papers_its_standard_its_subjects_and_its_assessors(draft):
    pk = draft.scheme.pk
    empty = make_draft(draft.areas["dongchuan"], code="other")
    services.change_scheme(
        scheme_id=pk, facts={"document": "", "filing": "", "appeal_days": 0, "standard": empty}, **by(draft)
    )
    services.choose_subjects(scheme_id=pk, subjects=[], **by(draft))
    for one in draft.assessors.values():
        services.end_assessor(assessor_id=one.pk, **by(draft))

    assert rules(lambda: services.activate_scheme(scheme_id=pk, **by(draft))) == {
        "appraisals.scheme.document_number",
        "appraisals.scheme.filing",
        "appraisals.scheme.appeal_days",
        "appraisals.scheme.standard",
        "appraisals.scheme.subjects",
        "appraisals.scheme.assessors",
    }
    assert Scheme.objects.get(pk=pk).state is SchemeState.DRAFT


def test_what_a_scheme_in_use_says_no_longer_changes(draft):
    pk = draft.scheme.pk
    services.activate_scheme(scheme_id=pk, **by(draft))
    rule = draft.scheme.rules.first()

    for act in (
        lambda: services.change_scheme(scheme_id=pk, facts={"name": "x"}, **by(draft)),
        lambda: services.save_rule(scheme_id=pk, facts={"number": 9}, **by(draft)),
        lambda: services.delete_rule(scheme_id=pk, rule_id=rule.pk, **by(draft)),
        lambda: services.activate_scheme(scheme_id=pk, **by(draft)),
    ):
        assert rules(act) == {"appraisals.scheme.in_use"}


def test_a_page_that_is_no_longer_true_is_not_obeyed(draft):
    said = {"scheme_id": draft.scheme.pk, "version": 1, **by(draft)}
    with pytest.raises(AppraisalChanged):
        services.activate_scheme(**said)
    with pytest.raises(AppraisalChanged):
        services.change_scheme(facts={"name": "x"}, **said)


def test_subjects_join_and_leave_and_stay_in_the_past(contest):
    scheme, subjects = contest.scheme, list(contest.subjects)
    services.choose_subjects(scheme_id=scheme.pk, subjects=subjects[:4], **by(contest))
    assert services.choose_subjects(scheme_id=scheme.pk, subjects=subjects[:5], **by(contest)) == (1, 0)

    rows = SchemeSubject.objects.filter(scheme=scheme, subject=subjects[4]).order_by("valid_from")
    assert [(row.valid_from, row.valid_to) for row in rows] == [(samples.VALID, DAY), (DAY, None)]
    far = ensure_subjects(kind=SubjectKind.SUBDISTRICT, areas=[contest.areas["bigu"]])
    assert rules(lambda: services.choose_subjects(scheme_id=scheme.pk, subjects=far, **by(contest))) == {
        "appraisals.scheme.others"
    }


def test_only_people_whose_duty_it_is_are_offered_as_assessors(draft):
    offered = {one.username for one in possible_assessors(draft.scheme, DAY)}
    assert offered == {"chief", "office", "second", "first_assessor", "second_assessor", "stranger"}
    with pytest.raises(AppraisalRefused):
        services.add_assessor(
            scheme_id=draft.scheme.pk, account=draft.people["office"], role=ScorerKind.SYSTEM, **by(draft)
        )


def test_a_scheme_with_rounds_on_their_way_does_not_end(contest, july):
    said = {"scheme_id": contest.scheme.pk, **by(contest)}
    assert rules(lambda: services.end_scheme(on=samples.VALID, **said)) == {
        "appraisals.scheme.day",
        "appraisals.scheme.rounds",
    }


def test_warnings_are_said_before_it_is_used(draft):
    pk = draft.scheme.pk
    for rule in draft.scheme.rules.exclude(action=ConsequenceAction.YELLOW_CARD):
        services.delete_rule(scheme_id=pk, rule_id=rule.pk, **by(draft))
    scheme = services.change_scheme(
        scheme_id=pk, facts={"span_kind": "week", "publication": PublicationScope.PUBLIC}, **by(draft)
    )
    said = {reason.rule.removeprefix("appraisals.warn.") for reason in warnings_about(scheme)}
    assert said == {"short_period", "public", "only_penalties"}


@pytest.mark.parametrize("code", sorted(list_presets()))
def test_every_preset_opens_as_ordinary_data(draft, code):
    preset = list_presets()[code]
    made = open_scheme(preset=preset, area=draft.areas["nanyuan"], **by(draft))

    assert preset_of(preset.standard).subject_kind is preset.subject_kind
    assert (made.subject_kind, made.publication) != (None, PublicationScope.PUBLIC)
    assert made.rules.count() == len(preset.rules) > 0
    publish_version(version_id=_valid(made.standard).pk, **by(draft))
    made.standard.refresh_from_db()
    left = {reason.rule.removeprefix("appraisals.scheme.") for reason in against_using(made)}
    assert left == {"document_number", "filing", "subjects", "assessors"}
    assert rules(lambda: open_scheme(preset=preset, area=draft.areas["nanyuan"], **by(draft))) == {
        "appraisals.scheme.name"
    }


def _valid(version):
    version.valid_from = samples.VALID
    version.save(update_fields=["valid_from"])
    return version


def test_the_contest_of_document_003_costs_what_it_says():
    preset = list_presets()["monthly-contest"]
    prizes = {rule["span"].value: rule["amounts_fen"] for rule in preset.rules if rule["action"] == "prize"}
    assert {span: sum(amounts) // 100 for span, amounts in prizes.items()} == {"round": 45_000, "year": 440_000}
    streaks = {rule["k"]: rule["action"] for rule in preset.rules if rule["condition"] == "last_consecutive"}
    assert streaks == {2: ConsequenceAction.STATEMENT, 3: ConsequenceAction.NOT_COMPETENT}
    package = next(rule for rule in preset.rules if rule["action"] == ConsequenceAction.PUBLICATION)
    assert len(package["parties"]) == 5


def scheme_facts(draft, **changes):
    return {
        "name": "季度考核",
        "area": draft.areas["dongchuan"].pk,
        "standard": draft.scheme.standard_id,
        "span_kind": "quarter",
        "document": "东政办〔2026〕13号",
        "filing": "督查〔2026〕4号",
        "valid_from": "2026-01-01",
        "publication": "internal",
        "appeal_days": "5",
        "aggregation": "mean",
        "normalisation": "none",
        "least_scored_percent": "80",
        "green_from": "85",
        "yellow_from": "70.5",
        "base": "80",
        "tie_1": "key_items",
        "min_ranked": "5",
        "year_least_rounds": "2",
        "help_floor_percent": "50",
        "help_gap_percent": "20",
        "streak_skip": "neither",
        "streak_months_in_post": "0",
    } | changes


def test_a_draft_goes_with_all_its_parts_and_leaves_its_line(client, draft):
    pk, name = draft.scheme.pk, draft.scheme.name
    client.force_login(draft.people["office"])
    address, page = reverse("appraisals:scheme_delete", args=[pk]), reverse("appraisals:scheme", args=[pk])
    assert 'data-testid="delete"' in client.get(page).content.decode()
    assert client.post(address, {"version": draft.scheme.version - 1}).status_code == 409

    assert client.post(address, {"version": draft.scheme.version}).status_code == 302

    assert not Scheme.objects.filter(pk=pk).exists()
    for parts in (SchemeSubject, Assessor, ConsequenceRule):
        assert not parts.objects.exists()
    assert AuditLine.objects.get(action="appraisals.delete_scheme").note == name
    assert client.get(page).status_code == 404


def test_what_is_used_or_has_rounds_is_not_deleted(client, contest):
    pk = contest.scheme.pk
    samples.open_round(contest)
    assert rules(lambda: services.delete_scheme(scheme_id=pk, **by(contest))) == {"appraisals.scheme.in_use"}
    Scheme.objects.filter(pk=pk).update(state=SchemeState.DRAFT)
    assert rules(lambda: services.delete_scheme(scheme_id=pk, **by(contest))) == {"appraisals.scheme.has_rounds"}

    client.force_login(contest.people["office"])
    version = Scheme.objects.get(pk=pk).version
    refused = client.post(reverse("appraisals:scheme_delete", args=[pk]), {"version": version})
    assert refused.status_code == 422
    assert "有1个轮次" in refused.content.decode()
    client.force_login(contest.people["worker"])
    assert client.post(reverse("appraisals:scheme_delete", args=[pk]), {"version": version}).status_code == 403


def test_a_scheme_is_set_up_on_its_pages(client, draft):
    client.force_login(draft.people["office"])
    new = reverse("appraisals:scheme_new")
    for wrong in ({"yellow_from": ""}, {"green_from": "60"}, {"normalisation": "household_band"}, {"name": ""}):
        assert client.post(new, scheme_facts(draft, **wrong)).status_code == 422
    client.post(new, scheme_facts(draft))
    made = Scheme.objects.get(name="季度考核")
    assert (made.bands, made.base_centipoints, made.tie_breakers) == ([85_00, 70_50], 80_00, ["key_items"])
    assert (made.help_floor_percent, made.help_gap_percent) == (50, 20)

    def url(name, *args):
        return reverse(f"appraisals:{name}", args=[made.pk, *args])

    rule = {
        "number": 1,
        "name": "奖金",
        "span": "round",
        "condition": "rank_at_most",
        "action": "prize",
        "ties": "pool",
    }
    assert client.post(url("rule_new"), rule | {"amounts": "20000"}).status_code == 422
    client.post(url("rule_new"), rule | {"k": 3, "amounts": "20000、15000, 10000", "is_active": "on"})
    saved = ConsequenceRule.objects.get(scheme=made)
    assert (saved.condition, saved.amounts_fen) == (ConditionKind.RANK_AT_MOST, [2_000_000, 1_500_000, 1_000_000])
    assert 'value="20000, 15000, 10000"' in client.get(url("rule", saved.pk)).content.decode()

    client.post(url("scheme_subjects"), {"which": "all"})
    assert made.memberships.count() == 4
    account = draft.people["first_assessor"]
    client.post(url("scheme_assessors"), {"account": account.pk, "role": "team", "weight": 1})
    client.post(url("scheme_activate"), {"version": 0})
    made.refresh_from_db()
    assert made.state is SchemeState.DRAFT
    client.post(url("scheme_activate"), {"version": made.version})
    made.refresh_from_db()
    assert made.state is SchemeState.ACTIVE
    assert Assessor.objects.filter(scheme=made).count() == 1


def test_what_is_changed_is_shown_again_and_nothing_moves_by_itself(client, draft):
    client.force_login(draft.people["office"])
    page = client.get(reverse("appraisals:scheme_change", args=[draft.scheme.pk]))
    shown = {field.html_name: field.value() for field in page.context["form"]}
    said = {name: "" if value is None else value for name, value in shown.items() if value is not False}
    before = Scheme.objects.values().get(pk=draft.scheme.pk)
    answer = client.post(
        reverse("appraisals:scheme_change", args=[draft.scheme.pk]), said | {"version": draft.scheme.version}
    )

    assert answer.status_code == 302
    after = Scheme.objects.values().get(pk=draft.scheme.pk)
    assert {name: value for name, value in after.items() if value != before[name]} == {"version": before["version"] + 1}
    assert Decimal(shown["green_from"]) == 80


def test_types_are_said_while_it_is_a_draft(client, draft):
    client.force_login(draft.people["office"])
    page = reverse("appraisals:scheme_types", args=[draft.scheme.pk])
    members = list(draft.scheme.memberships.order_by("pk"))
    assert client.post(page, {f"type-{members[0].pk}": " 城区 "}).status_code == 302
    assert list(draft.scheme.memberships.order_by("pk").values_list("type", flat=True)) == ["城区", "", ""]
    services.activate_scheme(scheme_id=draft.scheme.pk, **by(draft))
    assert client.post(page, {f"type-{members[0].pk}": "乡镇"}).status_code == 422


def test_others_find_no_draft_and_may_not_define(client, draft):
    for who, name, status in (
        ("worker", "scheme", 404),
        ("worker", "scheme_change", 403),
        ("stranger", "scheme", 404),
        ("stranger", "scheme_change", 404),
        ("first_assessor", "scheme", 403),
    ):
        client.force_login(draft.people[who])
        assert client.get(reverse(f"appraisals:{name}", args=[draft.scheme.pk])).status_code == status, (who, name)
    assert AuditLine.objects.filter(action="appraisals.create_scheme").count() == 1
