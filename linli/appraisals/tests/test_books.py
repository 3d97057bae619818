"""Everything a page shows as a table is handed out as a workbook, as its reader sees it, and leaves its line."""

import pytest

from linli.appraisals import samples
from linli.appraisals.tests.reading import cells_of, sheets_of, url
from linli.foundation.models import AuditLine
from linli.people.samples import make_account

LISTS = ("schemes_book", "rounds_book", "appeals_book", "proposals_book", "help_book", "profiles_book")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_its_workbook(snapshot, sign_in, name):
    assert len(sheets_of(sign_in("chief").get(url(name)))) == 1
    assert AuditLine.objects.filter(action="appraisals.export").count() == 1


def test_pages_of_several_tables_have_several_sheets(contest, snapshot, sign_in):
    chief, scheme, first = sign_in("chief"), contest.scheme.pk, contest.subjects[0].pk
    counts = {
        url("round_book", snapshot.round_id): 3,
        url("year_book", scheme, 2026): 1,
        url("balance_book", snapshot.pk): 2,
        url("fairness_book", scheme): 2,
        url("profile_book", first): 4,
        url("withheld_book", snapshot.pk): 1,
        url("scorecard_book", snapshot.pk, first): 1,
    }
    assert {page: len(sheets_of(chief.get(page))) for page in counts} == counts
    assert AuditLine.objects.filter(action="appraisals.export").count() == len(counts)


def test_who_scored_how_much_is_told_only_to_those_who_lead(snapshot, sign_in):
    assert len(sheets_of(sign_in("worker").get(url("round_book", snapshot.round_id)))) == 2


def test_profiles_are_handed_out_as_the_search_leaves_them(contest, sign_in, client):
    office = sign_in("office")
    whole = [subject.area.name for subject in contest.subjects]
    for said, names in (({}, whole), ({"q": "示例"}, whole[2:])):
        page = office.get(url("profiles"), said)
        _titles, *rows = cells_of(office.get(url("profiles_book"), said))
        assert [row[0] for row in rows] == [str(one) for one in page.context["page"].items] == names
    assert f"{url('profiles_book')}?q=" in page.content.decode()
    assert cells_of(sign_in("worker").get(url("profiles_book")))[1:] == [["南苑社区", "社区"]]
    client.force_login(make_account("nobody"))
    assert client.get(url("profiles_book")).status_code == 403


@pytest.mark.parametrize("by", ["item", "subject"])
def test_the_grid_is_handed_out_as_its_assessor_sees_it(contest, july, sign_in, by):
    samples.score_all(contest, july, [0, 1, 2])
    assessor = sign_in("first_assessor")
    said = {"by": by, "role": contest.assessors["first_assessor"].pk}
    places = [place for place, _way in assessor.get(url("score", july.pk), said).context["places"]]
    pages = [assessor.get(url("score", july.pk), said | {"at": place.key}) for place in places]

    given, told = sheets_of(assessor.get(url("score_book", july.pk), said)).values()

    shown = [row for page in pages for row in page.context["grid"].rows]
    assert [(row[0], row[1], row[7]) for row in given[1:]] == [
        (str(row.subject), row.item.code, row.line.centipoints / 100) for row in shown
    ]
    assert {tuple(row[8:10]) for row in given[1:]} == {("照片见附件", "2026000001")}
    assert {row[11] for row in given[1:]} == {"已评分"}
    assert [row[1:3] for row in told[1:]] == [["2.1", "返工"]] * len(contest.subjects)
    assert url("score_book", july.pk) in pages[0].content.decode()


def test_a_grid_says_what_is_missing_and_is_nobody_elses(contest, july, sign_in):
    given, _told = sheets_of(sign_in("first_assessor").get(url("score_book", july.pk))).values()
    second = {"role": contest.assessors["second_assessor"].pk}

    assert {tuple(row[6:12]) for row in given[1:]} == {(None, None, None, None, None, "未评分")}
    assert sign_in("first_assessor").get(url("score_book", july.pk), second).status_code == 404
    for other in ("stranger", "office", "worker"):
        assert sign_in(other).get(url("score_book", july.pk)).status_code in (403, 404)
