"""Everything a page shows as a table is handed out as a workbook, as its reader sees it, and leaves its line."""

import pytest

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
