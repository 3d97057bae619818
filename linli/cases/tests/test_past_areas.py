"""Cases of areas that were split: found from the successors, still filed where they were filed, restated by shares."""

from datetime import UTC, date, datetime
from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.importing.areas import Communities
from linli.cases.importing.cells import RowRefused
from linli.cases.importing.profile import PlaceRule
from linli.cases.models import Case
from linli.cases.queries.rehoming import BY_PLACE
from linli.cases.queries.years import count_years
from linli.cases.samples import SampleDistrict, take
from linli.people.samples import appoint, make_account
from linli.places import queries as places
from linli.places import services as place_services
from linli.places.samples import SAMPLE_NOW, make_area
from linli.places.terms import SuccessionKind

pytestmark = pytest.mark.django_db
CHANGE = date(2023, 7, 1)
ACT = {"actor": None, "now": SAMPLE_NOW}
YEARS = [2021, 2022, 2023, 2024]
MOST_QUERIES = 20


def at(year: int, month: int = 3, day: int = 5) -> datetime:
    return datetime(year, month, day, 2, 0, tzinfo=UTC)


def report(district: SampleDistrict, area: places.Area, when: datetime, count: int = 1) -> list[Case]:
    """Take reports and let them lie in an area, whatever their address says."""
    cases = [take(district, now=when, place=None, token=f"{area.pk}-{when}-{number}").case for number in range(count)]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(area=area, place=None)
    return cases


@pytest.fixture
def split(district):
    """南苑社区 was parted on 2023-07-01: 60 % went to 南苑北社区 in its subdistrict, 40 % to 碧谷街道."""
    areas = district.areas
    old = areas["nanyuan"]
    for year, count in ((2021, 7), (2022, 1), (2023, 4)):
        report(district, old, at(year), count)
    said = {"valid_from": CHANGE, "households": 10}
    areas["north"] = make_area("南苑北社区", "community", areas["tongdu"], code="530113001011", **said)
    areas["west"] = make_area("南苑西社区", "community", areas["bigu"], code="530113002011", **said)
    place_services.move_areas(area_ids=[areas["garden"].pk], parent=areas["north"], on=CHANGE, **ACT)
    for key, share in (("north", 0.6), ("west", 0.4)):
        place_services.record_succession(
            predecessor=old, successor=areas[key], kind=SuccessionKind.SPLIT, share=share, on=CHANGE, **ACT
        )
    place_services.end_area(area_id=old.pk, on=CHANGE, **ACT)
    report(district, areas["north"], at(2023, 9), 2)
    report(district, areas["west"], at(2024), 3)
    for area in areas.values():
        area.refresh_from_db()
    return district


@pytest.fixture
def officer(split):
    officer = Client()
    officer.force_login(split.people["gaofeng"])
    return officer


def before(split) -> list[Case]:
    """Return the cases that were recorded in the area before it was parted."""
    return list(Case.objects.filter(area=split.areas["nanyuan"]).order_by("pk"))


def listed(client, **filters):
    answer = client.get(reverse("cases:list"), {"state": "all", **filters})
    assert answer.status_code == 200
    return answer


def numbers(answer) -> set[int]:
    return {row.case.number for row in answer.context["rows"]}


def test_a_case_is_found_from_the_successor_of_its_area_and_marked(split, officer, max_queries):
    old = {case.number for case in before(split)}
    area = split.areas["west"].key

    assert not numbers(listed(officer, area=area)) & old
    with max_queries(MOST_QUERIES):
        told = listed(officer, area=area, forebears="on")
    assert numbers(told) >= old
    assert len(numbers(told)) == len(old) + 3
    assert told.content.decode().count('data-testid="filed-in"') == len(old)
    assert "南苑社区" in told.content.decode()


