"""What the room counts for rooms above."""

from datetime import date

import pytest

from linli.foundation.figures import count_figures
from linli.organisations.samples import make_organisation, make_organisations
from linli.organisations.services import join_body
from linli.organisations.terms import Part
from linli.places.samples import SAMPLE_NOW, make_district
from linli.values import Span

pytestmark = pytest.mark.django_db


def test_organisations_of_an_area_are_counted_by_kind_on_the_last_day():
    areas = make_district()
    make_organisations(areas)
    make_organisation("东川一中", "partner", areas["nanyuan"])
    make_organisation("供电所", "partner", areas["tongdu"], valid_from=date(2026, 12, 1))
    keys = [areas[name].pk for name in ("nanyuan", "tongdu", "bigu")]
    codes = ["organisations.partners", "organisations.property_managers"]

    paths = {"area": {area.pk: area.path for area in areas.values()}}

    november, december = count_figures(codes, paths, [Span.parse(code) for code in ("2026-11", "2026-12")]).values()

    assert [november["organisations.partners"][key] for key in keys] == [1, 1, 0]
    assert [december["organisations.partners"][key] for key in keys] == [1, 2, 0]
    assert [november["organisations.property_managers"][key] for key in keys] == [1, 1, 0]


def test_who_takes_part_is_counted_on_the_last_day():
    areas = make_district()
    meeting = make_organisation("南苑联席会", "coordination_body", areas["nanyuan"], form="joint_meeting")
    units = [make_organisation(name, "resident_unit", areas["nanyuan"]) for name in ("商铺", "诊所")]
    since = date(2026, 11, 10)
    join_body(body=meeting, member=units[0], part=Part.MEMBER, valid_from=since, actor=None, now=SAMPLE_NOW)
    codes = ["organisations.resident_units", "organisations.units_taking_part", "organisations.coordination_bodies"]
    spans = [Span.parse(code) for code in ("2026-10", "2026-11")]

    counted = count_figures(codes, {"area": {areas["tongdu"].pk: areas["tongdu"].path}}, spans)

    numbers = [[counted[span][code][areas["tongdu"].pk] for code in codes] for span in spans]
    assert numbers == [[2, 0, 1], [2, 1, 1]]
