"""Who sees what: a foreign area's case is not there, on any address, list, map, file or count."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Evidence
from linli.cases.samples import make_case, take
from linli.cases.terms import EvidenceKind, State
from linli.cases.urls import urlpatterns
from linli.people.samples import appoint, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(district):
    """A case of the community nanyuan."""
    return take(district, now=timezone.now() - timedelta(minutes=5), contact="13800001111").case


def browser_of(account):
    browser = Client()
    browser.force_login(account)
    return browser


def addresses_of(case):
    """Return every address under one case."""
    picture = Evidence.objects.create(case=case, kind=EvidenceKind.BEFORE, file="aa/bb/cc.jpg", at=timezone.now())
    report = case.reports.get()
    return [
        reverse("cases:case", args=[case.pk]),
        reverse("cases:act", args=[case.pk, "file"]),
        reverse("cases:act", args=[case.pk, "comment"]),
        reverse("cases:evidence", args=[case.pk, picture.pk]),
        reverse("cases:thumbnail", args=[case.pk, picture.pk]),
        reverse("cases:reveal", args=[case.pk, report.pk]),
    ]


def test_the_list_of_addresses_below_is_complete(case):
    of_one_case = [pattern for pattern in urlpatterns if "case_id" in str(pattern.pattern)]

    assert len(of_one_case) == len({address.split("/")[3] for address in addresses_of(case)})


def test_a_foreign_officer_finds_nothing_on_any_address_of_the_case(district, case):
    majun = browser_of(district.people["majun"])

    for address in addresses_of(case):
        answers = {majun.get(address).status_code, majun.post(address, {"version": 1, "note": "x"}).status_code}
        assert answers <= {403, 404, 405}, address
        assert 404 in answers or address.endswith("contact/"), address


def test_a_foreign_officer_sees_no_row_no_point_no_count(district, case):
    majun = browser_of(district.people["majun"])
    number = str(case.number)

    for address in ("cases:list", "cases:queue", "cases:map", "cases:points", "cases:burning"):
        page = majun.get(reverse(address)).content.decode()
        assert number not in page, address
    assert majun.get(reverse("cases:points")).json()["features"] == []
    assert majun.get(reverse("cases:list"), {"q": number, "state": "all"}).context["rows"] == []
    assert majun.get(reverse("cases:area", args=[district.areas["nanyuan"].key])).status_code == 404


def test_a_bulk_act_leaves_foreign_cases_alone(district, case):
    answer = browser_of(district.people["majun"]).post(reverse("cases:bulk"), {"act": "claim", "case": [case.pk]})

    assert answer.context["results"] == []
    case.refresh_from_db()
    assert case.claimed_by_id is None


def test_a_handler_sees_only_what_his_unit_holds_or_worked_on(district, case):
    sunwei = browser_of(district.people["sunwei"])
    his = make_case(district, State.DISPATCHED, now=timezone.now() - timedelta(hours=2))

    assert sunwei.get(reverse("cases:case", args=[case.pk])).status_code == 404
    assert sunwei.get(reverse("cases:case", args=[his.pk])).status_code == 200


def test_nobody_without_duties_opens_a_page_of_cases(district, case):
    passant = browser_of(make_account("passant"))

    for name in ("list", "queue", "map", "points", "burning", "new", "export", "categories", "responsibilities"):
        assert passant.get(reverse(f"cases:{name}")).status_code == 403, name


def test_strangers_are_led_to_the_sign_in(client, case):
    answer = client.get(reverse("cases:case", args=[case.pk]))

    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]


def test_a_leader_reads_and_is_offered_no_act_of_others(district, case):
    leader = make_account("leader")
    appoint(leader, "leader", area=district.areas["dongchuan"], organisation=district.organisations["headquarters"])

    page = browser_of(leader).get(reverse("cases:case", args=[case.pk]))

    assert page.status_code == 200
    assert 'data-testid="act-file"' not in page.content.decode()
    assert 'data-testid="refused-file"' in page.content.decode()


def test_the_contact_is_masked_until_a_logged_look(district, case):
    linjie, report = browser_of(district.people["linjie"]), case.reports.get()
    page = linjie.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "138****1111" in page
    assert "13800001111" not in page

    answer = browser_of(district.people["gaofeng"]).post(reverse("cases:reveal", args=[case.pk, report.pk]))

    assert "13800001111" in answer.content.decode()
    assert case.events.filter(act="reveal").count() == 1