def test_the_page_of_a_case_still_shows_the_area_of_its_filing(split, officer, max_queries):
    case = before(split)[0]

    with max_queries(25):
        page = officer.get(reverse("cases:case", args=[case.pk])).content.decode()

    assert "昆明市 › 东川区 › 铜都街道 › 南苑社区" in page
    assert "南苑北社区" in page
    assert "60" in page.split('data-testid="heirs"')[1][:400]


def test_a_renamed_area_keeps_the_name_of_the_filing_on_the_page(split, officer):
    (case,) = report(split, split.areas["longdong"], at(2022))
    place_services.change_area(area_id=split.areas["longdong"].pk, on=CHANGE, name="新龙洞社区", **ACT)

    page = officer.get(reverse("cases:case", args=[case.pk])).content.decode()

    assert "昆明市 › 东川区 › 碧谷街道 › 龙洞社区" in page
    (fresh,) = report(split, split.areas["longdong"], at(2024))
    assert 'data-testid="filed-in"' not in officer.get(reverse("cases:case", args=[fresh.pk])).content.decode()


def test_whoever_answers_for_a_successor_alone_reads_the_old_case_and_nobody_else(split):
    case = before(split)[0]
    address = reverse("cases:case", args=[case.pk])
    heir, stranger = Client(), Client()
    for client, key in ((heir, "west"), (stranger, "longdong")):
        account = make_account(f"clerk-{key}")
        appoint(account, "leader", area=split.areas[key])
        client.force_login(account)

    read = heir.get(address)
    assert read.status_code == 200
    assert read.context["page"].acts == []
    assert heir.get(reverse("cases:act", args=[case.pk, "file"])).status_code in (403, 404)
    assert case.number in numbers(listed(heir, area=split.areas["west"].key, forebears="on"))
    assert stranger.get(address).status_code == 404
    assert numbers(listed(stranger, forebears="on")) == set()


def test_what_an_area_in_force_gave_away_counts_only_up_to_that_day(split, officer):
    given = make_area("龙潭社区", "community", split.areas["bigu"], code="530113002012", valid_from=CHANGE)
    place_services.record_succession(
        predecessor=split.areas["longdong"],
        successor=given,
        kind=SuccessionKind.SPLIT,
        share=0.3,
        on=CHANGE,
        **ACT,
    )
    (older,) = report(split, split.areas["longdong"], at(2022))
    report(split, split.areas["longdong"], at(2024))

    assert numbers(listed(officer, area=given.key, forebears="on")) == {older.number}


def test_the_list_of_an_ended_area_is_there_by_its_address(split, officer):
    told = listed(officer, area=split.areas["nanyuan"].key)

    assert len(numbers(told)) == 12
    assert 'data-testid="ended-area"' in told.content.decode()
    assert len(numbers(listed(officer, area="nothing"))) > 12


def reported(area, years=YEARS) -> dict[int, tuple[int, int, bool]]:
    row = next(row for row in count_years(area, years).rows if row.name == "reported")
    return {cell.year: (cell.value, cell.recorded, cell.restated) for cell in row.cells}


def test_yearly_counts_restated_over_the_change_add_up_to_the_unit(split):
    areas = split.areas

    assert reported(areas["north"]) == {2021: (4, 0, True), 2022: (1, 0, True), 2023: (4, 2, True), 2024: (0, 0, False)}
    assert reported(areas["west"]) == {2021: (3, 0, True), 2022: (0, 0, True), 2023: (2, 0, True), 2024: (3, 3, False)}
    tongdu, bigu, whole = (reported(areas[key]) for key in ("tongdu", "bigu", "dongchuan"))
    assert tongdu == {2021: (4, 7, True), 2022: (1, 1, True), 2023: (4, 6, True), 2024: (0, 0, False)}
    for year in YEARS:
        assert tongdu[year][0] + bigu[year][0] == whole[year][0] == whole[year][1]
    assert [whole[year] for year in YEARS] == [(7, 7, False), (1, 1, False), (6, 6, False), (3, 3, False)]


