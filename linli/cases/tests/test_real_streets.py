"""Cases of a real subdistrict that ended between two official lists: found, shown and counted from its successor."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from linli.cases.queries.years import count_years
from linli.cases.samples import take
from linli.foundation import sheets
from linli.people.samples import appoint, make_account
from linli.places import queries as places
from linli.places import services as place_services
from linli.places.models import Area, MergeProposal
from linli.places.samples import SAMPLE_NOW
from linli.places.terms import Verdict

LISTS = Path(__file__).parents[4] / "shared/data/cn-divisions"
OLD, NEW = date(2019, 10, 31), date(2023, 6, 30)
DISTRICT, ENDED, HEIR = "360103", "360103006", "360103001"
YEARS = [2019, 2020]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LISTS.exists(), reason="../shared/data/cn-divisions is absent: no real street ends"),
]


def rows_of(day: date) -> list[sheets.Row]:
    return [row for row in sheets.read(LISTS / f"units_{day}.csv").rows if row.cells["district_code"] == DISTRICT]


def confirm_all(merge) -> None:
    act = {"merge_id": merge.pk, "actor": None, "now": SAMPLE_NOW}
    proposals = MergeProposal.objects.filter(merge=merge)
    place_services.decide_proposals(proposals=proposals, verdict=Verdict.CONFIRMED, **act)
    place_services.apply_merge(**act)


@pytest.fixture
def ended(district):
    """Return the ended subdistrict after one case in each of its units in 2019, and two in the subdistrict itself."""
    act = {"actor": None, "now": SAMPLE_NOW}
    place_services.import_areas(rows_of(OLD), as_of=OLD, **act)
    street = places.find_by_code(ENDED)
    for area in [street, street, *places.list_children(street)]:
        when = datetime(2019, 11, 5, 2, tzinfo=UTC)
        token = f"{area.pk}-{Case.objects.count()}"
        case = take(district, now=when, place=None, token=token).case
        Case.objects.filter(pk=case.pk).update(area=area, place=None)
    confirm_all(place_services.import_areas(rows_of(NEW), as_of=NEW, **act).merge)
    return Area.objects.get(pk=street.pk)


@pytest.fixture
def officer(ended):
    account = make_account("xihu")
    appoint(account, "leader", area=places.find_by_code(DISTRICT))
    client = Client()
    client.force_login(account)
    return client


def filed_in(ended: Area) -> list[Case]:
    """Return the cases that lay in the subdistrict when they were filed."""
    then = [version.area_id for version in places.AreaVersion.objects.filter(parent=ended, valid_to=NEW)]
    return list(Case.objects.filter(area__in=[ended.pk, *then]))


def test_its_cases_are_found_from_its_successor_and_show_where_they_were_filed(ended, officer):
    heir = places.find_by_code(HEIR)
    cases = filed_in(ended)

    told = officer.get(reverse("cases:list"), {"state": "all", "area": heir.key, "forebears": "on"})

    assert len(cases) > 2
    assert {row.case.number for row in told.context["rows"]} >= {case.number for case in cases}
    for case in cases:
        assert "系马桩街道" in officer.get(reverse("cases:case", args=[case.pk])).content.decode()


def test_yearly_counts_restated_over_its_end_add_up(ended, officer):
    whole = places.find_by_code(DISTRICT)
    parts = Counter()
    for street in places.list_children(whole):
        parts.update(reported(street))

    assert parts[2019] == reported(whole)[2019] == len(filed_in(ended))
    assert reported(places.find_by_code(HEIR))[2019] == len(filed_in(ended))
    page = officer.get(reverse("cases:years", args=[places.find_by_code(HEIR).key])).content.decode()
    assert 'data-testid="restated"' in page
    assert "系马桩街道" in page


def reported(area: Area) -> dict[int, int]:
    """Return what is said of each year, restated where the area is the heir of others."""
    row = next(row for row in count_years(area, YEARS).rows if row.name == "reported")
    return {cell.year: cell.value for cell in row.cells}
