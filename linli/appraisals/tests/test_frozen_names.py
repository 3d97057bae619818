"""What somebody was called when it was judged stays, whatever it is called today."""

from datetime import timedelta

import pytest

from linli.appraisals import samples
from linli.appraisals.models import Snapshot
from linli.appraisals.queries.bulletins import content_of
from linli.appraisals.queries.frozen import called, differences_when_recomputed, names_of
from linli.appraisals.queries.results import sheet_of
from linli.appraisals.services import close_scheme_year, decide_appeal, file_appeal, revise_snapshot
from linli.appraisals.terms import AppealState
from linli.appraisals.tests.reading import LOST, cells_of, sheets_of, url
from linli.people.samples import appoint, make_account
from linli.people.services import change_account
from linli.places.services import change_area
from linli.standards.queries import scored_items
from linli.standards.services import ensure_subjects
from linli.standards.terms import SubjectKind

FILED = samples.CLOSE + timedelta(days=1)


@pytest.fixture
def renamed(contest):
    """July, frozen, and the last community renamed afterwards."""
    snapshot = samples.confirmed_round(contest, LOST)
    _rename(contest, "新名社区")
    return Snapshot.objects.get(pk=snapshot.pk)


def _rename(contest, name):
    area, chief = contest.subjects[-1].area, contest.people["chief"]
    change_area(area_id=area.pk, actor=chief, now=samples.LATER, on=samples.LATER.date(), name=name)


def test_a_new_name_changes_nothing_in_july(contest, renamed, client):
    client.force_login(contest.people["office"])
    last = contest.subjects[-1].pk

    ranking = client.get(url("ranking", renamed.pk))
    card = client.get(url("scorecard", renamed.pk, last)).content.decode()

    row = next(row for row in ranking.context["rows"] if row.subject.pk == last)
    assert (row.name, row.name_today) == ("示例6社区", "新名社区")
    assert "示例6社区 · 2026-07" in card
    assert "现称新名社区" in card
    content = content_of(sheet_of(renamed), names_persons=False)
    assert "示例6社区" in {one.name for one in content.last}
    assert list(differences_when_recomputed(renamed)) == []


def test_lists_search_and_say_the_name_of_july(contest, renamed, client):
    client.force_login(contest.people["chief"])
    last = contest.subjects[-1].pk

    found = client.get(url("ranking", renamed.pk), {"q": "示例6"}).context["rows"]
    none = client.get(url("ranking", renamed.pk), {"q": "新名"}).context["rows"]
    cards = client.get(url("proposals"), {"q": "示例6"}).content.decode()
    balance = client.get(url("balance", renamed.pk)).context["even"]

    assert ([row.subject.pk for row in found], none) == ([last], [])
    assert "示例6社区" in cards
    assert balance.names[last] == "示例6社区"
    assert 'data-testid="name-then">示例6社区' in client.get(url("profile", last)).content.decode()
    for page in (url("proposals"), url("help_plans"), url("balance", renamed.pk)):
        assert "新名社区" not in client.get(page).content.decode()


def test_a_correction_keeps_the_names_of_july(contest, renamed):
    last = contest.subjects[-1].pk
    item = next(iter(sheet_of(renamed).items))
    new = revise_snapshot(
        snapshot_id=renamed.pk,
        corrections={(last, item): 0},
        reason="登记错误",
        actor=contest.people["chief"],
        now=samples.LATER,
    )

    places = content_of(sheet_of(new), names_persons=False)
    assert "示例6社区" in {one.name for one in places.last}


def test_a_year_keeps_its_names_too(contest, client):
    samples.confirmed_round(contest, LOST)
    year = close_scheme_year(scheme_id=contest.scheme.pk, year=2026, actor=contest.people["chief"], now=samples.LATER)
    _rename(contest, "新名社区")
    client.force_login(contest.people["office"])

    rows = client.get(url("ranking", year.pk)).context["rows"]

    assert "示例6社区" in {row.name for row in rows}


def test_of_a_person_the_post_alone_is_kept_beside_the_name(contest):
    person = make_account("grid", name="李某")
    unit = contest.people["worker"].home_unit
    post = appoint(person, "community_worker", organisation=unit, area=contest.areas["nanyuan"], post="网格员")
    names = names_of(ensure_subjects(kind=SubjectKind.POST, appointments=[post])[0])

    assert called(names) == "李某 (网格员)"
    assert called(names, names_persons=False) == "南苑社区 网格员"


def test_an_appeal_says_what_they_were_called_when_it_was_filed(contest, announced, client):
    appeal = file_appeal(
        round_id=announced.pk,
        subject_id=contest.subjects[-1].pk,
        item_id=next(item.id for item in scored_items(contest.scheme.standard) if item.code == "2.2"),
        text="台账齐全，附照片",
        asked_centipoints=30_00,
        actor=contest.people["worker"],
        now=FILED,
    )
    pages = [url("appeal", appeal.pk), url("appeals"), url("round", announced.pk)]
    client.force_login(contest.people["second"])
    before = [client.get(page).content.decode() for page in pages]
    said = {"decision": AppealState.GRANTED, "text": "经复核属实", "actor": contest.people["second"], "now": FILED}
    decide_appeal(appeal_id=appeal.pk, **said)
    _rename(contest, "新名社区")
    change_account(account_id=appeal.by_id, actor=None, now=FILED, name="王新名", organisation=None)

    after = [client.get(page).content.decode() for page in pages]

    assert all("示例6社区" in text and 'data-testid="name-today"' not in text for text in before)
    assert all("示例6社区" in text and "现称新名社区" in text for text in after)
    assert "worker" in after[0]
    assert "现称王新名" in after[0]
    _titles, row = cells_of(client.get(url("appeals_book")))
    assert (row[1], row[-1]) == ("示例6社区", "新名社区")
    appeals = list(sheets_of(client.get(url("round_book", announced.pk))).values())[1]
    assert (appeals[1][0], appeals[1][-1]) == ("示例6社区", "新名社区")