def test_the_years_of_an_area_are_a_page_and_a_table(split, officer, max_queries):
    area = split.areas["west"]

    with max_queries(MOST_QUERIES):
        page = officer.get(reverse("cases:years", args=[area.key]))
    book = officer.get(reverse("cases:years_book", args=[area.key]))

    assert 'data-testid="restated"' in page.content.decode()
    assert "南苑社区" in page.content.decode()
    sheet = openpyxl.load_workbook(BytesIO(b"".join(book.streaming_content))).active
    assert sheet.max_row == 1 + 13 * 6  # the first year with anything is 2021
    assert officer.get(reverse("cases:years", args=[split.areas["nanyuan"].key])).status_code == 404


def test_an_imported_row_with_an_old_code_goes_to_the_only_successor_or_is_rejected(split):
    rule = PlaceRule(by=("code",), code="530113002001", name="", tier="community", create=False, create_missing=False)
    communities = Communities(rule, actor=None, now=SAMPLE_NOW)
    place_services.change_area(area_id=split.areas["longdong"].pk, on=CHANGE, code="530113002099", **ACT)

    def found(code, year):
        draft = SimpleNamespace(area_code=code, area_name="", point=None, reported_at=at(year), ended_at=None)
        return communities.find(draft).name

    assert found("530113002001", 2022) == "龙洞社区"
    assert found("530113002099", 2024) == "龙洞社区"
    with pytest.raises(RowRefused) as refused:
        found("530113001001", 2022)
    assert "南苑北社区" in refused.value.reason.render()


def left(client):
    return client.get(reverse("cases:left"))


def test_open_cases_of_an_ended_area_wait_for_their_community(split, officer, max_queries):
    sure, unclear, *_rest, closed = before(split)
    Case.objects.filter(pk=sure.pk).update(place=split.areas["garden"])  # a compound of 南苑北社区 today
    Case.objects.filter(pk=closed.pk).update(state="closed", ended_at=at(2024), due_at=None)

    with max_queries(MOST_QUERIES):
        rows = {one.case.pk: one for _row, one in left(officer).context["rows"]}

    north, west = split.areas["north"], split.areas["west"]
    assert closed.pk not in rows
    assert (rows[sure.pk].home, rows[sure.pk].by, rows[sure.pk].heirs) == (north, BY_PLACE, [north, west])
    assert (rows[unclear.pk].home, rows[unclear.pk].heirs) == (None, [north, west])
    assert 'data-testid="left"' in officer.get(reverse("cases:queue")).content.decode()


def test_a_case_moves_where_a_person_says_and_the_rest_stays(split, officer):
    first, second, third, *_rest = before(split)
    chosen = {f"to-{first.pk}": split.areas["west"].key, f"to-{second.pk}": "", f"to-{third.pk}": "nowhere"}

    assert officer.post(reverse("cases:left"), chosen).status_code == 302

    for case in (first, second, third):
        case.refresh_from_db()
    assert first.area == split.areas["west"]
    assert "南苑社区" in first.events.get(act="rehome").note
    assert {second.area, third.area} == {split.areas["nanyuan"]}
    assert first.pk not in {one.case.pk for _row, one in left(officer).context["rows"]}


def test_only_an_heir_or_what_its_place_says_takes_a_case(split, officer):
    (case, *_rest) = before(split)

    officer.post(reverse("cases:left"), {f"to-{case.pk}": split.areas["longdong"].key})

    case.refresh_from_db()
    assert case.area == split.areas["nanyuan"]


def test_left_cases_are_for_those_who_file_in_that_area(split):
    there, reader = Client(), Client()
    for client, role, area in ((there, "acceptor", "longdong"), (reader, "leader", "dongchuan")):
        account = make_account(f"clerk-{role}")
        appoint(account, role, area=split.areas[area])
        client.force_login(account)

    assert list(left(there).context["rows"]) == []
    assert left(reader).status_code == 403
