"""Cases that partners must solve go to the partner whose zone holds the place, else to the lead partner (003-7)."""

from datetime import date

import pytest

from linli.cases.queries import who_answers
from linli.cases.samples import MORNING, make_case_district
from linli.cases.terms import OwnerClass
from linli.organisations.samples import make_organisation
from linli.organisations.services import end_pairing, pair
from linli.organisations.terms import Part
from linli.places.samples import square

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
INSIDE, OUTSIDE = (103.105, 26.005), (103.3, 26.3)


@pytest.fixture
def ground():
    """A community with a lead partner without a zone, and a member with one."""
    district = make_case_district()
    terms = {"area": district.areas["nanyuan"], "valid_from": date(2024, 1, 1), "actor": None, "now": MORNING}
    lead = make_organisation("铜都中学", "partner", district.areas["tongdu"])
    member = make_organisation("供电所", "partner", district.areas["tongdu"])
    made = pair(organisation=lead, part=Part.LEAD, **terms)
    pair(organisation=member, part=Part.MEMBER, zone=square(103.1, 26.0), **terms)
    return district, lead, member, made


def answer(district, point, on=DAY):
    facts = {"category": None, "owner_class": OwnerClass.PARTNER, "on": on, "point": point}
    return who_answers(area=district.areas["nanyuan"], **facts)


def test_the_zone_decides_then_the_lead(ground):
    district, lead, member, _made = ground
    assert [answer(district, point).unit for point in (INSIDE, OUTSIDE, None)] == [member, lead, lead]
    assert {answer(district, point).reason.rule for point in (INSIDE, OUTSIDE)} == {"003-7"}


def test_without_a_partner_somebody_is_chosen_by_hand(ground):
    district, _lead, _member, made = ground
    end_pairing(pairing_id=made.pk, on=date(2025, 1, 1), actor=None, now=MORNING)
    assert answer(district, OUTSIDE).unit is None
    assert answer(district, OUTSIDE, on=date(2024, 6, 1)).unit is not None


def test_other_owners_are_not_asked_of_partners(ground):
    district = ground[0]
    facts = {"category": None, "owner_class": OwnerClass.COMMUNITY, "on": DAY, "point": INSIDE}
    assert who_answers(area=district.areas["nanyuan"], **facts).unit == district.organisations["nanyuan_committee"]
