"""What is remembered of areas and offices is true as soon as something changes, and cheap while nothing does."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import samples
from linli.cases.queries import ground, offices
from linli.cases.rules.desks import Desk
from linli.organisations import services as organisations
from linli.places import services as places
from linli.places.samples import SAMPLE_NOW, square

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def district():
    return samples.make_case_district()


def test_an_office_is_looked_up_once(district):
    offices.office_at(Desk.COMMUNITY, district.areas["nanyuan"])

    with CaptureQueriesContext(connection) as queries:
        offices.office_at(Desk.COMMUNITY, district.areas["nanyuan"])

    assert len(queries) == 1


def test_an_office_that_ends_is_forgotten_at_once(district):
    nanyuan = district.areas["nanyuan"]
    committee = offices.office_at(Desk.COMMUNITY, nanyuan)

    organisations.end_organisation(organisation_id=committee.pk, actor=None, now=SAMPLE_NOW, on=TODAY)

    assert offices.office_at(Desk.COMMUNITY, nanyuan) == district.organisations["tongdu_office"]


def test_a_new_outline_holds_at_once(district):
    assert ground.community_at(103.185, 26.085) is None

    nanyuan = district.areas["nanyuan"]
    places.change_area(area_id=nanyuan.pk, actor=None, now=SAMPLE_NOW, on=TODAY, outline=square(103.18, 26.08))

    assert ground.community_at(103.185, 26.085) == nanyuan


def test_one_act_asks_only_once_whether_the_memory_is_good(district):
    offices.office_at(Desk.COMMUNITY, district.areas["nanyuan"])

    with CaptureQueriesContext(connection) as queries, ground.steady():
        for _ in range(5):
            offices.office_at(Desk.COMMUNITY, district.areas["nanyuan"])

    assert len(queries) == 1


def test_what_one_thread_found_good_holds_for_another_that_works_for_it(district):
    offices.office_at(Desk.COMMUNITY, district.areas["nanyuan"])
    known = ground.current()

    with CaptureQueriesContext(connection) as queries, ground.steady(known):
        offices.office_at(Desk.COMMUNITY, district.areas["nanyuan"])

    assert len(queries) == 0
