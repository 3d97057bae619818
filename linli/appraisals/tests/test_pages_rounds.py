"""Pages of rounds: who comes in, what is refused, what others did meanwhile."""

import pytest
from django.urls import reverse

from linli.appraisals import samples
from linli.appraisals.models import Round
from linli.appraisals.queries.rounds import facts_of, ways_of
from linli.appraisals.terms import RoundState

FIRST = "appraisals:home"


def get(client, person, name, *args, **query):
    client.force_login(person)
    return client.get(reverse(f"appraisals:{name}", args=args), query)


def lead(client, round_, to, **said):
    round_.refresh_from_db()
    return client.post(
        reverse("appraisals:round_lead", args=[round_.pk]), {"to": to, "version": round_.version, "note": ""} | said
    )


def test_everybody_of_the_room_opens_its_first_page(client, contest, july, max_queries):
    for person in contest.people.values():
        client.force_login(person)
        with max_queries(20):
            assert client.get(reverse(FIRST)).status_code == 200
    text = get(client, contest.people["first_assessor"], "home").content.decode()
    assert 'data-testid="to-score"' in text
    assert 'data-testid="to-lead"' not in text


def test_the_first_page_says_what_waits(client, contest, announced):
    worker = contest.people["worker"]
    text = get(client, worker, "home").content.decode()
    assert 'data-testid="announced"' in text
    assert reverse("appraisals:scorecard_before", args=[announced.pk, contest.subjects[0].pk]) in text
    assert reverse("appraisals:scorecard_before", args=[announced.pk, contest.subjects[1].pk]) not in text
    assert 'data-testid="to-confirm"' in get(client, contest.people["chief"], "home").content.decode()


def test_lists_and_books_open_and_filter(client, contest, july, max_queries):
    office = contest.people["office"]
    for name, *args in (
        ("schemes",),
        ("scheme", contest.scheme.pk),
        ("scheme_new",),
        ("scheme_subjects", contest.scheme.pk),
        ("scheme_assessors", contest.scheme.pk),
        ("rounds",),
        ("round", july.pk),
        ("round_plan", contest.scheme.pk),
        ("appeals",),
        ("schemes_book",),
        ("rounds_book",),
    ):
        client.force_login(office)
        with max_queries(20):
            assert client.get(reverse(f"appraisals:{name}", args=args)).status_code == 200, name
    assert "2026-07" in get(client, office, "rounds", state="open").content.decode()
    assert 'data-testid="empty"' in get(client, office, "rounds", state="confirmed").content.decode()
    assert 'data-testid="empty"' in get(client, office, "schemes", q="没有这个").content.decode()


def test_a_round_is_planned_and_led_on_the_page(client, contest):
    client.force_login(contest.people["office"])
    page = reverse("appraisals:round_plan", args=[contest.scheme.pk])
    offered = [code for code, _label in client.get(page).context["form"].fields["period"].choices]
    assert client.post(page, {"period": "1999-01"}).status_code == 422
    client.post(page, {"period": offered[0]})
    made = Round.objects.get()
    assert made.period == offered[0]
    assert made.period not in [code for code, _ in client.get(page).context["form"].fields["period"].choices]

    assert lead(client, made, "open").status_code == 302
    refused = lead(client, made, "submitted")
    assert refused.status_code == 422
    assert 'data-testid="refusals"' in refused.content.decode()
    assert lead(client, made, "skipped").status_code == 422
    kept = lead(client, made, "confirmed", note="快一点")
    assert kept.status_code == 403
    assert lead(client, made, "skipped", note="防汛").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.reason) == (RoundState.SKIPPED, "防汛")


def test_who_was_second_sees_what_he_sent(client, contest, july):
    client.force_login(contest.people["office"])
    page = lead(client, july, "skipped", version=0, note="停电一周")
    assert page.status_code == 409
    assert "停电一周" in page.content.decode()
    july.refresh_from_db()
    assert july.state is RoundState.OPEN


@pytest.mark.parametrize(("who", "status"), [("worker", 403), ("stranger", 403), ("first_assessor", 403)])
def test_only_whose_duty_it_is_leads_a_round(client, contest, july, who, status):
    client.force_login(contest.people[who])
    assert lead(client, july, "skipped", note="x").status_code == status
    assert get(client, contest.people[who], "round_plan", contest.scheme.pk).status_code in (403, 404)
    july.refresh_from_db()
    assert july.state is RoundState.OPEN


def test_the_confirmation_comes_first_when_no_appeal_is_left(contest, announced):
    facts = facts_of(announced, actor=contest.people["chief"], today=samples.LATER.date())
    ways = ways_of(facts, {"appraisals.run", "appraisals.confirm"})
    assert [way.to for way in ways if way.is_main] == [RoundState.CONFIRMED]
    assert {way.to: way.needs_reason for way in ways}[RoundState.ANNULLED]
    assert not {way.to: way.may for way in ways_of(facts, {"appraisals.run"})}[RoundState.CONFIRMED]


def test_the_appraised_see_no_scores_of_others_on_the_workbench(client, contest, announced):
    text = get(client, contest.people["worker"], "round", announced.pk).content.decode()
    assert 'data-testid="own"' in text
    assert 'data-testid="results"' not in text
    assert 'data-testid="owed"' not in text
    assert 'data-testid="ways"' not in text


def test_irregular_days_are_typed(client, contest):
    contest.scheme.__class__.objects.update(span_kind="irregular")
    client.force_login(contest.people["office"])
    page = reverse("appraisals:round_plan", args=[contest.scheme.pk])
    assert client.post(page, {"first": "2026-07-25", "last": "2026-07-10"}).status_code == 422
    assert client.post(page, {"first": "2026-07-10", "last": "2026-07-25"}).status_code == 302
    assert Round.objects.get().period == "2026-07-10..2026-07-25"
